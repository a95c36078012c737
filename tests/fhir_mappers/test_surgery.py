"""Procedures that were done, their class and organ."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import surgery, terminology, text
from fhir_mappers.facts import Procedure, Truth, Unread
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading

SCT, CPT = "http://snomed.info/sct", "http://www.ama-assn.org/go/cpt"
OPS = "http://fhir.de/CodeSystem/bfarm/ops"
TWCR = "https://hapi.fhir.tw/fhir/CodeSystem/twcr-sf-surgical-procedure-of-primary-site-codesystem"


def read(code: dict[str, Any], **elements: Any) -> tuple[Any, ...]:
    """Facts of one small resource as the reader gives them."""
    json = {"resourceType": "Procedure", "id": "x", "status": "completed", "code": code} | elements
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
    return surgery.read(Resource("Procedure", "Procedure/x", json), reading)


def coded(system: str, code: str) -> dict[str, Any]:
    """A CodeableConcept with the codings given."""
    return {"coding": [{"system": system, "code": code}]}


@pytest.mark.parametrize(
    ("code", "order_class", "organ"),
    [
        (coded(SCT, "1390003"), "major-primary", "colon"),
        (coded(SCT, "314592008"), "major-primary", "rectum"),
        (coded(SCT, "71273005"), "major-metastasectomy", "liver"),
        (coded(SCT, "86259008"), "diagnostic", "liver"),
        (coded(SCT, "398740003"), "palliative", "colon"),
        (coded(CPT, "44140"), "major-primary", "colon"),
        (coded(OPS, "5-455.41"), "major-primary", "colon"),
        ({"text": "Laparoscopic sigmoidectomy"}, "major-primary", "colon"),
        ({"text": "Hemikolektomie rechts"}, "major-primary", "colon"),
        ({"text": "Zystoprostatektomie"}, "major-primary", "bladder"),
        ({"text": "Pankreatikoduodenektomie"}, "major-primary", "pancreas"),
        ({"text": "Right hemihepatectomy with caudate lobectomy"}, "major-metastasectomy", "liver"),
        (coded(OPS, "5-642.0"), "major-primary", "penis"),
        (coded(OPS, "5-714.4"), "major-primary", "vulva"),
        (coded(OPS, "5-262.4"), "major-primary", "head-neck"),
        ({"text": "Stereotactic brain biopsy"}, "diagnostic", "brain"),
        ({"text": "Zementierte Hüft-Hemiprothese rechts"}, "non-oncologic", "hip"),
        (coded(SCT, "1287742003"), "radiotherapy", None),
    ],
)
def test_procedures_have_class_and_organ(
    code: dict[str, Any], order_class: str, organ: str | None
) -> None:
    """Codes of several systems and texts in two languages are classified alike."""
    (fact,) = read(code, performedDateTime="2026-03-15")
    assert isinstance(fact, Procedure)
    assert (fact.order_class, fact.organ) == (order_class, organ)


def test_a_period_ends_the_procedure() -> None:
    """The end of the period is the date; a future one is none."""
    (fact,) = read(
        coded(SCT, "1390003"), performedPeriod={"start": "2026-03-15", "end": "2026-03-16"}
    )
    assert fact.day.text == "2026-03-16"
    (later,) = read(coded(SCT, "1390003"), performedDateTime="2062-03-15")
    assert later.day is None


@pytest.mark.parametrize("status", ["preparation", "stopped", "on-hold"])
def test_what_has_not_happened_is_no_procedure(status: str) -> None:
    """A procedure in preparation or broken off is disclosed as unread."""
    (unread,) = read(coded(SCT, "1390003"), status=status)
    assert isinstance(unread, Unread)


def test_a_missing_status_counts_as_done() -> None:
    """Registries leave the status out."""
    (fact,) = read(coded(SCT, "1390003"), status=None)
    assert fact.order_class == "major-primary"


@pytest.mark.parametrize(
    "code",
    [coded(TWCR, "00"), coded(SCT, "430193006"), {"text": "Medication reconciliation"}],
)
def test_what_was_not_received_or_is_no_treatment_is_silent(code: dict[str, Any]) -> None:
    """The registry's code for not received, and paper work, make no fact."""
    assert read(code) == ()


def test_a_metastasis_that_was_removed_is_marked() -> None:
    """The code for excision of a liver metastasis says what it removes."""
    (fact,) = read(coded(SCT, "307616002"))
    assert fact.targets_metastasis is Truth.YES
