"""Lines that several cards share: how findings are told to a clinician.

Everything quoted from the chart goes through `markdown.quote`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cards.findings.assessment import Assessment
from cards.findings.profile import CancerProfile
from cards.findings.staging import YES
from cards.markdown import quote, reference
from cards.rule import Noted
from fhir_mappers.facts import (
    ATTACHMENT,
    IMPLAUSIBLE,
    UNIT,
    Day,
    Evidence,
    Metastasis,
    Stage,
    Truth,
    Unread,
)

MAX_SOURCES = 3
NOT_READ = {
    ATTACHMENT: "Attachment not read, and nothing else is in the report",
    UNIT: "Value not used, its unit is not understood",
    IMPLAUSIBLE: "Value not used, it is outside what is possible",
}


def on(day: Day | None) -> str:
    """`on 2026-03-02`, or that the record carries no date."""
    return day.text if day else "undated"


def sources(because: Sequence[Evidence]) -> str:
    """The records a line rests on, for the reader who wants to look them up."""
    names = list(dict.fromkeys(piece.reference for piece in because))[:MAX_SOURCES]
    return f" [{', '.join(reference(name) for name in names)}]" if names else ""


def stage_lines(profile: CancerProfile) -> tuple[str, ...]:
    """Tumour, stage, M and sites with their dates."""
    staging = profile.staging
    lines = [f"{_capital(profile.name)}{sources(profile.cancer.because)}"]
    if staging.group:
        lines.append(f"Stage group {_stage(staging.group)}{sources(staging.group.because)}")
    if staging.original and staging.original != staging.group:
        lines.append(f"Originally stage {_stage(staging.original)}; the original stage is kept")
    if staging.m:
        lines.append(f"M category {_stage(staging.m)}{sources(staging.m.because)}")
    lines.extend(_site(site) for site in _one_per_site(staging.sites))
    if staging.distant == YES:
        lines.append(f"Distant metastasis: {staging.reason}")
    return tuple(lines)


def _stage(stage: Stage) -> str:
    return f"{quote(stage.prefix + stage.value)} ({on(stage.day)})"


def _one_per_site(sites: Sequence[Metastasis]) -> tuple[Metastasis, ...]:
    chosen: dict[str, Metastasis] = {}
    for site in sites:
        best = chosen.get(site.site)
        if best is None or (site.count or 0, on(site.day)) > (best.count or 0, on(best.day)):
            chosen[site.site] = site
    return tuple(chosen[name] for name in sorted(chosen))


def _site(site: Metastasis) -> str:
    least = "at least " * site.open_ended
    counted = f"{least}{site.count} lesion{'s' if site.count != 1 else ''}, "
    how_many = counted if site.count else f"{site.amount}, " * bool(site.amount)
    return f"Metastasis: {site.site} ({how_many}{on(site.day)}){sources(site.because)}"


def scenario_line(profile: CancerProfile) -> str:
    """The scenario and why."""
    scenario = profile.scenario
    return f"Scenario: {scenario.value.replace('-', ' ')}; {scenario.says}"


def noted_lines(title: str, noted: Iterable[Noted]) -> tuple[str, ...]:
    """Flags under a common title, each with its sources."""
    return tuple(f"{title}: {entry.text}{sources(entry.because)}" for entry in noted)


def undelivered(assessment: Assessment) -> tuple[str, ...]:
    """What was not received, not received whole or not read: absence proves nothing there."""
    situation = assessment.situation
    lines = []
    if situation.unavailable:
        lines.append(f"Data not received: {', '.join(sorted(situation.unavailable))}")
    if situation.incomplete:
        lines.append(f"Received only in part: {', '.join(sorted(situation.incomplete))}")
    return (*lines, *_not_read(situation.chart.unread))


def _not_read(unread: Iterable[Unread]) -> Iterator[str]:
    """Records that may hold what is missing, by reason (I14, I16)."""
    for why, told in NOT_READ.items():
        names = sorted({entry.reference for entry in unread if entry.why == why})
        if names:
            more = f" and {len(names) - MAX_SOURCES} more" if len(names) > MAX_SOURCES else ""
            yield f"{told}: {', '.join(map(reference, names[:MAX_SOURCES]))}{more}"


def pregnancy(assessment: Assessment) -> tuple[str, ...]:
    """What holds for the pregnant on every card about treatment (section 16.3)."""
    pregnant = assessment.patient.pregnant is Truth.YES
    return assessment.knowledge.wording.pregnancy if pregnant else ()


def order_line(assessment: Assessment, reference: str) -> tuple[str, ...]:
    """The order that the card is about, in its own words."""
    return tuple(
        f"Order: {quote(entry.order.shown)}"
        for entry in assessment.advised
        if entry.order.reference == reference and entry.order.shown
    )


def tick(value: bool | None) -> str:
    """How a condition that should hold is told: met, not met or not documented."""
    return {True: "✔", False: "✖ not met:", None: "not documented:"}[value]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
