"""What the biomarker tests share: a reading, resources in short, and results in one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from fhir_mappers import terminology, text
from fhir_mappers.biomarker_result import Result
from fhir_mappers.facts import Biomarker, Truth
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reader, Reading

LOINC, SCT = "http://loinc.org", "http://snomed.info/sct"
HGNC = "http://www.genenames.org"
FLAG = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
OBDS = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-genetische-variante-auspraegung"
READING = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})


def with_others(*others: dict[str, Any]) -> Reading:
    """A reading whose chart holds further resources."""
    known = {f"{one['resourceType']}/{one['id']}": one for one in others}
    return Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), known)


def coded(code: str, display: str = "", system: str = LOINC) -> dict[str, Any]:
    """A CodeableConcept with one coding."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]}


def observation(code: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """A final Observation of one day."""
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": code,
        "effectiveDateTime": "2026-10-01",
        **elements,
    }


def quantity(value: float, unit: str = "", comparator: str = "") -> dict[str, Any]:
    """A Quantity; empty parts are left out."""
    parts = {"value": value, "unit": unit, "comparator": comparator}
    return {name: part for name, part in parts.items() if part != ""}


def facts(reader: Reader, json: dict[str, Any], reading: Reading = READING) -> list[Biomarker]:
    """The biomarker facts that a reader finds."""
    resource = Resource(json["resourceType"], f"{json['resourceType']}/{json.get('id', '')}", json)
    return [fact for fact in reader(resource, reading) if isinstance(fact, Biomarker)]


def line(name: str, one: Biomarker | Result) -> str:
    """`KRAS + p.G12D`, `NRAS - partial`, `HER2 0 2+`: sign, coverage if not whole, what was found."""
    sign = {
        "known-positive": "+",
        "known-negative": "-",
        "pending": "pending",
        "not-tested": "0",
        "unknown": "?",
    }[one.status.value if one.status else "unknown"]
    partial = "partial" if one.coverage == "partial" else ""
    return " ".join(part for part in (name, sign, partial, one.variant, one.detail) if part)


def lines(found: Iterable[Biomarker]) -> str:
    """All facts in one line, sorted."""
    return "; ".join(sorted(line(fact.biomarker, fact) for fact in found))


def read(reader: Reader, json: dict[str, Any], reading: Reading = READING) -> str:
    """What a reader finds, in one line."""
    return lines(facts(reader, json, reading))


UNSAID = Truth.UNKNOWN
