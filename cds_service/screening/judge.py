"""One patient of an export: who would get which card, by the very rules of the service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cards.knowledge_base import Knowledge
from cards.rule import PATIENT_VIEW
from cds_service.answer import Answer, Policy, answer
from cds_service.hooks import HookRequest
from cds_service.prefetch import Record
from cds_service.screening.events import Event, events_of
from cds_service.settings import Settings
from fhir_mappers.document import Document, distinct
from fhir_mappers.memo import Memo


@dataclass(frozen=True)
class Plan:
    """What a run asks of every patient.

    `replay` uses only what was on record on the day of the policy (or of each order); without it
    the whole record counts. `unavailable` are types that the export says nothing about. `settings` say which
    content is used, `version` is the version of that content.
    """

    hook: str
    policy: Policy
    unavailable: frozenset[str]
    replay: bool
    settings: Settings
    version: str


@dataclass(frozen=True)
class Judged:
    """One event of one patient and the service's answer to it."""

    patient: str
    event: Event
    answer: Answer


@dataclass(frozen=True)
class Desk:
    """What every patient is judged with: content and memory of one process."""

    plan: Plan
    knowledge: Knowledge
    memo: Memo


def judge(
    patient: str, lines: Sequence[bytes], desk: Desk
) -> tuple[Judged, tuple[Judged, ...]] | None:
    """The chart opened on the day of the run, and the answers to every event of the run.

    None for a patient whose record names no cancer: nobody gets a card without a cancer, its tests
    or its drugs on record, so that such a record need not be read.
    """
    documents = distinct(Document(line) for line in lines)
    if not any(map(desk.memo.relevance.may_concern_cancer, documents)):
        return None
    answers = tuple(_answers(patient, documents, desk, desk.plan))
    if desk.plan.hook == PATIENT_VIEW:
        return answers[0], answers
    return next(_answers(patient, documents, desk, replace(desk.plan, hook=PATIENT_VIEW))), answers


def _answers(
    patient: str, documents: Sequence[Document], desk: Desk, plan: Plan
) -> Iterator[Judged]:
    for event in events_of(documents, plan):
        request = HookRequest(
            hook=plan.hook,
            hook_instance=f"screen/{patient}/{event.order}",
            user_id="",
            patient_id=patient,
            drafts=event.drafts,
            selections=frozenset({event.order} if event.order else ()),
        )
        record = Record(documents=event.record, unavailable=plan.unavailable)
        policy = replace(plan.policy, today=event.day)
        found = answer(request, record, desk.knowledge, policy, memo=desk.memo)
        yield Judged(patient, event, found)
