"""One patient of an export: who would get which card, by the very rules of the service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from cards.knowledge_base import Knowledge
from cards.rule import PATIENT_VIEW
from cds_service.answer import Answer, Policy, answer
from cds_service.hooks import HookRequest, Json
from cds_service.prefetch import Record
from cds_service.screening.events import Event, events_of
from fhir_mappers.document import Document
from fhir_mappers.memo import Memo


@dataclass(frozen=True)
class Plan:
    """What a run asks of every patient.

    `replay` uses only what was on record on the day of the policy (or of each order); without it
    the whole record counts. `unavailable` are types that the export says nothing about.
    """

    hook: str
    policy: Policy
    unavailable: frozenset[str]
    replay: bool


@dataclass(frozen=True)
class Judged:
    """One event of one patient and the service's answer to it."""

    patient: str
    event: Event
    answer: Answer


def judge(
    patient: str, lines: Sequence[str], plan: Plan, knowledge: Knowledge, memo: Memo
) -> Iterator[Judged]:
    """The answers to every event of a patient; none for one whose record names no cancer.

    Nobody gets a card without a cancer, its tests or its drugs on record, so that such a record
    need not be read (`Relevance.may_concern_cancer`).
    """
    documents = [Document(line.encode()) for line in lines]
    if not any(memo.relevance.may_concern_cancer(document) for document in documents):
        return
    for event in events_of(documents, plan):
        yield Judged(patient, event, _answer(patient, event, plan, knowledge, memo))


def _answer(patient: str, event: Event, plan: Plan, knowledge: Knowledge, memo: Memo) -> Answer:
    request = HookRequest(
        hook=plan.hook,
        hook_instance=f"screen/{patient}/{event.order}",
        user_id="",
        patient_id=patient,
        drafts=event.drafts,
        selections=frozenset({event.order} if event.order else ()),
    )
    record = Record(entries=event.record, unavailable=plan.unavailable)
    policy = Policy(event.day, plan.policy.topics_off, plan.policy.limits)
    return answer(request, record, knowledge, policy, memo=memo)
