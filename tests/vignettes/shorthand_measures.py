"""What the shorthand writes as values: results, reserve, CEA and drugs given."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from fhir_mappers.facts import Biomarker, BiomarkerStatus, MarkerValue, Reserve, Therapy
from tests.vignettes import shorthand_vocabulary as words
from tests.vignettes.shorthand_place import Place
from tests.vignettes.shorthand_words import listed, number, only, refuse

EVERYTHING = "all"


def biomarkers_of(table: Mapping[str, Any], place: Place) -> Iterator[Biomarker]:
    """`KRAS = "negative"`, a table, or a list of them; `all` speaks for what is not named."""
    section = place.at("biomarkers")
    entries = only(table.get("biomarkers", {}), {*words.BIOMARKERS, EVERYTHING}, section.where)
    for name in sorted(words.BIOMARKERS):
        said = listed(entries.get(name, entries.get(EVERYTHING)), section.where)
        for index, entry in enumerate(said, start=1):
            if entry != "unknown":
                yield _biomarker(name, entry, place.at(f"biomarkers {name} {index}"))


def _biomarker(name: str, written: object, here: Place) -> Biomarker:
    entry: Mapping[str, Any] = {"status": written} if isinstance(written, str) else written  # type: ignore[assignment]
    only(entry, words.BIOMARKER, here.where)
    date = here.day(entry.get("date", "-20d"))
    return Biomarker(
        name,
        BiomarkerStatus(words.RESULTS[here.word(here.need(entry, "status"), words.RESULTS)]),
        here.word(entry.get("coverage", "full"), words.COVERAGES),
        entry.get("variant", ""),
        here.word(entry["method"], words.METHODS) if "method" in entry else "",
        entry.get("detail", ""),
        entry.get("why", ""),
        day=date,
        because=here.because("Observation", date, entry),
    )


def reserve_of(table: Mapping[str, Any], place: Place) -> Iterator[Reserve]:
    """`{ ecog = 3, date = "-10d" }`; kinds that are only present or not are written `= true`."""
    for index, entry in enumerate(listed(table.get("reserve"), place.where), start=1):
        here = place.at(f"reserve {index}")
        only(entry, {*words.RESERVES, "date", "text"}, here.where)
        kinds = sorted(words.RESERVES & set(entry))
        if len(kinds) != 1:
            raise refuse(here.where, "name exactly one measure")
        value = entry[kinds[0]]
        date = here.day(entry.get("date"))
        because = here.because("Observation", date, entry)
        measured = None if value is True else number(value, here.where)
        yield Reserve(kinds[0], measured, date, because)


def marker_values_of(table: Mapping[str, Any], place: Place) -> Iterator[MarkerValue]:
    """`cea = { "-90d" = 4, "-10d" = 12 }`, in ng/mL."""
    here = place.at("cea")
    series = table.get("cea", {})
    for index, (written, value) in enumerate(series.items(), start=1):
        date = here.day(written)
        because = place.at(f"cea {index}").because("Observation", date, {})
        yield MarkerValue("CEA", number(value, here.where), date, because)


def therapies_of(table: Mapping[str, Any], place: Place) -> Iterator[Therapy]:
    """Drugs that were or are given; `last` is the date of the last dose."""
    for index, entry in enumerate(listed(table.get("therapies"), place.where), start=1):
        here = place.at(f"therapies {index}")
        only(entry, words.THERAPY, here.where)
        drug = here.need(entry, "drug")
        source = here.word(entry.get("source", "MedicationStatement"), words.THERAPY_SOURCES)
        last = here.day(entry.get("last"))
        yield Therapy(
            drug,
            classes_of(drug, here),
            here.word(entry.get("status", "given"), words.THERAPY_STATUSES),
            source,
            here.truth(entry.get("systemic")),
            here.day(entry.get("started")),
            last,
            here.because(source, last, entry),
        )


def classes_of(drug: str, here: Place) -> tuple[str, ...]:
    """The classes of a drug, as the code set of drugs has them."""
    return _drugs()[here.word(drug, _drugs())]


@functools.cache
def _drugs() -> Mapping[str, tuple[str, ...]]:
    """Classes by ingredient, as code set and lexicon have them."""
    found: dict[str, set[str]] = {}
    for folder in ("code_sets", "lexicon"):
        file = resources.files("fhir_mappers") / folder / "drugs.csv"
        with file.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                ingredient, _, classes = row["means"].partition("|")
                found.setdefault(ingredient, set()).update(classes.split("+") if classes else [])
    return {ingredient: tuple(sorted(classes)) for ingredient, classes in found.items()}
