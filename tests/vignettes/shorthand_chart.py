"""The chart of the shorthand: patient, cancers, spread, statements, results and the rest, as facts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fhir_mappers.facts import (
    Activity,
    CareService,
    Certainty,
    ChartFacts,
    Encounter,
    Metastasis,
    Order,
    Patient,
    Procedure,
    Stage,
    Statement,
    Symptom,
    Tempo,
    Tumour,
)
from tests.vignettes import shorthand_vocabulary as words
from tests.vignettes.shorthand_measures import (
    biomarkers_of,
    marker_values_of,
    reserve_of,
    therapies_of,
)
from tests.vignettes.shorthand_place import Place
from tests.vignettes.shorthand_words import listed, number, only, refuse

STAGE = re.compile(
    r"^(?:(?P<system>FIGO|Ann Arbor|Lugano|Rai|Binet|ISS|INSS|INRG|WHO grade|Dukes) )?"
    r"(?P<prefix>(?:yc|yp|rc|rp|c|p|r|a))?"
    r"(?P<value>[TNM][0-4X]\S*|[0IV][IVABC0-9]*|(?<=Dukes )[A-D])$"
)
GROUPS = frozenset("0IVABCD")


def chart_of(table: Mapping[str, Any], orders: tuple[Order, ...], place: Place) -> ChartFacts:
    """The facts of every section; an absent section is an empty one."""
    parts = {name: tuple(reader(table, place)) for name, reader in SECTIONS.items()}
    return ChartFacts(patient=_patient(table, place), orders=orders, **parts)


def _patient(table: Mapping[str, Any], place: Place) -> Patient:
    here = place.at("patient")
    entry = only(table.get("patient", {"age": 66}), words.PATIENT, here.where)
    born = here.day(entry.get("born"))
    if "age" in entry:
        years = int(number(entry["age"], here.where))
        born = here.day(_birthday(here.today, years))
    return Patient(
        "Patient/p",
        born,
        entry.get("sex"),
        *(here.truth(entry.get(name)) for name in ("deceased", "pregnant", "hospice")),
    )


def _birthday(today: dt.date, years: int) -> str:
    """Half a year past the birthday, so that an age holds for the whole month of the call."""
    return (today - dt.timedelta(days=years * 365 + years // 4 + 182)).isoformat()


def _entries(
    name: str, keys: frozenset[str], read: Callable[[Mapping[str, Any], Place], object]
) -> Callable[[Mapping[str, Any], Place], Iterator[Any]]:
    """A reader of one list section."""

    def section(table: Mapping[str, Any], place: Place) -> Iterator[Any]:
        for index, entry in enumerate(listed(table.get(name), place.where), start=1):
            here = place.at(f"{name} {index}")
            yield read(only(entry, keys, here.where), here)

    return section


def _tumour(entry: Mapping[str, Any], here: Place) -> Tumour:
    kind, _, subtype = str(here.need(entry, "tumour")).partition("/")
    subtype, _, histology = subtype.partition("#")
    here.word(kind.partition("#")[0], words.TUMOURS)
    date = here.day(entry.get("diagnosed"))
    return Tumour(
        kind.partition("#")[0],
        subtype or None,
        histology or kind.partition("#")[2] or None,
        entry.get("side"),
        here.member(Certainty, entry.get("certainty", "confirmed")),
        here.member(Activity, entry.get("activity", "active")),
        here.truth(entry.get("recurrent")),
        here.truth(entry.get("remission")),
        date,
        (here.reference("Condition"),),
        here.because("Condition", date, entry),
    )


def _stages(table: Mapping[str, Any], place: Place) -> Iterator[Stage]:
    """Stages written inside a cancer: `stage = "IVA -50d"`, `m = ["cM0 -400d", "cM1 -10d"]`."""
    for index, entry in enumerate(listed(table.get("cancers"), place.where), start=1):
        owner = place.at(f"cancers {index}")
        for key in ("stage", "t", "n", "m"):
            for number_, written in enumerate(listed(entry.get(key), owner.where), start=1):
                yield _stage(str(written), owner, place.at(f"cancers {index} {key} {number_}"))


def _stage(written: str, owner: Place, here: Place) -> Stage:
    text, certainty = written, Certainty.CONFIRMED
    if text.startswith("suspected "):
        text, certainty = text.removeprefix("suspected "), Certainty.SUSPECTED
    value, date = text, None
    if " " in text and text.rsplit(" ", 1)[1][0] in "+-12":
        value, written_date = text.rsplit(" ", 1)
        date = here.day(written_date)
    match = STAGE.match(value)
    if match is None:
        raise refuse(here.where, f"{written!r} is no stage; write IVA -50d, cM1a -50d, FIGO IVB")
    letter = match["value"][0]
    axis = "group" if letter in GROUPS else letter.lower()
    because = here.because("Observation", date, {})
    system = match["system"] or "TNM"
    tumour = owner.reference("Condition")
    prefix = match["prefix"] or ""
    return Stage(axis, match["value"], prefix, system, "8", tumour, certainty, date, because)


def _metastasis(entry: Mapping[str, Any], here: Place) -> Metastasis:
    date, kind = here.day(entry.get("date")), entry.get("kind", "condition")
    owner = entry.get("of")
    if ("site" in entry) == ("nodes" in entry):
        raise refuse(here.where, "write either site or nodes")
    return Metastasis(
        site="lymph-node" if "nodes" in entry else here.word(entry["site"], words.ORGANS),
        region=here.word(entry["nodes"], words.BASINS) if "nodes" in entry else None,
        certainty=here.member(Certainty, entry.get("certainty", "confirmed")),
        activity=here.member(Activity, entry.get("activity", "active")),
        count=entry.get("lesions"),
        open_ended=entry.get("or_more", False),
        amount=here.word(entry["amount"], words.AMOUNTS) if "amount" in entry else None,
        manner=here.word(entry["manner"], words.MANNERS) if "manner" in entry else None,
        primary_ref=here.sibling(f"cancers {owner}", "Condition")
        if isinstance(owner, int)
        else None,
        primary_type=here.word(owner, words.TUMOURS) if isinstance(owner, str) else None,
        source=here.word(kind, words.SOURCES),
        biopsied=entry.get("biopsied", False),
        day=date,
        because=here.because("Condition", date, entry),
    )


def _statement(entry: Mapping[str, Any], here: Place) -> Statement:
    date = here.day(entry.get("date"))
    kind = here.word(here.need(entry, "says"), words.STATEMENTS)
    author = here.word(entry.get("by", "other"), words.AUTHORS)
    return Statement(kind, author, date, here.because("DiagnosticReport", date, entry))


def symptom_of(entry: Mapping[str, Any], here: Place) -> Symptom:
    """One symptom, on the chart or as the reason of an order."""
    date = here.day(entry.get("date"))
    return Symptom(
        here.word(here.need(entry, "kind"), words.SYMPTOMS),
        here.word(entry["organ"], words.ORGANS) if "organ" in entry else None,
        here.member(Certainty, entry.get("certainty", "confirmed")),
        here.member(Activity, entry.get("activity", "active")),
        entry.get("postoperative", False),
        date,
        here.because("Condition", date, entry),
    )


def _tempo(entry: Mapping[str, Any], here: Place) -> Tempo:
    date = here.day(entry.get("date"))
    kind = here.word(here.need(entry, "kind"), words.TEMPI)
    complete = entry.get("complete", False)
    growth = entry.get("growth", False)
    because = here.because("Observation", date, entry)
    under = tuple(entry.get("under", []))
    return Tempo(kind, complete=complete, growth=growth, day=date, because=because, under=under)


def _procedure(entry: Mapping[str, Any], here: Place) -> Procedure:
    date = here.day(entry.get("date"))
    kind = here.word(here.need(entry, "class"), words.CLASSES)
    of_metastasis = here.truth(entry.get("metastasis"))
    because = here.because("Procedure", date, entry)
    return Procedure(kind, entry.get("organ"), of_metastasis, date, because)


def _visit(entry: Mapping[str, Any], here: Place) -> Encounter:
    kind = here.word(here.need(entry, "kind"), words.VISITS)
    return Encounter(kind, here.truth(entry.get("open")), here.reference("Encounter"))


def _service(entry: Mapping[str, Any], here: Place) -> CareService:
    date = here.day(entry.get("date"))
    kind = here.word(here.need(entry, "kind"), words.SERVICES)
    return CareService(kind, date, here.because("Procedure", date, entry))


SECTIONS: Mapping[str, Callable[[Mapping[str, Any], Place], Iterator[Any]]] = {
    "tumours": _entries("cancers", words.CANCER, _tumour),
    "stages": _stages,
    "metastases": _entries("metastases", words.METASTASIS, _metastasis),
    "statements": _entries("statements", words.STATEMENT, _statement),
    "biomarkers": biomarkers_of,
    "symptoms": _entries("symptoms", words.SYMPTOM, symptom_of),
    "reserve": reserve_of,
    "tempo": _entries("tempo", words.TEMPO, _tempo),
    "marker_values": marker_values_of,
    "therapies": therapies_of,
    "procedures": _entries("procedures", words.PROCEDURE, _procedure),
    "encounters": _entries("visits", words.VISIT, _visit),
    "services": _entries("care", words.SERVICE, _service),
}
