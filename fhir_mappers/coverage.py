"""Reads `coverage.toml`: what molecular assays and orders look at."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from fhir_mappers.text_words import normalise

TOP = {
    "comprehensive",
    "fusions",
    "score_markers",
    "any_of",
    "exclusive",
    "inherited",
    "change_words",
    "stained",
    "stain_words",
    "source",
    "status",
    "assays",
    "orders",
    "genes",
    "groups",
}


class CoverageError(Exception):
    """A coverage map that must not be used; the message names the key."""


@dataclass(frozen=True)
class Coverage:
    """Comprehensive content, named assays (`dna`, `dna-rna`, `ctdna`), order words, genes, groups."""

    comprehensive: tuple[str, ...]
    fusions: frozenset[str]
    score_markers: frozenset[str]
    any_of: frozenset[str]
    exclusive: frozenset[str]
    inherited: frozenset[str]
    change_words: tuple[str, ...]
    stained: Mapping[str, str]
    stain_words: tuple[str, ...]
    assays: Mapping[str, str]
    order_words: tuple[str, ...]
    germline_words: tuple[str, ...]
    somatic_words: tuple[str, ...]
    unsure_words: tuple[str, ...]
    ctdna_words: tuple[str, ...]
    fraction_words: tuple[str, ...]
    panel_words: tuple[str, ...]
    bare_words: tuple[str, ...]
    comprehensive_codes: frozenset[str]
    genes: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]

    def assay_in(self, text: str) -> str | None:
        """The kind of the named assay in a text, the longest name first; None when none is named."""
        plain = plainly(text)
        named = [name for name in self.assays if name in plain]
        return self.assays[max(named, key=len)] if named else None


def plainly(text: str) -> str:
    """Lower case, hyphens as blanks, single blanks: how the words of this file are matched."""
    return " ".join(normalise(text).lower().replace("+", " ").split())


def says(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text holds one of the words or phrases as whole words."""
    return _pattern(words).search(plainly(text)) is not None


@functools.cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, between blanks or marks."""
    any_word = "|".join(re.escape(word).replace(r"\ ", r"[\s().,;:/]+") for word in words)
    return re.compile(rf"(?<![^\s().,;:/])(?:{any_word})(?![^\s().,;:/])")


@functools.cache
def load() -> Coverage:
    """Read the packaged map. Raises `CoverageError` for a missing or unknown key."""
    table, orders = _tables()
    return Coverage(
        comprehensive=tuple(table["comprehensive"]),
        fusions=frozenset(table["fusions"]),
        score_markers=frozenset(table["score_markers"]),
        any_of=frozenset(table["any_of"]),
        exclusive=frozenset(table["exclusive"]),
        inherited=frozenset(table["inherited"]),
        change_words=tuple(table["change_words"]),
        stained=table["stained"],
        stain_words=tuple(table["stain_words"]),
        assays=table["assays"],
        order_words=tuple(orders["words"]),
        germline_words=tuple(orders["germline_words"]),
        somatic_words=tuple(orders["somatic_words"]),
        unsure_words=tuple(orders["unsure_words"]),
        ctdna_words=tuple(orders["ctdna_words"]),
        fraction_words=tuple(orders["fraction_words"]),
        panel_words=tuple(orders["panel_words"]),
        bare_words=tuple(orders["bare_words"]),
        comprehensive_codes=frozenset(orders["comprehensive_cpt"]),
        genes=table["genes"],
        groups={name: tuple(members) for name, members in table["groups"].items()},
    )


def _tables() -> tuple[dict[str, Any], dict[str, Any]]:
    """The whole file, and its table of orders."""
    file = resources.files("fhir_mappers") / "coverage.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    wrong = TOP.symmetric_difference(table)
    if wrong:
        raise CoverageError(f"coverage.toml: missing or unknown: {', '.join(sorted(wrong))}.")
    return table, table["orders"]
