"""What reports and notes say in free text: spread, plans, tempo, symptoms (intake rule I15).

Only the elements named in I15 are read. A report that is not final affirms nothing: its findings are
suspected. Nothing here is coded, so every fact carries text evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import fhir, symptom_text
from fhir_mappers.diagnosis_certainty import status_certainty
from fhir_mappers.facts import (
    Activity,
    Certainty,
    Day,
    Evidence,
    Metastasis,
    Stage,
    Statement,
    Symptom,
    Tempo,
    Truth,
)
from fhir_mappers.fhir import Resource
from fhir_mappers.narrative_sites import SaidSite, sites_in
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_notation import find as find_notation
from fhir_mappers.text import Mention

FINAL = frozenset({"final", "amended", "corrected", "appended", ""})
QUOTE = 200
BOARD, RADIOLOGY, PATHOLOGY, OTHER = "tumour-board", "radiology", "pathology", "other"
DATES = (
    "effectiveDateTime",
    "effectivePeriod",
    "issued",
    "recordedDate",
    "performedDateTime",
    "performedPeriod",
    "onsetDateTime",
)
_NOTED = {
    "Condition": ("note",),
    "Procedure": ("note",),
}


def read(resource: Resource, reading: Reading) -> Found:
    """Facts of a report's conclusion, or of the notes of a Condition or Procedure."""
    text = _text_of(resource)
    if not text or (resource.type == "Condition" and not _confirmed(resource)):
        return ()
    json = resource.json
    day = reading.event_day(json, *DATES)
    title = words(fhir.concept(json.get("code"))) if resource.type == "DiagnosticReport" else ""
    final = fhir.text(json.get("status")) in FINAL or resource.type != "DiagnosticReport"
    because = Evidence(resource.reference, "", day, text[:QUOTE], from_text=True)
    author = _author(resource, f"{title}. {text}", reading)
    found: list[Metastasis | Statement | Tempo | Symptom | Stage] = []
    if resource.type == "DiagnosticReport":
        found.extend(_metastases(text, title, author, day, because, reading, final=final))
        found.extend(_stages(text, day, because, final=final))
    found.extend(_statements(text, author, day, because, reading, final=final))
    found.extend(_tempo(text, day, because, reading, final=final))
    found.extend(_symptoms(text, day, because, reading, final=final))
    return tuple(found)


def _confirmed(resource: Resource) -> bool:
    """Notes of a refuted or suspected Condition affirm nothing."""
    return status_certainty(resource.json) is Certainty.CONFIRMED


def _text_of(resource: Resource) -> str:
    if resource.type == "DiagnosticReport":
        parts = [fhir.text(resource.json.get("conclusion"))]
        parts += [words(entry) for entry in fhir.concepts(resource.json.get("conclusionCode"))]
    else:
        parts = list(fhir.notes(resource.json, *_NOTED.get(resource.type, ())))
    return ". ".join(part for part in parts if part)


def _author(resource: Resource, text: str, reading: Reading) -> str:
    cares = {mention.means for mention in reading.lexicon.find(text, "care")}
    if "tumour-board" in cares:
        return BOARD
    categories = fhir.concepts(resource.json.get("category"))
    codes = {coding.code.upper() for concept in categories for coding in concept.codings}
    if codes & {"PAT", "SP", "CP", "CY"}:
        return PATHOLOGY
    return RADIOLOGY if codes & {"RAD", "IMG", "LP29684-5", "NMS", "RUS", "CT", "RX"} else OTHER


def _metastases(
    text: str,
    title: str,
    author: str,
    day: Day | None,
    because: Evidence,
    reading: Reading,
    *,
    final: bool,
) -> Iterator[Metastasis]:
    for said in sites_in(text, title, reading):
        if not _worth_telling(said):
            continue
        yield Metastasis(
            site=said.site,
            region=said.region,
            certainty=said.certainty if final else Certainty.SUSPECTED,
            activity=Activity.HISTORY if said.history else Activity.UNKNOWN,
            count=said.count,
            amount=said.amount,
            source="report",
            biopsied=author == PATHOLOGY,
            day=day,
            because=(because,),
        )


def _worth_telling(said: SaidSite) -> bool:
    """A general word counts only when it denies, or says how many."""
    if said.site == "any":
        return said.certainty is Certainty.EXCLUDED
    return said.site != "unspecified" or said.count is not None or said.amount is not None


def _stages(text: str, day: Day | None, because: Evidence, *, final: bool) -> Iterator[Stage]:
    certainty = Certainty.CONFIRMED if final else Certainty.SUSPECTED
    for notation in find_notation(text):
        yield Stage(
            notation.axis,
            notation.value,
            notation.prefix,
            certainty=certainty,
            day=day,
            because=(because,),
        )


def _statements(
    text: str, author: str, day: Day | None, because: Evidence, reading: Reading, *, final: bool
) -> Iterator[Statement]:
    kinds = [
        mention.means for mention in reading.lexicon.find(text, "statements") if _firm(mention)
    ]
    if "conversion-planned" in kinds:
        kinds = [kind for kind in kinds if kind != "unresectable"]
    for kind in dict.fromkeys(kinds):
        if final:
            yield Statement(kind, author, day, (because,))


def _firm(mention: Mention) -> bool:
    return mention.certainty is Certainty.CONFIRMED and not mention.family


def _tempo(
    text: str, day: Day | None, because: Evidence, reading: Reading, *, final: bool
) -> Iterator[Tempo]:
    if not final:
        return
    drugs = {mention.sentence for mention in reading.lexicon.find(text, "drugs", "regimens")}
    moves = [
        mention
        for mention in reading.lexicon.find(text, "tempo")
        if _firm(mention) and not mention.history
    ]
    for mention in moves:
        complete = mention.means == "complete"
        yield Tempo(
            "responding" if complete else mention.means,
            "text",
            Truth.YES if mention.sentence in drugs else Truth.UNKNOWN,
            complete,
            day,
            (because,),
        )


def _symptoms(
    text: str, day: Day | None, because: Evidence, reading: Reading, *, final: bool
) -> Iterator[Symptom]:
    for said in symptom_text.said_in(text, reading):
        certainty = said.certainty if final else Certainty.SUSPECTED
        if certainty is Certainty.EXCLUDED:
            continue
        yield Symptom(
            said.words.kind,
            said.words.organ or _organ_beside(said.words.kind, text, reading),
            certainty,
            Activity.HISTORY if said.history else Activity.UNKNOWN,
            said.operative,
            day,
            (because,),
        )


def _organ_beside(kind: str, text: str, reading: Reading) -> str | None:
    """The one organ that stands in the sentence of a symptom which names none itself."""
    told = {
        mention.sentence
        for mention in reading.lexicon.find(text, "symptoms")
        if symptom_text.parse(mention.means).kind == kind
    }
    organs = {
        mention.means
        for mention in reading.lexicon.find(text, "organs")
        if mention.sentence in told
    }
    return organs.pop() if len(organs) == 1 else None
