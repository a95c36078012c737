"""What reports and notes say in free text: spread, plans, tempo, symptoms (intake rule I15).

Only the elements named in I15 are read. A report that is not final affirms nothing: its findings are
suspected. Nothing here is coded, so every fact carries text evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fhir_mappers import fhir
from fhir_mappers.biomarker_subject import subject_of
from fhir_mappers.diagnosis_certainty import condition_activity, status_certainty
from fhir_mappers.facts import Activity, Certainty, Day, Evidence, Fact, Tempo
from fhir_mappers.fhir import Resource
from fhir_mappers.narrative_about import said_of
from fhir_mappers.narrative_author import BOARD, PATHOLOGY, author_of
from fhir_mappers.narrative_facts import metastasis, stages
from fhir_mappers.narrative_origin import origins_in
from fhir_mappers.narrative_question import without_question
from fhir_mappers.narrative_sites import SaidSite, Study, sites_in, study
from fhir_mappers.narrative_specimen import origin_in
from fhir_mappers.narrative_tempo import tempo_in
from fhir_mappers.narrative_words import (
    Note,
    benign_organs,
    examined_organ,
    statements_in,
    symptoms_in,
)
from fhir_mappers.reading import TEXT_DATES, Found, Reading, words

FINAL = frozenset({"final", "amended", "corrected", "appended", ""})
_NEVER_DONE = ("cancelled", "entered-in-error")
QUOTE = 200
_IN_NAMES = (
    "platinum-resistant",
    "unresectable",
    "locally-advanced",
    "mixed-histology",
    "rai-refractory",
)
REPORT = "DiagnosticReport"
DATES = (*TEXT_DATES, "onsetDateTime")
_SOURCES = {
    REPORT: "report",
    "Condition": "condition",
    "Observation": "observation",
    "Procedure": "procedure",
}


def read(resource: Resource, reading: Reading) -> Found:
    """Facts of a report's conclusion, of a string value, or of the notes of other resources."""
    if fhir.text(resource.json.get("status")) in _NEVER_DONE or not _speaks(resource, reading):
        return ()
    found: list[Fact] = []
    for text, day in _texts(resource, reading):
        because = Evidence(resource.reference, "", day, text[:QUOTE], from_text=True)
        told = _report if resource.type == REPORT else _note
        found.extend(said_of(told(resource, text, because, reading), resource, text, reading))
    if resource.type == "Condition":
        found.extend(said_of(_named(resource, reading), resource, "", reading))
    if _is_marker_test(resource, reading):
        found = [fact for fact in found if not isinstance(fact, Tempo)]
    return tuple(dict.fromkeys(found))


def _is_marker_test(resource: Resource, reading: Reading) -> bool:
    """`Stable` as the value of an MSI test says nothing of how the disease moves."""
    code = fhir.concept(resource.json.get("code"))
    return resource.type == "Observation" and subject_of(code, reading).tested is not None


def _speaks(resource: Resource, reading: Reading) -> bool:
    """Notes of a refuted or suspected Condition, or on a relative, affirm nothing of the patient."""
    if resource.type == "Observation":
        final = fhir.text(resource.json.get("status")) in FINAL
        return final and not _is_on_relative(resource, reading)
    if resource.type != "Condition":
        return resource.type in _SOURCES
    return status_certainty(resource.json) is Certainty.CONFIRMED and not _is_on_relative(
        resource, reading
    )


def _is_on_relative(resource: Resource, reading: Reading) -> bool:
    code = fhir.concept(resource.json.get("code"))
    coded = (meaning.means for meaning in reading.terms.all("tumours", code))
    cues = reading.lexicon.find(words(code), "cues")
    return any(means.startswith("family-history") for means in coded) or any(
        cue.means == "family" for cue in cues
    )


