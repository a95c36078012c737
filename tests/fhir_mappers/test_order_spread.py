"""Spread that the text of an order states, where the chart says nothing of it."""

from __future__ import annotations

import datetime as dt

import pytest

from fhir_mappers import terminology, text
from fhir_mappers.facts import Certainty, ChartFacts, Evidence, Metastasis, Order, Patient, Stage
from fhir_mappers.order_spread import spread_in, with_order_texts
from fhir_mappers.reading import Reading

READING = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
NOTE = Evidence("ServiceRequest/s", "", None, "note", from_text=True)


def said(written: str, order_class: str = "major-primary") -> set[str]:
    """Sites and stages that an order states, doubtful ones with a question mark."""
    return {
        _name(fact) + "?" * (fact.certainty is Certainty.SUSPECTED)
        for fact in spread_in(order_class, written, NOTE, READING)
    }


def _name(fact: Metastasis | Stage) -> str:
    return fact.site if isinstance(fact, Metastasis) else f"{fact.axis} {fact.value}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Sigmoid cancer with liver metastases", {"liver"}),
        ("Stage IV adenocarcinoma", {"group IV"}),
        ("Query liver metastases on CT", {"liver?"}),
        ("Assess for liver metastases", {"liver?"}),
        ("No liver metastases", set()),
        ("Mother had liver metastases", set()),
        ("Cefazolin IV before incision", set()),
    ],
)
def test_a_reason_of_an_operation_may_state_spread(written: str, expected: set[str]) -> None:
    """What the reason affirms or doubts is read; denials, relatives and routes are not."""
    assert said(written) == expected


def test_the_reason_of_an_imaging_order_is_a_question() -> None:
    """A scan that is ordered for metastases does not say that there are any."""
    assert said("Colon cancer, liver metastases", "imaging") == set()


def test_the_text_of_an_order_only_fills_a_gap() -> None:
    """A chart that says something of spread is left as it is."""
    liver, lung = (Metastasis(site=site, because=(NOTE,)) for site in ("liver", "lung"))
    order = Order("ServiceRequest/s", "major-primary", spread=(liver,))
    empty = ChartFacts(Patient("Patient/p"))

    assert with_order_texts(empty, [order]).metastases == (liver,)
    known = ChartFacts(Patient("Patient/p"), metastases=(lung,))
    assert with_order_texts(known, [order]) == known
