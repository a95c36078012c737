"""Who the patient is, as far as it switches advice off or changes it (clinical logic section 16)."""

from __future__ import annotations

from dataclasses import dataclass

from cards.findings.days import within, years
from cards.rule import Situation
from cards.thresholds import Thresholds
from fhir_mappers.facts import Certainty, Evidence, Truth


@dataclass(frozen=True)
class PatientFinding:
    """Deceased, under age, pregnant, in hospice, in an emergency visit: three values each."""

    deceased: Truth
    minor: Truth
    pregnant: Truth
    hospice: Truth
    emergency_visit: Truth
    age: int | None
    because: tuple[Evidence, ...]


def patient_of(situation: Situation, thresholds: Thresholds) -> PatientFinding:
    """Judge the patient on the day of the call."""
    chart = situation.chart
    born = chart.patient.born
    return PatientFinding(
        deceased=chart.patient.deceased,
        minor=_minor(situation, thresholds),
        pregnant=_service(
            situation, "pregnancy", thresholds.pregnancy_days, chart.patient.pregnant
        ),
        hospice=_hospice(situation, thresholds),
        emergency_visit=_visit(situation, "emergency"),
        age=years(born.first, situation.today) if born else None,
        because=chart.patient.because,
    )


def _minor(situation: Situation, thresholds: Thresholds) -> Truth:
    born = situation.chart.patient.born
    if born is None:
        return Truth.UNKNOWN
    if years(born.first, situation.today) < thresholds.adult_age:
        return Truth.YES
    if _childhood_tumour(situation, thresholds):
        young = years(born.first, situation.today) <= thresholds.young_adult_age
        return Truth.YES if young else Truth.NO
    adult = years(born.last, situation.today) >= thresholds.adult_age
    return Truth.NO if adult else Truth.UNKNOWN


def _childhood_tumour(situation: Situation, thresholds: Thresholds) -> bool:
    """A tumour of childhood type, which a young adult has treated like a child (16.2)."""
    return any(
        f"{tumour.type}/{tumour.subtype}" in thresholds.young_adult_tumours
        and tumour.certainty is Certainty.CONFIRMED
        for tumour in situation.chart.tumours
    )


def _hospice(situation: Situation, thresholds: Thresholds) -> Truth:
    """An open hospice visit or a recent hospice record; palliative care alone is not hospice."""
    if _visit(situation, "hospice") is Truth.YES:
        return Truth.YES
    window = thresholds.palliative_days
    return _service(situation, "hospice", window, situation.chart.patient.hospice)


def _service(situation: Situation, kind: str, window: int, stated: Truth) -> Truth:
    recorded = [entry for entry in situation.chart.services if entry.kind == kind]
    if any(entry.day is None or within(entry.day, window, situation.today) for entry in recorded):
        return Truth.YES
    return stated


def _visit(situation: Situation, kind: str) -> Truth:
    visits = [visit for visit in situation.chart.encounters if visit.kind == kind]
    if any(visit.open is Truth.YES for visit in visits):
        return Truth.YES
    return Truth.UNKNOWN
