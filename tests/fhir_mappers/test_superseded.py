"""Corrected results replace the version before them."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappers.chart import map_chart
from tests.fhir_mappers.biomarker_cases import HGNC, READING, coded, observation

SAMPLE = [{"system": "urn:lab", "value": "M-1"}]


def result(name: str, code: str, value: str, **elements: Any) -> dict[str, Any]:
    """A result of one sample of the patient."""
    told = {"id": name, "subject": {"reference": "Patient/p"}, "identifier": SAMPLE}
    return observation(coded(code), valueString=value, **told) | elements


def gene(code: str, symbol: str) -> list[dict[str, Any]]:
    """The gene component of a variant."""
    return [{"code": coded("48018-6"), "valueCodeableConcept": coded(code, symbol, HGNC)}]


def read(*chart: dict[str, Any]) -> tuple[set[tuple[str, str]], list[str]]:
    """Biomarkers with their states, and what was not read."""
    facts = map_chart([(entry, None) for entry in chart], "p", READING.today)
    said = {(entry.biomarker, entry.status.value) for entry in facts.biomarkers}
    return said, [entry.reference for entry in facts.unread]


@pytest.mark.parametrize("status", ["amended", "corrected"])
def test_a_corrected_result_replaces_the_one_before_it(status):
    """Of two versions under one identifier only the corrected one speaks, in either order."""
    old = result("a", "85509-8", "Wild type")
    new = result("b", "85509-8", "p.G13D", status=status)

    for chart in ((old, new), (new, old)):
        assert read(*chart) == ({("KRAS", "known-positive")}, ["Observation/a"])


def test_an_identifier_of_a_sample_replaces_nothing_else():
    """Another test, and another gene, of the same sample keep their results."""
    kras = result("a", "69548-6", "p.G12D", status="amended", component=gene("HGNC:6407", "KRAS"))
    nras = result("b", "69548-6", "Absent", component=gene("HGNC:7989", "NRAS"))
    braf = result("c", "85511-4", "Wild type")

    assert read(kras, nras, braf) == (
        {("KRAS", "known-positive"), ("NRAS", "known-negative"), ("BRAF", "known-negative")},
        [],
    )
