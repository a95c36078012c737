"""Writes results, reserve, tempo, therapies and statements of a vignette in a coding style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fhir_mappers.facts import ChartFacts, Reserve, Therapy, Truth
from tests.vignettes.dialect import Style, UnwritableError, coding, find, loinc
from tests.vignettes.dialect_chart import Resource, coded_only, dated, identified, observed
from tests.vignettes.dialect_markers import marker

TEMPI = {"progressive": "271299001", "stable": "359746009", "responding": "268910001"}
AUTHORS = {
    "tumour-board": {"coding": [coding("loinc", "11488-4")], "text": "Tumor board note"},
    "radiology": {"text": "CT chest, abdomen and pelvis"},
    "pathology": {"text": "Pathology report"},
    "other": {"text": "Oncology note"},
}
FINISHED = {"given": "completed", "stopped": "stopped", "active": "active", "planned": "intended"}


def results(chart: ChartFacts, style: Style) -> Iterator[Resource]:
    """Biomarkers, reserve, tempo and CEA as Observations."""
    for result in chart.biomarkers:
        yield from marker(result, style)
    for measure in chart.reserve:
        yield _reserve(measure, style)
    for index, value in enumerate(chart.marker_values):
        said = {"value": value.value, "unit": "ng/mL"}
        reference = f"Observation/cea-{index}"
        yield observed(reference, loinc("2039-6"), value.day, valueQuantity=said)
    for tempo in chart.tempo:
        coded_only(tempo.because)
        if tempo.growth or tempo.complete or tempo.under:
            raise UnwritableError("growth alone, a complete response or the drugs that failed")
        if style.coded:
            said = {"coding": [coding("snomed", TEMPI[tempo.kind])]}
            reference = tempo.because[0].reference
            yield observed(reference, loinc("97509-4"), tempo.day, valueCodeableConcept=said)


def _reserve(measure: Reserve, style: Style) -> Resource:
    coded_only(measure.because)
    reference = measure.because[0].reference
    if measure.kind in ("ecog", "kps") and measure.value is not None:
        code = loinc({"ecog": "89247-1", "kps": "89243-0"}[measure.kind])
        return observed(reference, code, measure.day, valueInteger=int(measure.value))
    if measure.kind == "albumin" and measure.value is not None:
        german = style.language == "german"
        said = {"value": measure.value * (10 if german else 1), "unit": "g/L" if german else "g/dL"}
        return observed(reference, loinc("1751-7"), measure.day, valueQuantity=said)
    raise UnwritableError(f"a reserve without a code: {measure.kind}")


def therapies(chart: ChartFacts, style: Style) -> Iterator[Resource]:
    """Drugs that were or are given."""
    for therapy in chart.therapies:
        coded_only(therapy.because)
        if therapy.systemic is not Truth.UNKNOWN:
            raise UnwritableError("a route")
        yield {
            **identified(therapy.because[0].reference),
            "medicationCodeableConcept": drug(therapy.ingredient, style),
            **_course(therapy),
        }


def _course(therapy: Therapy) -> Resource:
    given = therapy.status == "given"
    if therapy.source == "MedicationAdministration" and therapy.last_dose and given:
        return {"status": "completed", "effectiveDateTime": therapy.last_dose.text}
    if therapy.source == "MedicationRequest":
        status = {"status": therapy.status, "intent": "order"}
        return status | dated(therapy.started, "authoredOn")
    if therapy.source != "MedicationStatement":
        raise UnwritableError("a drug given without a date")
    period = dated(therapy.started, "start") | dated(therapy.last_dose, "end")
    timed = {"effectivePeriod": period} if period else {}
    return {"status": FINISHED[therapy.status], **timed}


def drug(ingredient: str, style: Style) -> Resource:
    """A drug by its code, or by its name where the style or the documents have none."""
    row = find("drugs", ("drug",), ingredient) if style.drugs else {}
    codes = [coding(column, row[column]) for column in style.drugs if row[column]]
    text = {"text": ingredient} if style.words or not codes else {}
    return ({"coding": codes} if codes else {}) | text


def statements(chart: ChartFacts, style: Style) -> Iterator[Resource]:
    """What was written about the disease as a whole, each as a report of its own."""
    for statement in chart.statements:
        coded_only(statement.because)
        if statement.author not in AUTHORS:
            raise UnwritableError("an author without a kind of report")
        yield _report(
            statement.because[0].reference, statement.kind, statement.author, statement.day, style
        )
    for index, tempo in enumerate(chart.tempo):
        if not style.coded:
            yield _report(
                f"DiagnosticReport/tempo-{index}", tempo.kind, "radiology", tempo.day, style
            )


def _report(reference: str, kind: str, author: str, day: Any, style: Style) -> Resource:
    return {
        **identified(reference),
        "status": "final",
        "code": AUTHORS[author],
        "conclusion": style.say(find("sentences", ("kind",), kind)),
        **dated(day, "effectiveDateTime"),
    }
