"""Builds one Tumour from what codes or text said and from the state of the Condition."""

from __future__ import annotations

from collections.abc import Iterable

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import clinical_status, condition_activity
from fhir_mappers.diagnosis_words import TumourWords
from fhir_mappers.facts import Activity, Certainty, Evidence, Truth, Tumour
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.reading import Reading, words
from fhir_mappers.staging_dates import condition_day
from fhir_mappers.text import Mention

_GONE = {"remission", "resolved", "inactive"}
_BACK = {"recurrence", "relapse"}


def state(
    resource: Resource,
    words_: TumourWords,
    certainty: Certainty,
    because: Evidence,
    reading: Reading,
) -> Tumour:
    """The Tumour that a Condition states; the role `history` makes it a past one."""
    past = words_.role == "history"
    said = statements(resource.json, reading)
    return Tumour(
        type=words_.type,
        subtype=words_.subtype,
        histology=words_.histology,
        side=words_.side,
        certainty=certainty,
        activity=Activity.HISTORY if past else condition_activity(resource.json),
        recurrent=_recurrent(resource.json, said),
        remission=_remission(resource.json, said, past=past),
        diagnosed=condition_day(resource.json, reading),
        references=(resource.reference,),
        because=(because,),
    )


def statements(json: Json, reading: Reading) -> frozenset[str]:
    """Words of the lexicon kind `statements` that the Condition's own text firmly makes."""
    mentions = reading.lexicon.find(words(fhir.concept(json.get("code"))), "statements")
    return frozenset(mention.means for mention in own(mentions) if _firm(mention))


def own(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions that are about the patient, not about a relative."""
    return tuple(mention for mention in mentions if not mention.family)


def _firm(mention: Mention) -> bool:
    return mention.certainty is Certainty.CONFIRMED and not mention.history


def _recurrent(json: Json, said: frozenset[str]) -> Truth:
    return Truth.YES if clinical_status(json) & _BACK or "recurrence" in said else Truth.UNKNOWN


def _remission(json: Json, said: frozenset[str], *, past: bool) -> Truth:
    status = clinical_status(json)
    if past or status & _GONE or "no-evidence-of-disease" in said:
        return Truth.YES
    return Truth.NO if status & {"active", *_BACK} else Truth.UNKNOWN
