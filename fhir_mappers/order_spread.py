"""Spread and stage that the text of an order states: `liver metastases, unresectable` (rule I15).

An operation or a drug is ordered for what is known; the reason of an imaging order is a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fhir_mappers.facts import (
    Certainty,
    ChartFacts,
    Evidence,
    Metastasis,
    Order,
    Stage,
)
from fhir_mappers.narrative_facts import metastasis, stages
from fhir_mappers.narrative_sites import Study, sites_in
from fhir_mappers.order_kind import RESECTIONS
from fhir_mappers.reading import Reading

_KNOWING = frozenset({*RESECTIONS, "palliative", "drug", "radiotherapy", "molecular-test"})
_AXES = frozenset({"m", "group"})


def spread_in(
    order_class: str, text: str, because: Evidence, reading: Reading
) -> tuple[Metastasis | Stage, ...]:
    """What the remarks of an order say of spread; denials say nothing beside a chart."""
    if order_class not in _KNOWING or not text:
        return ()
    sites = (
        metastasis(said, "order", because)
        for said in sites_in(text, Study(), reading)
        if said.certainty is not Certainty.EXCLUDED
    )
    return (*sites, *stages(text, because, reading))


def with_order_texts(chart: ChartFacts, drafts: Iterable[Order]) -> ChartFacts:
    """The chart with what orders say of spread, where it says nothing of spread itself."""
    if chart.metastases or any(stage.axis in _AXES for stage in chart.stages):
        return chart
    said = [fact for order in (*chart.orders, *drafts) for fact in order.spread]
    return replace(
        chart,
        metastases=tuple(dict.fromkeys(one for one in said if isinstance(one, Metastasis))),
        stages=(
            *chart.stages,
            *dict.fromkeys(one for one in said if isinstance(one, Stage)),
        ),
    )
