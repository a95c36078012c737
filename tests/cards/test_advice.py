"""Judgement over facts: what is said, what is kept silent, and what a failure looks like."""

from __future__ import annotations

import dataclasses

from fhir.resources.R4B.servicerequest import ServiceRequest

from cards import knowledge_base
from cards.advice import advise
from cards.card import Card
from cards.catalogue import TOPICS
from cards.findings.assessment import Assessment
from cards.rule import ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW, Outcome, Situation
from fhir_mappers.facts import (
    ATTACHMENT,
    FAULT,
    IMPLAUSIBLE,
    UNIT,
    ChartFacts,
    Reserve,
    Statement,
    Symptom,
    Truth,
    Unread,
)
from tests.cards.situations import (
    COLECTOMY,
    COLON,
    LIVER,
    M1,
    PATIENT,
    TODAY,
    advice_on,
    new_id,
    on,
    said,
    topics,
)

STAGE_IV = ChartFacts(PATIENT, (COLON,), (M1,), (LIVER,))


def surgery_card(chart: ChartFacts = STAGE_IV) -> Card:
    """The stage IV surgery card of a chart."""
    found = [card for card in advice_on(chart, COLECTOMY).cards if card.topic == "stage-iv-surgery"]
    assert len(found) == 1
    return found[0]


def test_a_resection_without_aim_is_questioned() -> None:
    """Stage IV, no symptom, no plan: the card shows as a warning, with its five sections."""
    detail = surgery_card().detail

    titles = ["What we saw", "What is missing", "Alternatives", "Ask the team", "Evidence"]
    assert [title for title in titles if f"**{title}**" in detail] == titles


def test_a_tenth_of_the_weight_is_a_tenth() -> None:
    """From 80 to 72 kg is a loss of 10 percent, which is a red flag."""
    plan = Statement("all-sites-plan", "tumour-board", on(10))
    lost = (Reserve("weight", 80.0, on(170)), Reserve("weight", 72.0, on(3)))
    few = dataclasses.replace(LIVER, count=2, day=on(20))
    chart = ChartFacts(PATIENT, (COLON,), (M1,), (few,), statements=(plan,), reserve=lost)
    assert topics(advice_on(chart, COLECTOMY))["surgical-red-flags"] == "warning"


def test_a_named_symptom_silences_the_question() -> None:
    """Obstruction named by the order is a legitimate aim."""
    order = dataclasses.replace(COLECTOMY, reasons=(Symptom("obstruction", "colon"),))

    assert "stage-iv-surgery" not in topics(advice_on(STAGE_IV, order))


def test_a_symptom_elsewhere_is_no_aim() -> None:
    """Bone pain does not make a colectomy rational (section 6 B)."""
    order = dataclasses.replace(COLECTOMY, reasons=(Symptom("pain", "bone"),))

    assert topics(advice_on(STAGE_IV, order))["stage-iv-surgery"] == "warning"


def test_critical_needs_signing_diffuse_disease_and_a_hard_flag() -> None:
    """Section 10 D8a: the same chart warns at select and is critical at sign, not without flag."""
    organs = ("lung", "bone")
    sites = tuple(dataclasses.replace(LIVER, site=site) for site in organs)
    frail = (Reserve("ecog", 3.0, on(5), said("Observation/e")),)
    diffuse = dataclasses.replace(STAGE_IV, metastases=(LIVER, *sites))
    weak = dataclasses.replace(diffuse, reserve=frail)

    assert topics(advice_on(weak, COLECTOMY))["stage-iv-surgery"] == "warning"
    assert topics(advice_on(weak, COLECTOMY, hook=ORDER_SIGN))["stage-iv-surgery"] == "critical"
    assert topics(advice_on(diffuse, COLECTOMY, hook=ORDER_SIGN))["stage-iv-surgery"] == "warning"


def test_text_alone_is_never_critical() -> None:
    """Staging read from free text carries a warning at the most (I10)."""
    from_text = tuple(dataclasses.replace(one, from_text=True) for one in said("Condition/t"))
    sites = tuple(
        dataclasses.replace(LIVER, site=site, because=from_text)
        for site in ("liver", "lung", "bone")
    )
    frail = (Reserve("ecog", 4.0, on(5), said("Observation/e")),)
    chart = ChartFacts(PATIENT, (COLON,), (), sites, reserve=frail)

    assert topics(advice_on(chart, COLECTOMY, hook=ORDER_SIGN))["stage-iv-surgery"] == "warning"


def test_a_statement_of_a_plan_for_all_sites_is_evidence_of_long_term_control() -> None:
    """A board that calls every site treatable makes the operation rational."""
    board = tuple(
        Statement(kind, "tumour-board", on(5), said("DiagnosticReport/b"))
        for kind in ("resectable", "all-sites-plan")
    )
    chart = dataclasses.replace(STAGE_IV, statements=board)

    assert "stage-iv-surgery" not in topics(advice_on(chart, COLECTOMY))


