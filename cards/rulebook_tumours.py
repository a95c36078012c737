"""The tumours of the rulebook: what stage IV means, the policy on surgery, and the panel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cards.biomarker_row import BiomarkerRow
from cards.content_file import numbered
from cards.guideline import Guideline
from cards.knowledge_base import Knowledge
from cards.rulebook_review import Review

TIERS = {"R": "required", "C": "to consider"}
SINCE = {
    "any": "at any stage",
    "III": "from stage III",
    "IV": "from stage IV",
    "M1": "with distant metastasis",
    "advanced": "from stage IV, or when unresectable",
    "locally-advanced": "from stage IV, or when unresectable or locally advanced",
}
MEANS = {
    "m1": "Stage IV means distant metastasis",
    "possible-without-m1": "Stage IV is possible without distant metastasis",
    "not-used": "Stage IV is not used for this tumour",
}
POLICIES = {
    "standard": "standard in M1 disease",
    "accepted": "accepted with a stated goal",
    "neutral": "neither supported nor excluded",
    "not-supported": "not supported by trials",
}
NO_SURGERY_ADVICE = "no advice on surgery"


@dataclass(frozen=True)
class MarkerLine:
    """One marker: when it counts, why, which test, under which conditions."""

    marker: str
    tier: str
    since: str
    why: str
    test: str
    codes: tuple[str, ...]
    conditions: tuple[str, ...]
    citations: tuple[str, ...]
    review: Review


@dataclass(frozen=True)
class TumourPage:
    """One tumour, or the part of a tumour type that a file narrows itself to."""

    id: str
    name: str
    concerns: str
    stage_iv: str
    reason: str
    policy: str
    when_m1: str
    markers: tuple[MarkerLine, ...]
    citations: tuple[str, ...]
    surgery_citations: tuple[str, ...]
    review: Review


def tumour_pages(
    knowledge: Knowledge, reviews: Mapping[tuple[str, str], Review]
) -> tuple[TumourPage, ...]:
    """All tumours by name."""
    ordered = sorted(knowledge.guidelines.by_id.values(), key=lambda one: (one.name, one.id))
    return tuple(_page(guideline, knowledge, reviews) for guideline in ordered)


def _page(
    guideline: Guideline, knowledge: Knowledge, reviews: Mapping[tuple[str, str], Review]
) -> TumourPage:
    file = f"guidelines/{guideline.id}.toml"
    names = numbered([row.biomarker for row in guideline.biomarkers])
    markers = tuple(
        _marker(row, reviews[file, f"biomarkers {name}"])
        for name, row in zip(names, guideline.biomarkers, strict=True)
        if knowledge.region in row.regions
    )
    surgery, staging = guideline.surgery, guideline.staging
    own = dict.fromkeys((*staging.citations, *surgery.sources))
    return TumourPage(
        id=guideline.id,
        name=guideline.name,
        concerns=_concerns(guideline),
        stage_iv=MEANS[staging.stage_iv],
        reason=staging.reason,
        policy=POLICIES[surgery.policy] if surgery.applies_card else NO_SURGERY_ADVICE,
        when_m1=". ".join([surgery.when_m1, *(choice.says for choice in surgery.first)]),
        markers=markers,
        citations=tuple(own | dict.fromkeys(key for line in markers for key in line.citations)),
        surgery_citations=tuple(own),
        review=reviews[file, ""],
    )


def _concerns(guideline: Guideline) -> str:
    narrowed = [", ".join(sorted(words)) for words in (guideline.subtypes, guideline.histologies)]
    return "; ".join([guideline.type, *(words for words in narrowed if words)])


def _marker(row: BiomarkerRow, review: Review) -> MarkerLine:
    return MarkerLine(
        marker=row.biomarker,
        tier=TIERS[row.tier],
        since=SINCE.get(row.from_stage, row.from_stage),
        why=row.why,
        test=row.order_text,
        codes=tuple(f"{_system(code)} {code['code']}" for code in row.order_codes),
        conditions=tuple(_conditions(row)),
        citations=row.citations,
        review=review,
    )


def _system(code: Mapping[str, str]) -> str:
    return {"http://loinc.org": "LOINC", "http://snomed.info/sct": "SNOMED CT"}.get(
        code["system"], code["system"]
    )


def _conditions(row: BiomarkerRow) -> Iterator[str]:
    if row.breast:
        yield f"breast subtype {' or '.join(row.breast)}"
    if row.statement:
        yield f"when the record says {row.statement.replace('-', ' ')}"
    if row.after_class:
        yield f"after progression on {row.after_class.replace('-', ' ')} therapy"
    if row.unless_positive:
        yield f"to consider only, once {' or '.join(row.unless_positive)} is positive"
    if row.m1_only:
        yield "only with distant metastasis"
    if row.if_recurrent:
        yield "also in recurrent disease of any stage"
    yield from _raised(row)
    yield from _repeated(row)


def _raised(row: BiomarkerRow) -> Iterator[str]:
    """What makes a marker to consider a required one."""
    if row.required_if_said:
        said = " or ".join(word.replace("-", " ") for word in row.required_if_said)
        yield f"required when the record says {said}"
    if row.required_if_positive:
        yield f"required once {' or '.join(row.required_if_positive)} is positive"
    if row.required_below_age:
        yield f"required below {row.required_below_age} years of age"


def _repeated(row: BiomarkerRow) -> Iterator[str]:
    """When a result no longer holds."""
    if row.again_if_recurrent:
        yield "tested again at metastatic recurrence"
    if row.again_after:
        yield f"tested again after {' or '.join(row.again_after).replace('-', ' ')} treatment"
