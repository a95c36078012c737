"""Evidenced intent of the order in context, in the words of the Explanation contract (0.7b)."""

from __future__ import annotations

from cards.findings.assessment import Advised, Assessment
from cards.findings.relief import NONE, relief_of
from cards.findings.staging import YES
from fhir_mappers.facts import Truth

NOT_APPLICABLE = "not-applicable"
SYMPTOM_RELIEF = "symptom-relief"


def intent_of(assessment: Assessment) -> str:
    """Intent of the first operation; else of a palliative operation or radiotherapy order."""
    if assessment.operations:
        return assessment.operations[0].intent
    for entry in assessment.advised:
        found = _of_other(assessment, entry)
        if found != NOT_APPLICABLE:
            return found
    return NOT_APPLICABLE


def _of_other(assessment: Assessment, entry: Advised) -> str:
    profile = entry.target.profile or assessment.subject
    if profile is None or profile.staging.distant != YES or profile.stage_iv is not Truth.YES:
        return NOT_APPLICABLE
    if entry.order.order_class == "palliative":
        return SYMPTOM_RELIEF
    if entry.order.order_class != "radiotherapy":
        return NOT_APPLICABLE
    knowledge = assessment.knowledge
    relief = relief_of(entry.order, assessment.situation, knowledge.organs, knowledge.thresholds)
    return NOT_APPLICABLE if relief.value == NONE else SYMPTOM_RELIEF
