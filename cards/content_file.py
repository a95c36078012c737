"""Content files as the readers see them: packaged, from the site, or the site's laid over ours.

A site overrides values and adds entries under the names that the package uses. A table is merged
key by key; a list of tables is merged by `id` (or `key`) where its entries have one, namesakes in
their order; anything else is replaced whole. A decision table (CSV) is replaced whole. Silence in a site file means: as
packaged.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

from cards.content_errors import ContentError

SUFFIXES = (".toml", ".csv")
OPEN_FOLDERS = ("guidelines/",)
FIXED = {"thresholds.toml": "unit"}
NAMES = ("id", "key")
NUMBER = (int, float)
KINDS = {dict: "a table", list: "a list", str: "text", bool: "true or false", int: "a number"}
SITE = "CDS_SITE_CONTENT"


@dataclass(frozen=True)
class ContentFile:
    """One file by its path inside the knowledge folder; at least one of both sources is there."""

    path: str
    packaged: Traversable | None
    site: Traversable | None = None

    @property
    def name(self) -> str:
        """How messages name it."""
        return f"{SITE}/{self.path}" if self.site else self.path

    def table(self) -> dict[str, Any]:
        """The parsed TOML, the site's values over the packaged ones. Raises `ContentError`."""
        base = _parsed(self.packaged, self.path) if self.packaged else {}
        if self.site is None:
            return base
        over = _parsed(self.site, self.name)
        self._refuse_fixed(over)
        return _laid_over(base, over, self.name)

    def rows(self) -> list[list[str]]:
        """The lines of a CSV file without comments; the site's file replaces ours whole."""
        source = self.site or self.packaged
        if source is None:
            raise ContentError(f"{self.path}: no such content file.")
        lines = source.read_text(encoding="utf-8").splitlines()
        return [line for line in csv.reader(lines) if line and not line[0].startswith("#")]

    def contents(self) -> bytes:
        """What counts for the content version."""
        sources = (self.packaged, self.site)
        return b"\0".join(source.read_bytes() for source in sources if source)

    def _refuse_fixed(self, over: Mapping[str, Any]) -> None:
        fixed = FIXED.get(self.path)
        for key, entry in over.items():
            if fixed and isinstance(entry, dict) and fixed in entry:
                raise ContentError(f"{self.name} [{key}]: {fixed} is fixed; override the value.")


@dataclass(frozen=True)
class ContentFolder:
    """All content files by path."""

    files: Mapping[str, ContentFile]

    def __getitem__(self, path: str) -> ContentFile:
        """One file by its path. Raises `ContentError`."""
        if path not in self.files:
            raise ContentError(f"{path}: this content file is missing.")
        return self.files[path]

    def under(self, folder: str) -> tuple[ContentFile, ...]:
        """The files of one folder, by name."""
        return tuple(self.files[path] for path in sorted(self.files) if path.startswith(folder))


def open_folder(packaged: Traversable, site: Traversable | None = None) -> ContentFolder:
    """Pair the packaged files with those of the site. Raises `ContentError` for an unknown file."""
    ours = dict(_walk(packaged, ""))
    theirs = dict(_walk(site, "")) if site else {}
    for path in sorted(set(theirs) - set(ours)):
        if not (path.startswith(OPEN_FOLDERS) and path.endswith(".toml")):
            known = ", ".join(sorted(name for name in ours if not name.startswith(OPEN_FOLDERS)))
            raise ContentError(
                f"{SITE}/{path}: no content file has this name; expected guidelines/….toml or "
                f"one of {known}."
            )
    paths = {**ours, **theirs}
    return ContentFolder(
        {path: ContentFile(path, ours.get(path), theirs.get(path)) for path in paths}
    )


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(SUFFIXES):
            yield f"{path}{entry.name}", entry


def _parsed(file: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{name}: not valid TOML: {error}.") from error


def _laid_over(base: Mapping[str, Any], over: Mapping[str, Any], where: str) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        merged[key] = _value(base[key], value, f"{where} [{key}]") if key in base else value
    return merged


def _value(base: Any, over: Any, where: str) -> Any:
    numbers = isinstance(base, NUMBER) and isinstance(over, NUMBER)
    if type(base) is not type(over) and not numbers:
        wanted = KINDS.get(type(base), type(base).__name__)
        raise ContentError(f"{where}: expected {wanted}.")
    if isinstance(base, dict):
        return _laid_over(base, over, where)
    name = _name_of(base) if isinstance(over, list) else None
    return _by_name(base, over, name, where) if name else over


def _name_of(entries: Any) -> str | None:
    """The key that names each entry of a list of tables, None when there is none."""
    tables = isinstance(entries, list) and entries and all(isinstance(one, dict) for one in entries)
    return next((name for name in NAMES if tables and all(name in one for one in entries)), None)


def _by_name(base: Sequence[Any], over: Sequence[Any], name: str, where: str) -> list[Any]:
    """Entries merged by name; those that share one are matched in their order."""
    for entry in over:
        if not isinstance(entry, dict) or name not in entry:
            raise ContentError(f"{where}: each entry needs a key {name}.")
    merged = dict(zip(numbered([entry[name] for entry in base]), base, strict=True))
    for key, entry in zip(numbered([entry[name] for entry in over]), over, strict=True):
        merged[key] = _laid_over(merged.get(key, {}), entry, f"{where} {key}")
    return list(merged.values())


def numbered(names: Sequence[str]) -> list[str]:
    """The names, with a number behind a second and third one of the same: `HER2`, `HER2 (2)`."""
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told
