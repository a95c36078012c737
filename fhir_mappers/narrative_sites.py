"""Metastases that a sentence of a report states: organs, numbers, and what it denies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

GENERAL = frozenset({"unspecified", "any"})
LEFT_OUT = "any-other"
NODE = "lymph-node"
_JOINED = re.compile(r"^[\s,/&]*(?:and|und|or|oder|as well as|sowie|plus)?[\s,/&]*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^\s*(?:\(|x|:)?\s*(?:n\s*=\s*)?(\d{1,2})\s*\)")
_UNIT = re.compile(
    r"^\s*(?:x\s*\d+\s*)?(?:mm|cm|%|months?|weeks?|days?|years?|monate?|wochen|cycles)\b"
)
_LESION = re.compile(
    r"\b(?:lesions?|nodules?|deposits?|foci|läsion\w*|herde?|rundherd\w*)\b", re.IGNORECASE
)
_SEGMENT = re.compile(r"\b(?:segments?|segmente?n?)\s+(?:[1-8]|[iv]+)", re.IGNORECASE)


@dataclass(frozen=True)
class SaidSite:
    """One site in one sentence. `count` or `amount` when the sentence tells how many."""

    site: str
    region: str | None
    certainty: Certainty
    history: bool
    count: int | None
    amount: str | None


def sites_in(text: str, title: str, reading: Reading) -> tuple[SaidSite, ...]:
    """Every site stated or denied; `title` names the organ where the sentence leaves it open."""
    found: list[SaidSite] = []
    spread = reading.lexicon.find(text, "metastatic_sites")
    for sentence in dict.fromkeys(mention.sentence for mention in spread):
        mentions = [mention for mention in spread if mention.sentence == sentence]
        organs = [m for m in reading.lexicon.find(text, "organs") if m.sentence == sentence]
        amounts = [m for m in reading.lexicon.find(text, "amounts") if m.sentence == sentence]
        found.extend(_in_sentence(normalise(text), mentions, organs, amounts))
    organ = _only_organ(title, text, reading)
    return tuple(dict.fromkeys(_placed(entry, organ) for entry in found))


def _in_sentence(
    text: str, mentions: Sequence[Mention], organs: Sequence[Mention], amounts: Sequence[Mention]
) -> Iterator[SaidSite]:
    for at, mention in enumerate(mentions):
        if mention.family or mention.means == LEFT_OUT:
            continue
        begin = mentions[at - 1].end if at else 0
        joined = _joined(text, mention, organs, begin)
        means = mention.means
        if means in GENERAL and not joined:
            means = _lesion_organ(text, mention, organs) or means
        for number, site in enumerate((means, *joined)):
            place = mention if number == 0 else joined[site]
            count, amount = _how_many(text, mention, place, amounts, begin)
            name, _, region = site.partition(":")
            yield SaidSite(name, region or None, mention.certainty, mention.history, count, amount)


def _joined(
    text: str, mention: Mention, organs: Sequence[Mention], begin: int
) -> dict[str, Mention]:
    """Organs coordinated with the site: `liver and lung metastases`, `metastases in liver, bone`."""
    found: dict[str, Mention] = {}
    edge = mention.start
    for organ in sorted(organs, key=lambda one: -one.end):
        if begin <= organ.start and organ.end <= edge and _JOINED.match(text[organ.end : edge]):
            found[organ.means] = organ
            edge = organ.start
    edge = mention.end
    for organ in sorted(organs, key=lambda one: one.start):
        between = text[edge : organ.start]
        if organ.start >= edge and between.strip() and _JOINED.match(between):
            found[organ.means] = organ
            edge = organ.end
    found.pop(mention.means, None)
    return found


def _lesion_organ(text: str, mention: Mention, organs: Sequence[Mention]) -> str | None:
    """`3 hepatic lesions consistent with metastases`: the organ of the lesions."""
    for organ in organs:
        near = text[organ.end : organ.end + 25]
        if organ.end <= mention.start and _LESION.search(near):
            return organ.means
    return None


def _how_many(
    text: str, mention: Mention, place: Mention, amounts: Sequence[Mention], begin: int
) -> tuple[int | None, str | None]:
    bracket = _IN_BRACKETS.match(text[place.end : place.end + 12])
    if bracket:
        return int(bracket[1]), None
    before = [
        amount
        for amount in amounts
        if begin <= amount.start < mention.end
        and amount.start <= mention.start
        and not _UNIT.match(text[amount.end : amount.end + 12])
        and not _SEGMENT.search(text[max(0, amount.start - 10) : amount.end])
    ]
    if not before:
        return None, None
    nearest = before[-1]
    return (int(nearest.means), None) if nearest.means.isdigit() else (None, nearest.means)


def _only_organ(title: str, text: str, reading: Reading) -> str | None:
    """The one organ that the title of the study names, or liver where segments are counted."""
    named = {mention.means for mention in reading.lexicon.find(title, "organs")}
    if len(named) == 1:
        return named.pop()
    return "liver" if _SEGMENT.search(text) else None


def _placed(entry: SaidSite, organ: str | None) -> SaidSite:
    if entry.site != "unspecified" or organ is None or organ.startswith(NODE):
        return entry
    return SaidSite(organ, None, entry.certainty, entry.history, entry.count, entry.amount)
