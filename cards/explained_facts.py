"""Facts as the Explanation lists them: kind, value and the records behind each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cards.findings.assessment import Assessment
from cards.findings.profile import CancerProfile
from fhir_mappers.facts import (
    Certainty,
    ChartFacts,
    Evidence,
    Metastasis,
    Order,
    Reserve,
    Stage,
)

AXES = {"t": "t", "n": "n", "m": "m", "group": "stage-group"}
SCALES = {"ecog": "ECOG", "kps": "KPS"}


def facts_of(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """Every fact of the chart and the session, each cancer's own findings among them."""
    chart = assessment.situation.chart
    for profile in assessment.profiles:
        yield from _cancer(profile)
    for stage in chart.stages:
        yield _stage(stage)
    for metastasis in chart.metastases:
        yield from _metastasis(metastasis)
    for marker in assessment.markers.values():
        value = {"biomarker": marker.biomarker, "status": marker.status.value}
        yield _fact("biomarker", value, marker.because)
    yield from _state(chart)
    for entry in (*chart.orders, *assessment.situation.orders):
        yield _order(entry)


def _fact(kind: str, value: object, because: Sequence[Evidence], **more: object) -> dict[str, Any]:
    extra = {name: entry for name, entry in more.items() if entry not in (None, "")}
    return {"kind": kind, "value": value, **extra, "because": [_piece(one) for one in because]}


def _piece(evidence: Evidence) -> dict[str, str]:
    piece = {"reference": evidence.reference}
    if evidence.code:
        piece["code"] = evidence.code
    if evidence.day:
        piece["date"] = evidence.day.text
    return piece


def _cancer(profile: CancerProfile) -> Iterator[dict[str, Any]]:
    cancer, staging = profile.cancer, profile.staging
    yield _fact(
        "tumour",
        cancer.type,
        cancer.because,
        subtype=cancer.subtype,
        histology=cancer.histology,
        current=cancer.current.value,
        stage_iv=staging.stage_iv.value,
        scenario=profile.scenario.value,
    )
    yield _fact(
        "distant-metastasis",
        staging.distant,
        staging.because or cancer.because,
        tumour=cancer.type,
        reason=staging.reason,
    )


def _stage(stage: Stage) -> dict[str, Any]:
    kind = AXES[stage.axis]
    value = stage.value if kind == "stage-group" else stage.prefix + stage.value
    certainty = None if stage.certainty is Certainty.CONFIRMED else stage.certainty.value
    return _fact(
        kind,
        value,
        stage.because,
        prefix=stage.prefix,
        system=stage.system,
        certainty=certainty,
    )


def _metastasis(metastasis: Metastasis) -> Iterator[dict[str, Any]]:
    kind, value = "metastatic-site", metastasis.site
    if metastasis.certainty is not Certainty.CONFIRMED:
        kind = "distant-metastasis"
        value = "no" if metastasis.certainty is Certainty.EXCLUDED else "suspected"
    yield _fact(
        kind,
        value,
        metastasis.because,
        site=metastasis.site,
        region=metastasis.region,
        activity=metastasis.activity.value,
    )
    if metastasis.count is not None:
        yield _fact("lesion-count", metastasis.count, metastasis.because, site=metastasis.site)


def _state(chart: ChartFacts) -> Iterator[dict[str, Any]]:
    for reserve in chart.reserve:
        yield _reserve(reserve)
    for tempo in chart.tempo:
        yield _fact("disease-status", tempo.kind, tempo.because)
    for therapy in chart.therapies:
        last = therapy.last_dose.text if therapy.last_dose else None
        yield _fact(
            "therapy", therapy.ingredient, therapy.because, status=therapy.status, last_dose=last
        )
    for symptom in chart.symptoms:
        yield _fact("symptom", symptom.kind, symptom.because, organ=symptom.organ)
    for procedure in chart.procedures:
        yield _fact("procedure", procedure.order_class, procedure.because, organ=procedure.organ)


def _reserve(reserve: Reserve) -> dict[str, Any]:
    if reserve.kind in SCALES and reserve.value is not None:
        value = {"scale": SCALES[reserve.kind], "score": int(reserve.value)}
        return _fact("performance-status", value, reserve.because)
    return _fact("reserve", {"kind": reserve.kind, "value": reserve.value}, reserve.because)


def _order(order: Order) -> dict[str, Any]:
    return _fact(
        "order",
        order.order_class,
        order.because,
        reference=order.reference,
        organ=order.organ,
        ingredients=list(order.ingredients) or None,
    )
