"""Writes cancers, metastases, stages and symptoms of a vignette in a coding style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fhir_mappers.facts import (
    Activity,
    Certainty,
    ChartFacts,
    Day,
    Evidence,
    Metastasis,
    Symptom,
    Truth,
    Tumour,
)
from tests.vignettes.dialect import Style, UnwritableError, find

Resource = dict[str, Any]
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CERTAIN = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
RELATED = "http://hl7.org/fhir/StructureDefinition/condition-related"


def identified(reference: str) -> Resource:
    """Type and id of a resource, and whose it is."""
    kind, _, name = reference.partition("/")
    return {
        "resourceType": kind,
        "id": name.replace("_", "-"),
        "subject": {"reference": "Patient/p"},
    }


def coded_only(because: tuple[Evidence, ...]) -> None:
    """Refuse what only free text says in the vignette."""
    if any(evidence.from_text for evidence in because):
        raise UnwritableError("only free text says it")


def dated(day: Day | None, *names: str) -> Resource:
    """The date under each name; nothing where it is not recorded."""
    return dict.fromkeys(names, day.text) if day else {}


def observed(reference: str, code: Resource, day: Day | None, **value: Any) -> Resource:
    """A final Observation."""
    return {
        **identified(reference),
        "status": "final",
        "code": code,
        **value,
        **dated(day, "effectiveDateTime"),
    }


def conditions(chart: ChartFacts, style: Style) -> Iterator[Resource]:
    """Every cancer, metastasis and symptom as a Condition."""
    for tumour in chart.tumours:
        yield _tumour(tumour, style)
    for metastasis in chart.metastases:
        yield _metastasis(metastasis, style)
    for symptom in chart.symptoms:
        yield symptom_condition(symptom, style)


def _condition(
    reference: str, code: Resource, status: str, verified: str, day: Day | None, style: Style
) -> Resource:
    if style.name == "icd-10-gm" and "coding" in code:
        letter = "G" if verified == "confirmed" else "V"
        certain = {"system": "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT"}
        said = {"url": CERTAIN, "valueCoding": {**certain, "code": letter}}
        code = {**code, "coding": [{**code["coding"][0], "extension": [said]}]}
    return {
        **identified(reference),
        "clinicalStatus": {"coding": [{"system": CLINICAL, "code": status}]},
        "verificationStatus": {"coding": [{"system": VERIFICATION, "code": verified}]},
        "code": code,
        **dated(day, "onsetDateTime", "recordedDate"),
    }


def _tumour(tumour: Tumour, style: Style) -> Resource:
    coded_only(tumour.because)
    if tumour.side or tumour.remission is not Truth.UNKNOWN:
        raise UnwritableError("a side or a remission")
    subtype = f"/{tumour.subtype}" if tumour.subtype else ""
    histology = f"#{tumour.histology}" if tumour.histology else ""
    row = find("conditions", ("what", "key"), f"tumour {tumour.type}{subtype}{histology}")
    status = "recurrence" if tumour.recurrent is Truth.YES else _status(tumour.activity)
    verified = _verified(tumour.certainty)
    code = style.diagnosis(row)
    return _condition(tumour.references[0], code, status, verified, tumour.diagnosed, style)


def _metastasis(metastasis: Metastasis, style: Style) -> Resource:
    coded_only(metastasis.because)
    if metastasis.manner or metastasis.biopsied or metastasis.source != "condition":
        raise UnwritableError("a metastasis with a manner, a biopsy or another source")
    if metastasis.primary_type:
        raise UnwritableError("an origin that is named by its type")
    row = site_row(metastasis)
    status, verified = _status(metastasis.activity), _verified(metastasis.certainty)
    reference = metastasis.because[0].reference
    written = _condition(reference, style.diagnosis(row), status, verified, metastasis.day, style)
    if metastasis.primary_ref:
        link = {"url": RELATED, "valueReference": {"reference": metastasis.primary_ref}}
        written["extension"] = [link]
    return written


def site_row(metastasis: Metastasis) -> Any:
    """Code and words of a site."""
    site = f"nodes {metastasis.region}" if metastasis.region else metastasis.site
    return find("conditions", ("what", "key"), f"site {site}")


def symptom_row(symptom: Symptom) -> Any:
    """Code and words of a symptom."""
    if symptom.certainty is not Certainty.CONFIRMED or symptom.operative:
        raise UnwritableError("a symptom that is suspected or follows an operation")
    key = f"symptom {symptom.kind} {symptom.organ or ''}".strip()
    return find("conditions", ("what", "key"), key)


def symptom_condition(symptom: Symptom, style: Style) -> Resource:
    """A symptom on the problem list; one without a code is written out."""
    coded_only(symptom.because)
    row = symptom_row(symptom)
    coded = any(row[column] for column in style.diagnoses)
    code = style.diagnosis(row) if coded else {"text": style.say(row)}
    reference = symptom.because[0].reference
    status = _status(symptom.activity)
    return _condition(reference, code, status, "confirmed", symptom.day, style)


def _status(activity: Activity) -> str:
    if activity is Activity.UNKNOWN:
        raise UnwritableError("an unknown activity")
    return "active" if activity is Activity.ACTIVE else "resolved"


def _verified(certainty: Certainty) -> str:
    words = {Certainty.CONFIRMED: "confirmed", Certainty.SUSPECTED: "provisional"}
    if certainty not in words:
        raise UnwritableError("an exclusion")
    return words[certainty]