def test_ecog_5_alive_is_a_conflict_and_no_red_flag() -> None:
    """ECOG 5 without a date of death is shown as contradictory data."""
    chart = dataclasses.replace(
        STAGE_IV, reserve=(Reserve("ecog", 5.0, on(5), said("Observation/e")),)
    )

    advice = advice_on(chart, COLECTOMY)

    assert "restaging-conflict" in topics(advice)
    assert advice.assessment.flags.reserve_hard == ()


def test_a_deceased_patient_gets_no_card() -> None:
    """Section 16.1: every topic is suppressed, and says why."""
    dead = dataclasses.replace(PATIENT, deceased=Truth.YES)
    advice = advice_on(dataclasses.replace(STAGE_IV, patient=dead), COLECTOMY)

    assert advice.cards == ()
    assert {outcome.outcome for outcome in advice.outcomes} == {"suppressed"}


def test_results_that_were_not_received_are_not_claimed_missing() -> None:
    """Without observations and reports the gap card is not shown; without one it says so."""
    both = frozenset({"Observation", "DiagnosticReport"})
    one = frozenset({"DiagnosticReport"})

    assert topics(advice_on(STAGE_IV, hook=PATIENT_VIEW, unavailable=both)) == {}
    partly = advice_on(STAGE_IV, hook=PATIENT_VIEW, unavailable=one)
    assert topics(partly) == {"molecular-testing-gap": "info"}
    assert "Data not received: DiagnosticReport" in partly.cards[0].detail


def test_what_was_not_read_is_named_on_the_card() -> None:
    """Scanned reports and values that are not believed are named, three of a kind, then counted."""
    reports = tuple(Unread(f"DiagnosticReport/r{number}", ATTACHMENT) for number in range(5))
    values = (Unread("Observation/o1", UNIT), Unread("Observation/o2", IMPLAUSIBLE))
    other = (Unread("Observation/o3", "the observation was cancelled"),)
    chart = dataclasses.replace(STAGE_IV, unread=(*reports, *values, *other))

    cards = advice_on(chart, COLECTOMY).cards
    assert cards
    for card in cards:
        assert (
            "Attachment not read, and nothing else is in the report: `DiagnosticReport/r0`, "
            "`DiagnosticReport/r1`, `DiagnosticReport/r2` and 2 more"
        ) in card.detail
        assert "unit is not understood: `Observation/o1`" in card.detail
        assert "outside what is possible: `Observation/o2`" in card.detail
        assert "o3" not in card.detail


def test_every_proposed_order_is_valid_fhir() -> None:
    """What we suggest to create validates as a ServiceRequest and is a draft proposal."""
    created = [
        action.resource
        for card in advice_on(STAGE_IV, COLECTOMY).cards
        for suggestion in card.suggestions
        for action in suggestion.actions
        if action.type == "create"
    ]

    assert len(created) >= 3
    for resource in created:
        assert resource is not None
        assert ServiceRequest.model_validate(resource).status == "draft"
        assert resource["intent"] == "proposal"


def test_the_draft_can_be_withdrawn_under_its_own_id() -> None:
    """The delete action names the draft exactly as it was sent (item 86)."""
    deletes = [
        action.resource_id
        for suggestion in surgery_card().suggestions
        for action in suggestion.actions
        if action.type == "delete"
    ]

    assert deletes == ["ServiceRequest/o"]


def test_one_topic_that_fails_leaves_the_others() -> None:
    """A fault in one topic is named on a card of its own; the other topics still speak (0.1)."""
    told: list[tuple[str, str]] = []

    def broken(assessment: Assessment) -> Outcome:
        raise ZeroDivisionError(assessment.patient.age)

    rules = (*TOPICS[:1], ("molecular-testing-gap", broken))
    advice = advise(
        Situation(STAGE_IV, TODAY, ORDER_SELECT, (COLECTOMY,), frozenset({COLECTOMY.reference})),
        knowledge_base.load(),
        new_id,
        report_failure=lambda topic, error: told.append((topic, error)),
        rules=rules,
    )

    assert set(topics(advice)) == {"stage-iv-surgery", "advice-unavailable"}
    assert told == [("molecular-testing-gap", "ZeroDivisionError")]


def test_records_that_a_fault_left_unread_are_named() -> None:
    """What the service could not read by its own fault is told, also where nothing else is (0.1)."""
    broken = tuple(Unread(f"Condition/c{n}", f"{FAULT}ZeroDivisionError") for n in range(5))
    chart = ChartFacts(PATIENT, unread=(*broken, Unread("Condition/d", "refuted")))

    (card,) = advise(Situation(chart, TODAY, PATIENT_VIEW), knowledge_base.load(), new_id).cards

    assert card.topic == "advice-unavailable"
    assert "Condition/c2" in card.detail
    assert "2 other records" in card.detail
    assert "Condition/d" not in card.detail


def test_chart_text_never_becomes_markup() -> None:
    """An order called `<script>` is shown as text."""
    order = dataclasses.replace(COLECTOMY, shown="<script>alert(1)</script> [x](http://e.example)")

    detail = "".join(card.detail for card in advice_on(STAGE_IV, order).cards)

    assert "<script>" not in detail
    assert "](http://e.example)" not in detail
