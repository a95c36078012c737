"""An EHR that answers our prefetch templates delivers all the evidence in a chart."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from cds_service.catalogue import SERVICES, Service
from fhir_mappers.bundle import Entry
from fhir_mappers.chart import map_chart
from fhir_mappers.facts import ChartFacts
from fhir_mappers.fhir import Json, concept
from fhir_mappers.readers import READERS
from tests.open_data.charts import (
    TODAY,
    Chart,
    charts,
    copied_files,
    facts_of,
    name,
    outside_files,
    present,
)

MOST_KEYS = 10
PATIENT = "{{context.patientId}}"
CONTROL = {"_count"}

# Types that a reader knows but no template asks for, and why evidence may be lost with them.
NOT_ASKED_FOR: Mapping[str, str] = {
    "MedicationDispense": "eleven types, ten keys: what is dispensed was prescribed before",
}
# Charts of which a part is lost, and why.
_MEDICATION = (
    "the drug is named only in a Medication of its own, which no search by patient returns and no "
    "template of the common subset (which has no _include) reaches: it must be read by reference"
)
LOSES: Mapping[str, str] = {
    "obds-to-fhir/obds-Folgepaket_Testpatient_Mamma": _MEDICATION,
    "obds-to-fhir/obds-Testpatient_3": _MEDICATION,
    "obds-to-fhir/obds-Testpatient_CLL": _MEDICATION,
    "obds-to-fhir/obds-Testpatient_Mamma": _MEDICATION,
    "obds-to-fhir/obds-Testpatient_Rektum": _MEDICATION,
    "obds-to-fhir/obds-Testperson_CervixC53": _MEDICATION,
}


def selects(template: str, chart: Chart, entry: Entry) -> bool:
    """Whether a FHIR server returns the resource for this template.

    Resources without subject or id are taken for the patient's own: an EHR would give them one.
    """
    path, _, query = template.partition("?")
    resource_type, _, resource_id = path.partition("/")
    resource, _ = entry
    if resource.get("resourceType") != resource_type:
        return False
    if resource_id:
        same = resource.get("id", chart.patient_id) == chart.patient_id
        return same and resource_id == PATIENT
    asked = dict(parse_qsl(query, strict_parsing=True))
    assert asked.pop("patient") == PATIENT
    wanted = asked.pop("code", None)
    assert set(asked) <= CONTROL, f"this test does not know how {set(asked)} selects"
    return wanted is None or bool(codes_of(resource) & set(wanted.split(",")))


def codes_of(resource: Json) -> set[str]:
    """The codes that a server indexes for the search parameter `code`."""
    return {coding.code for coding in concept(resource.get("code")).codings}


def delivered(service: Service, chart: Chart, *, lean: bool = False) -> tuple[Entry, ...]:
    """The part of a chart that an EHR sends with a call of the service."""
    templates = service.to_json(lean=lean)["prefetch"].values()
    return tuple(
        entry
        for entry in chart.entries
        if any(selects(template, chart, entry) for template in templates)
    )


def evidence(facts: ChartFacts) -> ChartFacts:
    """The facts without the notices of what was not read, which naturally differ."""
    return dataclasses.replace(facts, unread=(), other_patient=0)


def loses(file: Path) -> bool:
    """Whether any service, asked about this chart, would see less than the whole of it."""
    by_templates = {tuple(service.to_json()["prefetch"].values()): service for service in SERVICES}
    return any(
        evidence(map_chart(delivered(service, chart), chart.patient_id, TODAY)) != evidence(whole)
        for service in by_templates.values()
        for chart, whole in zip(charts(file), facts_of(file), strict=True)
    )


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_there_are_at_most_ten_keys(service: Service) -> None:
    """CDS Hooks lets a service ask for ten keys."""
    assert 0 < len(service.to_json()["prefetch"]) <= MOST_KEYS


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_every_type_that_a_reader_knows_is_asked_for(service: Service) -> None:
    """A type without a key is listed with its reason, and nothing is listed that has a key."""
    templates = service.to_json()["prefetch"].values()
    asked = {template.replace("?", "/").split("/", 1)[0] for template in templates}

    assert set(READERS) - asked == set(NOT_ASKED_FOR)


@pytest.mark.parametrize("file", copied_files(), ids=name)
def test_the_templates_lose_no_evidence(file: Path) -> None:
    """The facts of what the templates select are the facts of the whole chart."""
    assert loses(file) == (name(file) in LOSES)


@pytest.mark.parametrize("file", outside_files(), ids=name)
def test_the_templates_lose_no_evidence_of_the_whole_collection(file: Path | None) -> None:
    """The same holds for the charts that we may only read."""
    chart_file = present(file)

    assert loses(chart_file) == (name(chart_file) in LOSES)


def test_the_list_of_losses_names_files_that_exist() -> None:
    """A loss that is listed for a file that is gone is stale."""
    outside = [name(present(file)) for file in outside_files()]

    assert set(LOSES) <= {*outside, *map(name, copied_files())}
