"""Which results count for a cancer, and which orders stand for a result to come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards.findings.assessment import assess
from cards.findings.biomarkers import marker
from cards.knowledge_base import load
from cards.rule import PATIENT_VIEW, Situation
from fhir_mappers.facts import (
    Activity,
    Biomarker,
    BiomarkerStatus,
    ChartFacts,
    Order,
    Truth,
    Tumour,
)
from tests.cards.situations import COLON, LIVER, M1, PATIENT, TODAY, on, said

STAGE_IV = ChartFacts(PATIENT, tumours=(COLON,), stages=(M1,), metastases=(LIVER,))
BREAST = Tumour("breast", activity=Activity.HISTORY, references=("Condition/b",))
HER2 = Biomarker("HER2", BiomarkerStatus.KNOWN_NEGATIVE, day=on(30))
FAILED = Biomarker("HER2", BiomarkerStatus.NOT_TESTED, why="insufficient tissue", day=on(5))
EQUIVOCAL = replace(FAILED, detail="2+", why="equivocal")
TEST = Order(
    "ServiceRequest/t",
    "molecular-test",
    status="active",
    request_intent="order",
    drafted=False,
    authored=on(20),
    tests=("HER2",),
    because=said("ServiceRequest/t"),
)


def status(*results: Biomarker, orders: tuple[Order, ...] = ()) -> str:
    """What is known of HER2 in the colon cancer of a patient who had breast cancer."""
    chart = replace(STAGE_IV, tumours=(COLON, BREAST), biomarkers=results, orders=orders)
    assessment = assess(Situation(chart, TODAY, PATIENT_VIEW, (), frozenset()), load())
    return marker(assessment.markers, "HER2").status.value


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (None, "known-negative"),
        ("Condition/c", "known-negative"),
        ("Condition/m", "known-negative"),
        ("Condition/b", "unknown"),
    ],
)
def test_a_result_that_names_another_cancer_does_not_count(named, expected):
    """A result belongs to the cancer that it names, and to any if it names none of them (16.5)."""
    assert status(replace(HER2, tumour_ref=named)) == expected


def test_the_cells_found_in_a_cancer_make_no_second_cancer():
    """A histology result that says another type than the code of its Condition is that cancer."""
    cells = replace(COLON, type="net", subtype="nec", because=said("Observation/h"))
    chart = replace(STAGE_IV, tumours=(COLON, cells))
    assessment = assess(Situation(chart, TODAY, PATIENT_VIEW, (), frozenset()), load())
    assert [profile.cancer.type for profile in assessment.profiles] == ["net"]


def test_what_is_inherited_counts_for_every_cancer():
    """A germline result is the same whichever tumour it was looked for in."""
    inherited = replace(HER2, tumour_ref="Condition/b", germline=Truth.YES)

    assert status(inherited) == "known-negative"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (TEST, "ordered"),
        (replace(TEST, request_intent="plan"), "unknown"),
        (replace(TEST, request_intent="proposal"), "unknown"),
        (replace(TEST, request_intent="proposal", status="draft"), "ordered"),
    ],
)
def test_a_plan_is_no_order(order, expected):
    """A test that is planned or proposed has not been ordered; a draft of it counts (17.5)."""
    assert status(orders=(order,)) == expected


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (FAILED, "not-tested"),
        (replace(FAILED, day=on(30)), "ordered"),
        (replace(FAILED, day=None), "ordered"),
        (EQUIVOCAL, "ordered"),
    ],
)
def test_an_attempt_without_result_answers_the_order_before_it(attempt, expected):
    """Failed after the order: nothing is on its way. Failed before it, or equivocal: it is."""
    assert status(attempt, orders=(TEST,)) == expected
