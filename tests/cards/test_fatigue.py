"""Clinical logic section 17 as a table: what was said or answered before, and what follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cards import knowledge_base
from cards.advice import Advice, advise
from cards.fact_hash import READERS
from cards.fatigue import lowered, silence
from cards.fatigue_rules import BASES
from cards.memory import CardKey, Memory, Past
from cards.rule import ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW, Situation
from fhir_mappers.facts import (
    Biomarker,
    BiomarkerStatus,
    ChartFacts,
    Order,
    Reserve,
    Tempo,
)
from tests.cards.situations import COLECTOMY, COLON, LIVER, M1, PATIENT, TODAY, new_id, on, said

RULES = knowledge_base.load().fatigue
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
SURGERY = CardKey("stage-iv-surgery", "facts", "colectomy", "colon")
GAP = CardKey("molecular-testing-gap", "facts")
DRUG_GAP = CardKey("molecular-testing-gap", "facts", "drug", "drugs")
EGFR = CardKey("anti-egfr-without-ras", "facts", "cetuximab", "anti-egfr")
CARE = CardKey("palliative-care", "facts")
CONFLICT = CardKey("restaging-conflict", "facts")


def past(key: CardKey, *, days: float = 0, answered: float | None = None, **changes: Any) -> Past:
    """A card shown `days` ago by the same user in the same encounter, answered `answered` ago."""
    moment = None if answered is None else NOW - dt.timedelta(days=answered)
    shown = NOW - dt.timedelta(days=max(days, answered or 0))
    one = Past(key, "earlier call", ORDER_SELECT, "user", "visit", shown, answered=moment)
    return replace(one, **changes)


def overridden(key: CardKey, reason: str, days: float, **changes: Any) -> Past:
    """A card of another encounter that was set aside some days ago."""
    changes = {"encounter": "earlier visit", **changes}
    return past(key, answered=days, answer="overridden", reason=reason, **changes)


def accepted(key: CardKey, days: float) -> Past:
    """A card of another encounter with a suggestion that was taken some days ago."""
    return past(key, answered=days, answer="accepted", encounter="earlier visit")


def asked(
    key: CardKey,
    *earlier: Past,
    indicator: str = "warning",
    hook: str = ORDER_SELECT,
    encounter: str | None = "visit",
) -> str:
    """The rule that silences a card now; empty when it shows."""
    memory = Memory(NOW, "call", "user", encounter, str, earlier)
    found = silence(key, indicator, hook, memory, RULES)
    return found.row if found else ""


OTHER_FACTS = replace(SURGERY, facts="new progression")
OTHER_ORDER = replace(SURGERY, order="hemicolectomy")
OTHER_CLASS = replace(SURGERY, order="liver resection", order_class="liver")
SHORT, LONG = 23 / 24, 25 / 24

REPEATS = {
    "never shown": ("", [], {}),
    "same encounter": ("17.2", [past(SURGERY, days=3)], {}),
    "another encounter": ("", [past(SURGERY, encounter="earlier visit")], {}),
    "other facts re-arm": ("", [past(OTHER_FACTS)], {}),
    "another order": ("", [past(OTHER_ORDER)], {}),
    "another topic": ("", [past(replace(SURGERY, topic="surgical-red-flags"))], {}),
    "the same call again": ("", [past(SURGERY, call="call")], {}),
    "no encounter, same user, same day": ("17.2", [past(SURGERY, days=SHORT)], {"encounter": None}),
    "no encounter, a day later": ("", [past(SURGERY, days=LONG)], {"encounter": None}),
    "no encounter, another user": ("", [past(SURGERY, user="other")], {"encounter": None}),
    "another user of the encounter": ("17.2", [past(SURGERY, user="other")], {}),
}
SIGNING = {
    "warning left open at select": ("", [past(SURGERY)], {}),
    "critical left open at select": ("", [past(SURGERY)], {"indicator": "critical"}),
    "info left open at select": ("17.2", [past(SURGERY)], {"indicator": "info"}),
    "dismissed at select": ("17.2", [past(SURGERY, answered=0, answer="overridden")], {}),
    "shown at sign before": ("17.2", [past(SURGERY, hook=ORDER_SIGN)], {}),
    "new at sign": ("", [], {"indicator": "info"}),
}
EGFR_OVER = overridden(EGFR, "clinical-trial", 0, encounter="visit")
EGFR_SIGNED = replace(EGFR_OVER, hook=ORDER_SIGN)
RAS_MUTATED = {
    "overridden at select": ("", [EGFR_OVER]),
    "shown at sign": ("17.3", [EGFR_OVER, past(EGFR, hook=ORDER_SIGN)]),
    "overridden at sign": ("17.3", [EGFR_SIGNED]),
    "signed in another encounter": ("", [replace(EGFR_SIGNED, encounter="earlier visit")]),
}
ANSWERS = {
    "surgery accepted: that order for good": ("17.3", SURGERY, accepted(SURGERY, 400)),
    "surgery accepted: another order": ("", OTHER_ORDER, accepted(SURGERY, 1)),
    "surgery reason: that order for good": (
        "17.3",
        SURGERY,
        overridden(SURGERY, "mdt-recommended", 400),
    ),
    "surgery reason: same class 29 d": ("17.3", OTHER_ORDER, overridden(SURGERY, "emergency", 29)),
    "surgery reason: same class 31 d": ("", OTHER_ORDER, overridden(SURGERY, "emergency", 31)),
    "surgery reason: another class": ("", OTHER_CLASS, overridden(SURGERY, "emergency", 1)),
    "surgery reason: facts changed": ("", OTHER_FACTS, overridden(SURGERY, "emergency", 1)),
    "surgery dismissed: another visit": ("", SURGERY, overridden(SURGERY, "", 1)),
    "gap result known 364 d": ("17.3", GAP, overridden(GAP, "result-known-not-in-record", 364)),
    "gap result known 366 d": ("", GAP, overridden(GAP, "result-known-not-in-record", 366)),
    "gap no tissue 29 d": ("17.3", GAP, overridden(GAP, "tissue-insufficient", 29)),
    "gap no tissue 31 d": ("", GAP, overridden(GAP, "tissue-insufficient", 31)),
    "gap not fit 89 d": ("17.3", GAP, overridden(GAP, "not-fit-for-therapy", 89)),
    "gap not fit 91 d": ("", GAP, overridden(GAP, "not-fit-for-therapy", 91)),
    "gap other reason 13 d": ("17.3", GAP, overridden(GAP, "not-relevant", 13)),
    "gap other reason 15 d": ("", GAP, overridden(GAP, "not-relevant", 15)),
    "gap reason of another system 13 d": ("17.3", GAP, overridden(GAP, "patobj", 13)),
    "gap dismissed 13 d": ("17.3", GAP, overridden(GAP, "", 13)),
    "gap answered for an order, asked in general": (
        "17.3",
        GAP,
        overridden(DRUG_GAP, "not-fit-for-therapy", 89),
    ),
    "gap accepted without order 13 d": ("17.3", GAP, accepted(GAP, 13)),
    "gap accepted without order 15 d": ("", GAP, accepted(GAP, 15)),
    "gap accepted for an order": ("17.3", DRUG_GAP, accepted(DRUG_GAP, 400)),
    "conflict 13 d": ("17.3", CONFLICT, overridden(CONFLICT, "data-wrong", 13)),
    "conflict 15 d": ("", CONFLICT, overridden(CONFLICT, "data-wrong", 15)),
    "palliative any answer 89 d": ("17.3", CARE, overridden(CARE, "", 89)),
    "palliative any answer 91 d": ("", CARE, accepted(CARE, 91)),
}


@pytest.mark.parametrize(("row", "earlier", "now"), REPEATS.values(), ids=REPEATS)
def test_once_for_patient_encounter_topic_order_and_facts(row, earlier, now):
    """17.2: the same card shows once; another encounter, order or fact shows it again."""
    assert asked(SURGERY, *earlier, **now) == row


@pytest.mark.parametrize(("row", "earlier", "now"), SIGNING.values(), ids=SIGNING)
def test_signing_repeats_what_is_serious_and_unanswered(row, earlier, now):
    """17.8: the same content shows again at sign only as a warning that nobody answered."""
    assert asked(SURGERY, *earlier, hook=ORDER_SIGN, **now) == row


@pytest.mark.parametrize(("row", "earlier"), RAS_MUTATED.values(), ids=RAS_MUTATED)
def test_mutated_ras_is_said_once_more_at_signing(row, earlier):
    """17.3, 16.8: critical on mutated RAS comes back once at sign in an encounter, then rests."""
    assert asked(EGFR, *earlier, hook=ORDER_SIGN, indicator="critical") == row
    assert asked(EGFR, EGFR_OVER, indicator="critical") == "17.3"


@pytest.mark.parametrize(("row", "key", "earlier"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_silences_as_the_table_says(row, key, earlier):
    """17.3: the window depends on the family of the topic and on the reason."""
    assert asked(key, earlier) == row


def test_a_notice_of_the_service_is_never_silenced():
    """That advice could not be computed is said every time."""
    notice = CardKey("advice-unavailable", "facts")

    assert asked(notice, past(notice, answered=0, answer="accepted")) == ""


def test_a_trial_named_once_lowers_the_warning():
    """16.8: after the silence, a warning set aside for a trial comes back as info; critical stays."""
    before = overridden(EGFR, "clinical-trial", 20)

    def lower(key, indicator, one=before):
        return lowered(key, indicator, Memory(NOW, "call", "user", "visit", str, (one,)), RULES)

    assert asked(EGFR, before) == ""
    assert lower(EGFR, "warning")
    assert not lower(EGFR, "critical")
    assert not lower(replace(EGFR, facts="other"), "warning")
    assert not lower(replace(EGFR, order_class="other"), "warning")
    assert not lower(EGFR, "warning", overridden(EGFR, "data-wrong", 20))


STAGE_IV = ChartFacts(PATIENT, (COLON,), (M1,), (LIVER,))


def advice(chart: ChartFacts, memory: Memory | None, **changes: Any) -> Advice:
    """Advice on a colectomy with a memory."""
    orders = changes.pop("orders", (COLECTOMY,))
    selected = frozenset(order.reference for order in orders)
    call = {"today": TODAY, "hook": ORDER_SELECT, "orders": orders, "selected": selected, **changes}
    knowledge = knowledge_base.load()
    return advise(Situation(chart, **call), knowledge, new_id, memory=memory)


def fresh(*earlier: Past) -> Memory:
    """A memory that seals nothing."""
    return Memory(NOW, "call", "user", "visit", str, earlier)


def facts_of(chart: ChartFacts, **changes: Any) -> str:
    """The fact hash of the surgery card."""
    (key,) = [
        key for key in advice(chart, fresh(), **changes).keys if key.topic == "stage-iv-surgery"
    ]
    return key.facts


PROGRESSION = (Tempo("progressive", day=on(3), because=said("Observation/pd")),)
CHANGES = {
    "new progression": replace(STAGE_IV, tempo=PROGRESSION),
    "later progression": replace(STAGE_IV, tempo=(replace(PROGRESSION[0], day=on(1)),)),
    "another site": replace(STAGE_IV, metastases=(LIVER, replace(LIVER, site="lung"))),
    "more lesions": replace(STAGE_IV, metastases=(replace(LIVER, count=12),)),
    "another M": replace(STAGE_IV, stages=(replace(M1, value="M1b"),)),
    "poor reserve": replace(STAGE_IV, reserve=(Reserve("ecog", 3, on(2), said("Observation/e")),)),
}
SAME = {
    "another id": replace(STAGE_IV, metastases=(replace(LIVER, because=said("Condition/m2")),)),
    "a duplicate": replace(
        STAGE_IV, metastases=(LIVER, replace(LIVER, because=said("Condition/m2")))
    ),
    "a result that it does not rest on": replace(
        STAGE_IV, biomarkers=(Biomarker("KRAS", BiomarkerStatus.KNOWN_POSITIVE, day=on(1)),)
    ),
}


def test_new_facts_bring_the_card_back():
    """17.2: new progression, new sites, another M and poor reserve each give another hash."""
    hashes = {facts_of(chart) for chart in (STAGE_IV, *CHANGES.values())}

    assert len(hashes) == 1 + len(CHANGES)


@pytest.mark.parametrize("chart", SAME.values(), ids=SAME)
def test_what_is_no_new_fact_brings_nothing_back(chart):
    """Ids, duplicates and results that surgery does not rest on leave the hash as it was."""
    assert facts_of(chart) == facts_of(STAGE_IV)


def test_the_day_of_the_call_is_no_fact():
    """The same chart a week later, or at sign, rests on the same facts."""
    later = TODAY + dt.timedelta(days=7)

    assert facts_of(STAGE_IV, today=later) == facts_of(STAGE_IV)
    assert facts_of(STAGE_IV, hook=ORDER_SIGN) == facts_of(STAGE_IV)


def test_another_draft_of_the_same_order_is_the_same_order():
    """Ids and dates of drafts change; what is ordered makes the order."""
    again = replace(COLECTOMY, reference="ServiceRequest/new", planned=on(-3))
    other = replace(COLECTOMY, shown="Right hemicolectomy")
    one, same, different = (
        advice(STAGE_IV, fresh(), orders=(order,)).keys[0] for order in (COLECTOMY, again, other)
    )

    assert one == same
    assert one.order != different.order
    assert one.order_class == different.order_class


def shown_before(found: Advice, **changes: Any) -> tuple[Past, ...]:
    """The cards of an advice as a later call remembers them."""
    return tuple(past(key, **changes) for key in found.keys)


def test_a_silenced_topic_says_why():
    """The second call of an encounter has no cards, and each topic is suppressed by 17.2."""
    first = advice(STAGE_IV, fresh())
    second = advice(STAGE_IV, fresh(*shown_before(first)))
    silenced = {one.topic: one for one in second.outcomes if one.topic in second.silenced}

    assert first.cards
    assert second.cards == ()
    assert set(silenced) == {card.topic for card in first.cards}
    assert {(one.outcome, one.row) for one in silenced.values()} == {("suppressed", "17.2")}
    assert all("facts are the same" in one.because[-1] for one in silenced.values())


def test_a_silenced_surgery_card_does_not_let_its_parts_speak():
    """17.1: one decision is one card, also when that card was said before."""
    first = advice(STAGE_IV, fresh())
    again = advice(STAGE_IV, fresh(*shown_before(first)), hook=ORDER_SELECT)

    assert not {card.topic for card in again.cards} & {
        "surgical-intent-missing",
        "surgical-red-flags",
    }


def test_a_lowered_card_says_so():
    """16.8: the card that comes back as info names the trial among what was seen."""
    first = advice(STAGE_IV, fresh())
    earlier = shown_before(
        first,
        answer="overridden",
        reason="clinical-trial",
        answered=40,
        call="long ago",
        encounter="earlier visit",
    )
    another = replace(COLECTOMY, shown="Right hemicolectomy")
    (card,) = [
        card
        for card in advice(STAGE_IV, fresh(*earlier), orders=(another,)).cards
        if card.topic == "stage-iv-surgery"
    ]

    assert card.indicator == "info"
    assert "clinical trial" in card.detail


def test_cards_cut_off_by_the_limit_come_next_time():
    """What never showed is not silenced: it moves up when the others were said."""
    orders: tuple[Order, ...] = (COLECTOMY,)
    knowledge, memory = knowledge_base.load(), fresh()
    situation = Situation(STAGE_IV, TODAY, ORDER_SELECT, orders, frozenset({COLECTOMY.reference}))
    first = advise(situation, knowledge, new_id, (1, 1), memory=memory)
    later = fresh(*shown_before(first))
    second = advise(situation, knowledge, new_id, (1, 1), memory=later)

    assert [card.topic for card in first.cards] == ["stage-iv-surgery"]
    assert [card.topic for card in second.cards] == ["molecular-testing-gap"]


def test_a_chart_without_order_is_remembered_too():
    """On patient-view the gap card shows once in an encounter."""
    nothing: dict[str, Any] = {"orders": (), "hook": PATIENT_VIEW}
    first = advice(STAGE_IV, fresh(), **nothing)
    second = advice(STAGE_IV, fresh(*shown_before(first)), **nothing)

    assert [card.topic for card in first.cards] == ["molecular-testing-gap"]
    assert second.cards == ()


def test_every_basis_of_the_content_can_be_read():
    """The words of the content and the code that reads the facts are the same list."""
    assert set(READERS) == set(BASES)
