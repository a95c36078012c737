"""Reads `biomarker_limits.toml`: what makes a measured marker positive, and a gene test complete."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

FILE = "biomarker_limits.toml"
KEYS = {
    "": {
        "source",
        "status",
        "percent",
        "score",
        "stain_score",
        "stain_maximum",
        "her2",
        "receptor",
        "loci",
        "blood",
        "serum",
        "units",
        "amplification",
        "content",
        "decisive",
    },
    "her2": {"ratio", "copies_negative", "copies_positive"},
    "receptor": {"low_percent"},
    "loci": {"unstable_percent"},
    "blood": {"tumour_fraction"},
    "serum": {"cea_units"},
    "units": {"percent", "share"},
    "amplification": {"markers", "words"},
}
CONTENT = {"exons", "codons"}
FIGURES = ("percent", "score", "stain_score", "her2", "receptor", "loci", "blood")
FIGURE = {"value", "source", "verified", "status"}


class LimitsError(Exception):
    """Limits that must not be used; the message names the key."""


@dataclass(frozen=True)
class Content:
    """Exons, or else codons, that a complete test of a gene covers."""

    exons: frozenset[int]
    codons: frozenset[int]


@dataclass(frozen=True)
class Limits:
    """All figures; shares are percent, `score` is mut/Mb for TMB and a bare score for HRD.

    `stain_score` are scales of hormone receptors by name (Allred, IRS, H). `amplified` are the markers
    for which more copies of the gene are a finding. Units are lower case.
    """

    percent: Mapping[str, float]
    score: Mapping[str, float]
    stain_score: Mapping[str, float]
    stain_maximum: Mapping[str, str]
    ratio: float
    copies_negative: float
    copies_positive: float
    low_percent: float
    unstable_percent: float
    tumour_fraction: float
    cea_units: frozenset[str]
    percent_units: frozenset[str]
    share_units: frozenset[str]
    amplified: frozenset[str]
    amplification_words: tuple[str, ...]
    content: Mapping[str, Content]
    decisive: Mapping[str, tuple[str, ...]]


@functools.cache
def load() -> Limits:
    """Read the packaged limits. Raises `LimitsError` for a missing or unknown key."""
    return read(resources.files("fhir_mappers") / FILE)


def read(file: Traversable) -> Limits:
    """Read limits from a file of the same shape."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    for name, keys in KEYS.items():
        _check(table[name] if name else table, keys, name or "top level")
    figures = {group: _figures(group, table[group]) for group in FIGURES}
    return Limits(
        percent=figures["percent"],
        score=figures["score"],
        stain_score=figures["stain_score"],
        stain_maximum=table["stain_maximum"],
        ratio=figures["her2"]["ratio"],
        copies_negative=figures["her2"]["copies_negative"],
        copies_positive=figures["her2"]["copies_positive"],
        low_percent=figures["receptor"]["low_percent"],
        unstable_percent=figures["loci"]["unstable_percent"],
        tumour_fraction=figures["blood"]["tumour_fraction"],
        cea_units=frozenset(table["serum"]["cea_units"]),
        percent_units=frozenset(table["units"]["percent"]),
        share_units=frozenset(table["units"]["share"]),
        amplified=frozenset(table["amplification"]["markers"]),
        amplification_words=tuple(table["amplification"]["words"]),
        content={name: _content(name, entry) for name, entry in table["content"].items()},
        decisive={name: tuple(words) for name, words in table["decisive"].items()},
    )


def _figures(group: str, entries: Mapping[str, Any]) -> dict[str, float]:
    for name, entry in entries.items():
        _check(entry, FIGURE, f"{group}.{name}")
    return {name: float(entry["value"]) for name, entry in entries.items()}


def _content(name: str, entry: Mapping[str, Any]) -> Content:
    _check(entry, CONTENT, f"content.{name}")
    return Content(frozenset(entry["exons"]), frozenset(entry["codons"]))


def _check(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    wrong = keys.symmetric_difference(table)
    if wrong:
        raise LimitsError(f"{FILE} [{where}]: missing or unknown: {', '.join(sorted(wrong))}.")
