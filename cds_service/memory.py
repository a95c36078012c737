"""Loads what was shown before a call is answered, and stores what was shown after it.

A store that is away costs the memory and the audit row of a call, never its advice: the clinician
then sees a card once more, and the log says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from cards.advice import Judgement
from cards.memory import Memory, Past
from cds_service import log, metrics
from cds_service.answer import Answer
from cds_service.hooks import HookRequest
from cds_service.settings import Settings
from cds_service.store.audit import AuditRow
from cds_service.store.database import StoreError
from cds_service.store.seal import Seal
from cds_service.store.shown import Shown
from cds_service.store.store import Store

RULE = "rule"


@dataclass(frozen=True)
class Recollection:
    """The memory of one call, its patient as the store knows them, and what seals names."""

    memory: Memory
    patient: str
    seal: Seal


def recollect(
    store: Store, request: HookRequest, found: Judgement, settings: Settings
) -> Recollection | None:
    """What was shown for the patient of a call; None when the store is away.

    Nothing is looked up where there is nothing to show.
    """
    try:
        seal = store.seal
        patient = seal("patient", _patient(request))
        wanted = settings.alert_memory == "on" and found.speaks
        past = store.history(patient) if wanted else ()
    except StoreError as error:
        report_away("memory", error)
        return None
    return Recollection(_memory(seal, request, settings, past), patient, seal)


def keep(store: Store, service: str, found: Answer, recollection: Recollection | None) -> None:
    """Store the cards of an answer and its audit row; without a recollection there is no store."""
    if recollection is None:
        return
    try:
        store.keep_call(_shown(found, recollection), _audit(service, found, recollection))
    except StoreError as error:
        report_away("memory", error)


def report_away(what: str, error: StoreError) -> None:
    """Log and count that the store could not be used, and for what."""
    log.store_away(what, str(error))
    metrics.store_failed()


def _memory(seal: Seal, request: HookRequest, settings: Settings, past: tuple[Past, ...]) -> Memory:
    """People, encounters and calls of two FHIR servers may share ids; they are kept apart."""
    patient, encounter = _patient(request), request.encounter_id
    return Memory(
        now=settings.now(),
        call=seal("call", f"{patient} {request.hook} {request.hook_instance}"),
        user=seal("user", f"{request.fhir_server} {request.user_id}"),
        encounter=seal("encounter", f"{patient} {encounter}") if encounter else None,
        seal=lambda text: seal("card", f"{patient} {text}"),
        past=past,
    )


def _patient(request: HookRequest) -> str:
    return f"{request.fhir_server} {request.patient_id}"


def _shown(found: Answer, recollection: Recollection) -> list[Shown]:
    memory, advice = recollection.memory, found.advice
    hook = advice.assessment.situation.hook
    return [
        Shown(
            card=card.uuid,
            patient=recollection.patient,
            indicator=card.indicator,
            overridable=bool(card.override_reasons),
            past=Past(key, memory.call, hook, memory.user, memory.encounter, memory.now),
            rule=recollection.seal(RULE, card.rule) if card.rule else None,
        )
        for card, key in zip(advice.cards, advice.keys, strict=True)
    ]


def _audit(service: str, found: Answer, recollection: Recollection) -> AuditRow:
    memory, advice = recollection.memory, found.advice
    situation = advice.assessment.situation
    return AuditRow(
        at=memory.now,
        service=service,
        hook=situation.hook,
        call=memory.call,
        patient=recollection.patient,
        user=memory.user,
        content_version=advice.assessment.knowledge.version,
        topics=tuple(dict.fromkeys(card.topic for card in advice.cards)),
        silenced=advice.silenced,
        cards=tuple(card.uuid for card in advice.cards),
        unavailable=tuple(sorted(situation.unavailable)),
        incomplete=tuple(sorted(situation.incomplete)),
    )
