"""The content library of section 20 on real cards: said where it belongs, and nowhere else."""

from __future__ import annotations

import dataclasses

import pytest

from cards import knowledge_base
from cards.card import Card
from cards.rule import ORDER_SIGN
from fhir_mappers.facts import Certainty, ChartFacts, MarkerValue, Statement
from tests.cards.situations import (
    COLECTOMY,
    COLON,
    LIVER,
    M1,
    PATIENT,
    advice_on,
    on,
    said,
    topics,
)

KNOWLEDGE = knowledge_base.load()
STAGE_IV = ChartFacts(PATIENT, (COLON,), (M1,), (LIVER,))
PLANNED = tuple(
    Statement(kind, "tumour-board", on(5), said("DiagnosticReport/b"))
    for kind in ("resectable", "all-sites-plan")
)
CEA = tuple(
    MarkerValue("CEA", value, on(days), said(f"Observation/cea{days}"))
    for value, days in ((5.0, 90), (12.0, 60), (40.0, 30))
)


def surgery_card(**changes: object) -> Card:
    """The surgery card about a colectomy whose order was changed."""
    order = dataclasses.replace(COLECTOMY, **changes)  # type: ignore[arg-type]
    cards = advice_on(STAGE_IV, order).cards
    return next(card for card in cards if card.topic == "stage-iv-surgery")


@pytest.mark.parametrize("belief", KNOWLEDGE.wording.misconceptions, ids=lambda one: one.words[0])
def test_a_belief_is_answered_only_where_the_order_holds_it(belief) -> None:
    """Each answer stands on the card of an order in those words, and on no other."""
    for word in belief.words:
        assert belief.says in surgery_card(words=(f"we think {word} helps",)).detail
    assert belief.says not in surgery_card(words=("sigmoid colectomy",)).detail


def test_trial_and_second_opinion_are_lines_of_the_card() -> None:
    """Both stand on the card as lines; there is no card of their own."""
    detail = surgery_card().detail

    assert "- A clinical trial" in detail
    assert "A second opinion is welcome for clarity" in detail
    assert all(question in detail for question in KNOWLEDGE.wording.team_questions)


def test_a_rising_cea_is_context() -> None:
    """A rise is told on a card that shows anyway."""
    chart = dataclasses.replace(STAGE_IV, marker_values=CEA)
    card = next(one for one in advice_on(chart, COLECTOMY).cards if "CEA" in one.detail)

    assert (
        "Context: CEA rising: 5 to 40 ng/mL; supports progression, imaging decides" in card.detail
    )


@pytest.mark.parametrize("hook", ["order-select", ORDER_SIGN, "patient-view"])
def test_a_rising_cea_never_adds_or_raises_a_card(hook: str) -> None:
    """With and without the rise the same topics show at the same level, planned or not."""
    for chart in (STAGE_IV, dataclasses.replace(STAGE_IV, statements=PLANNED)):
        risen = dataclasses.replace(chart, marker_values=CEA)
        plain = advice_on(chart, COLECTOMY, hook=hook)

        assert topics(advice_on(risen, COLECTOMY, hook=hook)) == topics(plain)


def test_staging_starts_with_a_marker_baseline() -> None:
    """Before a resection with doubtful stage a CEA is offered once, and not if there is one."""
    doubt = dataclasses.replace(LIVER, certainty=Certainty.SUSPECTED)
    chart = ChartFacts(PATIENT, (COLON,), (), (doubt,))

    def offered(facts: ChartFacts) -> list[str]:
        card = next(
            one for one in advice_on(facts, COLECTOMY).cards if one.topic == "staging-incomplete"
        )
        return [one.label for one in card.suggestions]

    assert "Order a CEA baseline" in offered(chart)
    assert "Order a CEA baseline" not in offered(dataclasses.replace(chart, marker_values=CEA))


def test_data_that_was_not_received_is_named_on_every_surgery_card() -> None:
    """Absence from what was not sent proves nothing, and the card says what was not sent."""
    missing = frozenset({"Procedure", "MedicationRequest"})
    cards = advice_on(STAGE_IV, COLECTOMY, unavailable=missing).cards

    assert cards
    for card in cards:
        assert "Data not received: MedicationRequest, Procedure" in card.detail


def test_approvals_by_marker_are_one_line_of_a_card_that_shows_anyway() -> None:
    """The card on missing tests names markers that the panel does not, with their source."""
    ovary = dataclasses.replace(COLON, type="ovary", subtype=None, side=None)
    chart = ChartFacts(PATIENT, (ovary,), (M1,), (LIVER,))
    card = next(one for one in advice_on(chart, hook="patient-view").cards)

    line = next(one for one in card.detail.splitlines() if "whatever the tumour" in one)
    assert card.topic == "molecular-testing-gap"
    assert "NTRK1, NTRK2 or NTRK3 fusion" in line
    assert KNOWLEDGE.evidence["E37"].short in line


def test_approvals_by_marker_are_no_reason_for_a_card() -> None:
    """A tumour without a panel of its own gets no card for their sake."""
    kidney = dataclasses.replace(COLON, type="kidney", subtype=None, side=None)
    chart = ChartFacts(PATIENT, (kidney,), (M1,), (LIVER,))

    assert "molecular-testing-gap" not in topics(advice_on(chart, hook="patient-view"))
