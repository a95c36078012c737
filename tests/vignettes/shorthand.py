"""Reads clinical vignettes: one TOML file, one situation, and variants of it that differ in a line.

What a clinician writes is in `README.md` beside this file. Everything is refused that is not in
the vocabulary: a vignette with a typo must never pass because it says nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cards.rule import Situation
from tests.vignettes import shorthand_vocabulary as words
from tests.vignettes.shorthand_call import Call, call_of, earlier_of
from tests.vignettes.shorthand_words import listed, only, refuse

FOLDER = Path(__file__).parent / "clinical"
MERGED = ("expect",)


@dataclass(frozen=True)
class Vignette:
    """One call and what is expected of it. `id` is folder, file and number of the variant.

    `earlier` are calls that are remembered, the oldest first.
    """

    id: str
    shows: str
    covers: tuple[str, ...]
    call: Call
    earlier: tuple[Call, ...]
    expect: Mapping[str, Any]

    @property
    def situation(self) -> Situation:
        """The situation of now."""
        return self.call.situation


def read_all(folder: Path = FOLDER) -> tuple[Vignette, ...]:
    """Every vignette of a folder, variants included, in the order of their names."""
    files = sorted(folder.rglob("*.toml"))
    return tuple(vignette for file in files for vignette in read(file, folder))


def read(file: Path, folder: Path = FOLDER) -> tuple[Vignette, ...]:
    """The situation of a file and its variants. Raises `ShorthandError` with a sentence."""
    name = file.relative_to(folder).with_suffix("").as_posix()
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise refuse(name, f"is not valid TOML: {error}") from error
    only(table, words.TOP, name)
    for key in ("title", "shows", "expect"):
        if key not in table:
            raise refuse(name, f"{key} is missing")
    return tuple(_vignettes(table, name))


def _vignettes(table: Mapping[str, Any], name: str) -> Iterator[Vignette]:
    base = {key: value for key, value in table.items() if key != "variant"}
    yield _vignette(base, name)
    for index, variant in enumerate(table.get("variant", []), start=1):
        here = f"{name}#{index}"
        only(variant, words.TOP - {"title", "variant"}, here)
        if "shows" not in variant:
            raise refuse(here, "shows is missing")
        changed = {**base, "covers": [], **variant}
        changed["expect"] = {**base["expect"], **variant.get("expect", {})}
        yield _vignette(changed, here)


def _vignette(table: Mapping[str, Any], name: str) -> Vignette:
    return Vignette(
        name,
        table["shows"],
        tuple(listed(table.get("covers"), name)),
        call_of(table, name),
        tuple(earlier_of(table, name)),
        only(table["expect"], words.EXPECT, f"{name} [expect]"),
    )
