"""What a chart says of one of several cancers: an unresectable larynx says nothing of the colon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cards.findings.cancers import Cancer
from cards.rule import Situation


def about(cancer: Cancer, cancers: Iterable[Cancer], situation: Situation) -> Situation:
    """The situation without statements and movements that name other cancers alone."""
    others = {other.type for other in cancers} - {cancer.type}
    if not others:
        return situation
    chart = situation.chart

    def is_of(named: tuple[str, ...]) -> bool:
        return cancer.type in named or not others & {*named}

    return replace(
        situation,
        chart=replace(
            chart,
            statements=tuple(one for one in chart.statements if is_of(one.about)),
            tempo=tuple(one for one in chart.tempo if is_of(one.about)),
        ),
    )
