"""Suggestions that several cards offer: team review, palliative care, tests, withdrawal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from cards.biomarker_row import BiomarkerRow
from cards.draft import Proposal
from cards.findings.assessment import Assessment
from cards.findings.profile import CancerProfile
from cards.order_texts import OrderText, OrderTexts
from cards.suggestion import service_request, with_day
from fhir_mappers.facts import Order, Truth


def request(
    assessment: Assessment, entry: OrderText, profile: CancerProfile | None
) -> Mapping[str, Any]:
    """One proposed order of the content, for this patient and this cancer's Conditions."""
    reasons = sorted(profile.cancer.references) if profile else []
    return service_request(
        assessment.situation.chart.patient.reference,
        entry.text,
        category=entry.category,
        codes=entry.codes,
        reasons=reasons,
        note=entry.note,
    )


def propose(
    assessment: Assessment,
    key: str,
    profile: CancerProfile | None,
    *,
    recommended: bool = False,
) -> Proposal:
    """A suggestion that creates the order `key` of the content; the pregnant have variants (16.3)."""
    orders = assessment.knowledge.orders
    entry = orders[key]
    if assessment.patient.pregnant is Truth.YES:
        entry = orders.get(f"{key}-pregnant", entry)
    return Proposal(
        key, entry.label, create=(request(assessment, entry, profile),), recommended=recommended
    )


def withdraw(assessment: Assessment, reference: str) -> Proposal:
    """A suggestion that deletes the draft order."""
    return Proposal(
        "withdraw", assessment.knowledge.order_texts.withdraw_label, delete=(reference,)
    )


def postpone(
    assessment: Assessment, order: Order, dose: dt.date, days: int
) -> tuple[Proposal, ...]:
    """A suggestion that plans a drafted ServiceRequest so many days after a dose.

    Nothing is offered for any other order.
    """
    draft = order.draft
    if draft is None or not order.drafted or draft.get("resourceType") != "ServiceRequest":
        return ()
    day = dose + dt.timedelta(days=days)
    label = assessment.knowledge.order_texts.postpone_label
    written = label.format(day=day.isoformat(), days=days)
    return (Proposal("postpone", written, update=(with_day(draft, day),)),)


def single_test(
    assessment: Assessment, profile: CancerProfile, row: BiomarkerRow, *, recommended: bool
) -> Proposal:
    """A suggestion that orders one test of the panel."""
    entry = _test_text(assessment.knowledge.order_texts, row)
    return Proposal(
        f"test-{row.biomarker}",
        entry.label,
        create=(request(assessment, entry, profile),),
        recommended=recommended,
    )


def several_tests(
    assessment: Assessment, profile: CancerProfile, rows: Sequence[BiomarkerRow]
) -> Proposal:
    """One suggestion that orders single tests in place of a panel (section 12.8)."""
    texts = assessment.knowledge.order_texts
    created = tuple(request(assessment, _test_text(texts, row), profile) for row in rows)
    return Proposal("single-tests", texts.several_tests_label, create=created)


def _inside(text: str) -> str:
    """A text as it stands inside a sentence: `PD-L1` keeps its capitals."""
    word = text[1:2].islower()
    return text[:1].lower() + text[1:] if word else text


def _test_text(texts: OrderTexts, row: BiomarkerRow) -> OrderText:
    return OrderText(
        texts.test_label.format(test=_inside(row.order_text)),
        row.order_text,
        texts.test_category,
        row.order_codes,
        texts.test_note,
    )
