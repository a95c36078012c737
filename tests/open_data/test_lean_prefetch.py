"""What lean templates save, and that they lose no evidence that has a code we know."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from cds_service.catalogue import SERVICES, prefetch_keys
from fhir_mappers.bundle import Entry
from fhir_mappers.chart import map_chart
from fhir_mappers.facts import ChartFacts
from tests.open_data.charts import TODAY, Chart, charts, copied_files, name, outside_files, present
from tests.open_data.test_prefetch_loses_nothing import delivered, evidence

LONGEST_URL = 6000
SERVICE = SERVICES[0]

# Charts of which a lean site does not see all, and why.
_LOCAL = "a local code that no code set holds; full templates read its words"
LOSES: Mapping[str, str] = {
    "eu-idea4rc/Observation-observation-id-6-1": _LOCAL,
    "us-pathology/Bundle-bundle-us-pathology-exchange": _LOCAL,
    "us-pathology/Observation-observation-special-studies-estrogen-receptor-status": _LOCAL,
}


def lean_and_full(chart: Chart) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """What an EHR sends for lean and for full templates."""
    return delivered(SERVICE, chart, lean=True), delivered(SERVICE, chart)


def facts(chart: Chart, entries: Iterable[Entry]) -> ChartFacts:
    """The facts of a part of a chart."""
    return evidence(map_chart(entries, chart.patient_id, TODAY))


def loses(file: Path) -> bool:
    """Whether lean templates lose facts of any chart in a file."""
    both = ((chart, *lean_and_full(chart)) for chart in charts(file))
    return any(
        len(lean) != len(full) and facts(chart, lean) != facts(chart, full)
        for chart, lean, full in both
    )


@pytest.mark.parametrize("file", copied_files(), ids=name)
def test_lean_templates_lose_no_coded_evidence(file: Path) -> None:
    """The facts of what lean templates select are those of full ones, but for listed files."""
    assert loses(file) == (name(file) in LOSES)


@pytest.mark.parametrize("file", outside_files(), ids=name)
def test_lean_templates_lose_no_coded_evidence_of_the_whole_collection(file: Path | None) -> None:
    """The same holds for the charts that we may only read."""
    chart_file = present(file)

    assert loses(chart_file) == (name(chart_file) in LOSES)


def test_the_address_of_a_lean_search_stays_short() -> None:
    """Also with its commas encoded, as some clients write them, it fits common servers."""
    templates = [key.template for key in prefetch_keys(lean=True)]

    assert max(len(template.replace(",", "%2C")) for template in templates) < LONGEST_URL


def size(entries: Iterable[Entry]) -> int:
    """Bytes of the resources as compact JSON."""
    return sum(len(json.dumps(resource, separators=(",", ":"))) for resource, _ in entries)


def test_lean_templates_save_data(capsys: pytest.CaptureFixture[str]) -> None:
    """On the charts that the project carries, at least a fifth of the bytes are not sent."""
    pairs = [lean_and_full(chart) for file in copied_files() for chart in charts(file)]
    lean, full = ([one for pair in pairs for one in pair[side]] for side in (0, 1))
    saved = 1 - size(lean) / size(full)
    with capsys.disabled():
        sys.stdout.write(
            f"\nlean templates: {len(full) - len(lean)} of {len(full)} resources and "
            f"{saved:.0%} of {size(full):,} bytes are not sent\n"
        )

    assert saved > 0.2
