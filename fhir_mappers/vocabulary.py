"""The code sets and the lexicon as a whole: every word that they read to, and their digest."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from fhir_mappers import coverage

FOLDERS = ("code_sets", "lexicon")
# Readers tell germline from tumour testing of these genes by the specimen, not by the code.
DERIVED = frozenset({"BRCA_GERMLINE", "HRR_SOMATIC"})
_WORD = re.compile(r"[^\w-]+")


def words() -> frozenset[str]:
    """Every tumour, organ, marker, drug or statement that some code or phrase is read to."""
    found: set[str] = set(coverage.load().comprehensive) | DERIVED
    for file in _tables():
        with file.open(encoding="utf-8") as stream:
            for line in csv.DictReader(stream):
                found.update(_WORD.split(line.get("means") or ""))
    return frozenset(found)


def from_memory() -> dict[str, int]:
    """How many codes of each code set nobody has looked up yet; sets without any are left out."""
    counts: dict[str, int] = {}
    for file in _tables():
        with file.open(encoding="utf-8") as stream:
            number = sum(line.get("verified") == "false" for line in csv.DictReader(stream))
        if number:
            counts[f"{FOLDERS[0]}/{file.name}"] = number
    return counts


def digest() -> bytes:
    """Changes with any byte of what codes and phrases mean."""
    home = resources.files("fhir_mappers")
    result = hashlib.sha256()
    figures = (file for file in home.iterdir() if file.name.endswith(".toml"))
    for file in (*_tables(), *sorted(figures, key=lambda entry: entry.name)):
        result.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return result.digest()


def _tables() -> Iterator[Traversable]:
    home = resources.files("fhir_mappers")
    for folder in FOLDERS:
        for file in sorted((home / folder).iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".csv"):
                yield file
