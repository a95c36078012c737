"""Writes stages and numbers of lesions of a vignette in a coding style."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers.facts import Certainty, ChartFacts, Metastasis, Stage
from tests.vignettes.dialect import Style, UnwritableError, coding, loinc, table
from tests.vignettes.dialect_chart import Resource, dated, identified, site_row

LESIONS = {"system": "urn:example:lab-local", "code": "MET-LESION-COUNT"}
AXES = {
    "c": {"t": "21905-5", "n": "21906-3", "m": "21907-1", "group": "21908-9"},
    "p": {"t": "21899-0", "n": "21900-6", "m": "21901-4", "group": "21902-2"},
}
OBSERVABLES = {
    "c": {"t": "399504009", "n": "399534004", "m": "399387003", "group": "399537006"},
    "p": {"t": "384625004", "n": "371494008", "m": "371497001", "group": "399588009"},
}
AXIS_WORDS = {"t": "T category", "n": "N category", "m": "M category", "group": "Stage group"}
AMOUNTS = {
    "english": {"several": "Several", "multiple": "Multiple", "innumerable": "Innumerable"},
    "german": {"several": "Einige", "multiple": "Multiple", "innumerable": "Unzählige"},
}


def stages(chart: ChartFacts, style: Style) -> Iterator[Resource]:
    """Every staging statement as an Observation."""
    for stage in chart.stages:
        if stage.certainty is not Certainty.CONFIRMED or stage.system != "TNM":
            raise UnwritableError("a suspected stage, or one that is no TNM")
        if stage.prefix not in ("", "c", "p"):
            raise UnwritableError("a prefix other than c and p")
        yield {
            **identified(stage.because[0].reference),
            "status": "final",
            **_stage(stage, style),
            "focus": [{"reference": stage.tumour_ref}],
            **dated(stage.day, "effectiveDateTime"),
        }


def _stage(stage: Stage, style: Style) -> Resource:
    kind, group = stage.prefix or "c", stage.axis == "group"
    value = f"{'' if group else kind}{stage.value}"
    words = f"Stage {value}" if group else value
    if style.tells:
        if group and stage.prefix:
            raise UnwritableError("a stage group with a prefix, in words")
        return {"code": {"text": AXIS_WORDS[stage.axis]}, "valueString": words}
    if style.name == "icd-10-gm":
        answer = {"coding": [coding("uicc", stage.value)]}
        code = {"coding": [coding("snomed", OBSERVABLES[kind][stage.axis])]}
        return {"code": code, "valueCodeableConcept": answer}
    row = table("stages", "axis", "value").get(f"{stage.axis} {value}")
    answer = {"coding": [coding("snomed", row["snomed"])]} if row else {}
    # `text+icd` writes the category in words alone, as some of the given vignettes do.
    named = {"text": words} if style.words or row is None else {}
    if style.name == "snomed-only":
        code = {"coding": [coding("snomed", OBSERVABLES[kind][stage.axis])]}
    else:
        code = loinc(AXES[kind][stage.axis])
    said = named if style.both else answer | named
    return {"code": code, "valueCodeableConcept": said}


def lesions(chart: ChartFacts, style: Style) -> Iterator[Resource]:
    """Numbers of lesions: a local integer, or a radiology report where the style has no codes."""
    for index, metastasis in enumerate(chart.metastases, start=1):
        if metastasis.count is None and metastasis.amount is None:
            continue
        where = style.say(site_row(metastasis))
        if metastasis.count is not None and not metastasis.open_ended and _counted(style):
            yield _count(f"Observation/lesions-{index}", metastasis, where)
            continue
        yield _report(f"DiagnosticReport/lesions-{index}", metastasis, where, style)


def _counted(style: Style) -> bool:
    return not style.tells and style.language == "english"


def _count(reference: str, metastasis: Metastasis, where: str) -> Resource:
    place = where.removesuffix(" metastases").lower()
    return {
        **identified(reference),
        "status": "final",
        "code": {"coding": [LESIONS], "text": f"Number of metastatic lesions, {place}"},
        "valueInteger": metastasis.count,
        **dated(metastasis.day, "effectiveDateTime"),
    }


def _report(reference: str, metastasis: Metastasis, where: str, style: Style) -> Resource:
    if metastasis.amount == "single" or (metastasis.open_ended and metastasis.count is None):
        raise UnwritableError("an amount without words")
    # A German noun keeps its capital.
    noun = where if style.language == "german" else where[0].lower() + where[1:]
    many = AMOUNTS[style.language].get(metastasis.amount or "", str(metastasis.count))
    least = {"english": "At least ", "german": "Mindestens "}[style.language]
    return {
        **identified(reference),
        "status": "final",
        "code": {"text": "CT Thorax und Abdomen" if style.language == "german" else "CT scan"},
        "conclusion": f"{least if metastasis.open_ended else ''}{many} {noun}.",
        **dated(metastasis.day, "effectiveDateTime"),
    }
