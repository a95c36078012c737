"""Reads `coverage.toml`: what molecular assays and orders look at."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from fhir_mappers.text_words import normalise

TOP = {"comprehensive", "fusions", "score_markers", "source", "assays", "orders", "genes"}


class CoverageError(Exception):
    """A coverage map that must not be used; the message names the key."""


@dataclass(frozen=True)
class Coverage:
    """Comprehensive content, named assays (`dna`, `dna-rna`, `ctdna`), order words, genes."""

    comprehensive: tuple[str, ...]
    fusions: frozenset[str]
    score_markers: frozenset[str]
    assays: Mapping[str, str]
    order_words: tuple[str, ...]
    germline_words: tuple[str, ...]
    ctdna_words: tuple[str, ...]
    low_fraction_words: tuple[str, ...]
    rest_negative_words: tuple[str, ...]
    small_panel_codes: frozenset[str]
    genes: Mapping[str, str]

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
    plain = f" {plainly(text).translate(str.maketrans('().,;:/', '       '))} "
    plain = " ".join(plain.split())
    return any(f" {word} " in f" {plain} " for word in words)


@functools.cache
def load() -> Coverage:
    """Read the packaged map. Raises `CoverageError` for a missing or unknown key."""
    file = resources.files("fhir_mappers") / "coverage.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    wrong = TOP.symmetric_difference(table)
    if wrong:
        raise CoverageError(f"coverage.toml: missing or unknown: {', '.join(sorted(wrong))}.")
    orders = table["orders"]
    return Coverage(
        comprehensive=tuple(table["comprehensive"]),
        fusions=frozenset(table["fusions"]),
        score_markers=frozenset(table["score_markers"]),
        assays=table["assays"],
        order_words=tuple(orders["words"]),
        germline_words=tuple(orders["germline_words"]),
        ctdna_words=tuple(orders["ctdna_words"]),
        low_fraction_words=tuple(orders["low_fraction_words"]),
        rest_negative_words=tuple(orders["rest_negative_words"]),
        small_panel_codes=frozenset(orders["small_panel_cpt"]),
        genes=table["genes"],
    )