def _texts(resource: Resource, reading: Reading) -> Iterator[tuple[str, Day | None]]:
    """Each text with the day it was written; a note without a time has that of its resource."""
    json = resource.json
    day = reading.event_day(json, *DATES)
    if resource.type == REPORT:
        parts = [fhir.text(json.get("conclusion"))]
        parts += [words(entry) for entry in fhir.concepts(json.get("conclusionCode"))]
        text = without_question(".\n".join(part.rstrip(".") for part in parts if part))
        if text:
            yield text, day
        return
    value = fhir.text(json.get("valueString"))
    if value:
        yield value, day
    for note in fhir.items(json.get("note")):
        if fhir.text(note.get("text")):
            yield fhir.text(note.get("text")), reading.event_day(note, "time") or day
    for stage in fhir.items(json.get("stage")):
        summary = fhir.concept(stage.get("summary"))
        if summary.text:
            yield summary.text, day


def _report(resource: Resource, text: str, because: Evidence, reading: Reading) -> Iterator[Fact]:
    title = words(fhir.concept(resource.json.get("code")))
    final = fhir.text(resource.json.get("status")) in FINAL
    author = author_of(resource.json, title, text, reading)
    seen = study(title, reading)
    seen = replace(seen, organ=None, whole_body=True) if author == BOARD else seen
    note = Note(text, because, author, examined=examined_organ(title, reading))
    benign = benign_organs(note, reading)
    said = [site for site in sites_in(text, seen, reading) if final or not _is_denied(site)]
    sites = [site for site in said if not (site.unnamed and site.site in benign)]
    affirmed = any(site.certainty is Certainty.CONFIRMED and not site.history for site in sites)
    firmest = Certainty.CONFIRMED if final else Certainty.SUSPECTED
    origins = _origins(text, author, seen, sites, reading)
    for site in sites:
        spread = metastasis(site, _SOURCES[REPORT], because, firmest, biopsied=author == PATHOLOGY)
        yield replace(spread, primary_type=origins.get(site.site))
    yield from stages(text, because, reading, firmest)
    note = replace(note, affirms_spread=affirmed)
    if final:
        for organ in benign - {site.site for site in sites}:
            denied = SaidSite(organ, None, Certainty.EXCLUDED, history=False)
            yield metastasis(denied, _SOURCES[REPORT], because, firmest)
        yield from statements_in(note, reading)
        yield from tempo_in(note, reading)
    yield from symptoms_in(note, reading, firmest)


def _origins(
    text: str, author: str, seen: Study, sites: Sequence[SaidSite], reading: Reading
) -> Mapping[str, str]:
    """The tumour that each site comes from; pathology names it for all that it has seen."""
    origin = origin_in(text, reading) if author == PATHOLOGY else None
    if origin is not None:
        return {site.site: origin for site in sites}
    return origins_in(text, seen, reading) if sites else {}


def _note(resource: Resource, text: str, because: Evidence, reading: Reading) -> Iterator[Fact]:
    sites = [site for site in sites_in(text, Study(), reading) if not _is_denied(site)]
    over = resource.type == "Condition" and condition_activity(resource.json) is Activity.HISTORY
    author = author_of(resource.json, "", text, reading)
    affirmed = any(site.certainty is Certainty.CONFIRMED and not site.history for site in sites)
    for site in sites:
        said = replace(site, history=site.history or over)
        yield metastasis(said, _SOURCES[resource.type], because)
    if resource.type == "Condition" and not over and _is_annotation(resource, text):
        yield from stages(text, because, reading)
    note = Note(text, because, author, affirmed)
    yield from statements_in(note, reading)
    yield from tempo_in(note, reading)
    yield from symptoms_in(note, reading, Certainty.CONFIRMED)


def _named(resource: Resource, reading: Reading) -> Iterator[Fact]:
    """What the name of a diagnosis says of the disease: "platinum-resistant ovarian cancer"."""
    text = fhir.concept(resource.json.get("code")).text
    if not text or condition_activity(resource.json) is Activity.HISTORY:
        return
    day = reading.event_day(resource.json, *DATES)
    because = Evidence(resource.reference, "", day, text[:QUOTE], from_text=True)
    for statement in statements_in(Note(text, because, "problem-list"), reading):
        if statement.kind in _IN_NAMES:
            yield statement


def _is_annotation(resource: Resource, text: str) -> bool:
    """A note; the words of `stage` are read as staging itself."""
    return any(
        fhir.text(note.get("text")) == text for note in fhir.items(resource.json.get("note"))
    )


def _is_denied(site: SaidSite) -> bool:
    return site.certainty is Certainty.EXCLUDED
