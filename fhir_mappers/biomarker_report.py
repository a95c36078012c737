"""Genomic and pathology reports: results in the conclusion or contained (section 13.1)."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import biomarker, coverage, fhir, variant
from fhir_mappers.biomarker_attempt import CANCELLED, OPEN, failed, pending, why_without_result
from fhir_mappers.biomarker_diagnosis import in_codes
from fhir_mappers.biomarker_elsewhere import of_this_tumour
from fhir_mappers.biomarker_fact import Source, facts
from fhir_mappers.biomarker_general import of_this_patient
from fhir_mappers.biomarker_kinds import firm, kinds_in, reason
from fhir_mappers.biomarker_origin import germline_of
from fhir_mappers.biomarker_panel import content_of, names_of, narrated
from fhir_mappers.biomarker_result import Result
from fhir_mappers.biomarker_subject import Subject, subject_of
from fhir_mappers.biomarker_text import STAIN
from fhir_mappers.biomarker_words import asked_in, question
from fhir_mappers.facts import ATTACHMENT, Evidence, Fact, Truth, Unread
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.molecular_order import tests_of
from fhir_mappers.reading import Found, Reading, words

QUOTE = 200
NO_RESULT = "not-a-result"
DATES = ("effectiveDateTime", "effectivePeriod", "issued")


def read(resource: Resource, reading: Reading) -> Found:
    """Facts of one report; attachments are not read (I16)."""
    json = resource.json
    title = words(fhir.concept(json.get("code")))
    text = of_this_patient(of_this_tumour(_text(json), title, reading), reading)
    germline = germline_of(f"{title}. {text}", reading)
    results = _results(json, title, text, germline, reading)
    day = reading.event_day(json, *DATES)
    because = Evidence(resource.reference, "", day, (text or title)[:QUOTE], from_text=True)
    found: list[Fact | Unread] = [*facts(results, Source(day, because))]
    found.extend(_contained(resource, reading))
    if not found and not text and json.get("presentedForm") and not json.get("result"):
        found.append(Unread(resource.reference, ATTACHMENT))
    return tuple(found)


def _text(json: Json) -> str:
    parts = [fhir.text(json.get("conclusion"))]
    parts += [words(concept) for concept in fhir.concepts(json.get("conclusionCode"))]
    return ". ".join(part for part in parts if part)


def _results(
    json: Json, title: str, text: str, germline: Truth, reading: Reading
) -> dict[str, Result]:
    subject = subject_of(fhir.concept(json.get("code")), reading)
    status = fhir.text(json.get("status")).lower()
    if status in OPEN or status == CANCELLED:
        names = _asked(subject, f"{title}. {text}", germline, reading)
        whole = dict.fromkeys((*names, *_ordered(json, reading)))
        return pending(whole) if status in OPEN else failed(whole, CANCELLED)
    coded = in_codes(fhir.concepts(json.get("conclusionCode")), reading)
    if text or coded:
        said = {**coded, **narrated(text, title, subject.tested, germline, reading)}
        return said or _in_vain(json, text, reading)
    why = why_without_result(json, reading)
    return failed(_asked(subject, title, germline, reading), why) if why else {}


def _in_vain(json: Json, text: str, reading: Reading) -> dict[str, Result]:
    """A report that tells only why there is no result tells it of what its order asked for."""
    if firm(kinds_in(text, reading)) != {NO_RESULT}:
        return {}
    return failed(_ordered(json, reading), reason(text, NO_RESULT, reading))


def _asked(subject: Subject, text: str, germline: Truth, reading: Reading) -> tuple[str, ...]:
    """What a report without a result yet will be about: its code, its words, its assay."""
    own = subject.tested
    tested = [question(name, stain=own.method == STAIN) for name in own.biomarkers] if own else []
    code = subject.coding.code if subject.coding else ""
    known = coverage.load()
    whole = known.comprehensive if code in known.comprehensive_codes else ()
    names = (*tested, *asked_in(text, reading), *whole, *content_of(text, germline))
    return names_of(names, germline)


def _ordered(json: Json, reading: Reading) -> Iterator[str]:
    """What the orders that a report answers have asked for: its own title may be a bare one."""
    for node in fhir.items(json.get("basedOn")):
        request = reading.resolve(json, node)
        if request is not None and request.get("resourceType") == "ServiceRequest":
            yield from tests_of(request, reading)


def _contained(resource: Resource, reading: Reading) -> Iterator[Fact | Unread]:
    """Observations inside the report; status and date of the report stand in for missing ones."""
    outer = resource.json
    still_open = fhir.text(outer.get("status")).lower() in OPEN
    for entry in fhir.items(outer.get("contained")):
        if entry.get("resourceType") != "Observation" or _is_about_another(entry, outer):
            continue
        inner: dict[str, object] = {name: outer[name] for name in DATES if name in outer}
        inner |= {"status": outer.get("status"), **entry}
        if still_open:
            inner["status"] = outer.get("status")
        observation = Resource("Observation", resource.reference, inner)
        yield from biomarker.read(observation, reading)
        yield from variant.read(observation, reading)


def _is_about_another(entry: Json, outer: Json) -> bool:
    subject = fhir.reference(entry.get("subject"))
    return subject not in (None, fhir.reference(outer.get("subject")))
