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
from fhir_mappers.readers import READERS
from tests.open_data.charts import TODAY, Chart, charts, copied_files, facts_of

MOST_KEYS = 10
PATIENT = "{{context.patientId}}"
CONTROL = {"_count"}

# Types that a reader knows but no template asks for, and why evidence may be lost with them.
NOT_ASKED_FOR: Mapping[str, str] = {}
# Files whose facts differ because of such a type.
LOSES: Mapping[str, str] = {}


def selects(template: str, chart: Chart, entry: Entry) -> bool:
    """Whether a FHIR server returns the resource for this template.

    Resources that name no subject are taken for the patient's own: in an EHR they would have one.
    """
    path, _, query = template.partition("?")
    resource_type, _, resource_id = path.partition("/")
    resource, _ = entry
    if resource.get("resourceType") != resource_type:
        return False
    if resource_id:
        return resource_id == PATIENT and resource.get("id") == chart.patient_id
    asked = dict(parse_qsl(query, strict_parsing=True))
    assert asked.pop("patient") == PATIENT
    assert set(asked) <= CONTROL, f"this test does not know how {set(asked)} selects"
    return True


def delivered(service: Service, chart: Chart) -> tuple[Entry, ...]:
    templates = service.to_json()["prefetch"].values()
    return tuple(
        entry
        for entry in chart.entries
        if any(selects(template, chart, entry) for template in templates)
    )


def evidence(facts: ChartFacts) -> ChartFacts:
    """The facts without the notices of what was not read, which naturally differ."""
    return dataclasses.replace(facts, unread=(), other_patient=0)


def loses(service: Service, file: Path) -> bool:
    return any(
        evidence(map_chart(delivered(service, chart), chart.patient_id, TODAY)) != evidence(whole)
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


@pytest.mark.parametrize("file", copied_files(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_templates_lose_no_evidence(file: Path) -> None:
    """The facts of what the templates select are the facts of the whole chart."""
    by_templates = {tuple(service.to_json()["prefetch"].values()): service for service in SERVICES}
    lost = any(loses(service, file) for service in by_templates.values())

    assert lost == (f"{file.parent.name}/{file.stem}" in LOSES)


def test_the_list_of_losses_names_files_that_exist() -> None:
    """A loss that is listed for a file that is gone is stale."""
    names = {f"{file.parent.name}/{file.stem}" for file in copied_files()}

    assert set(LOSES) <= names
