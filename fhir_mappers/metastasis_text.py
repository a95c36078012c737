"""What the words of a Condition or a value add about metastases: sites, amount, origin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fhir_mappers.diagnosis_certainty import firmest
from fhir_mappers.diagnosis_text import primaries_in, types_of
from fhir_mappers.diagnosis_tumour import own
from fhir_mappers.facts import Certainty
from fhir_mappers.lesion_number import NOTHING, Amount, amount_of
from fhir_mappers.metastasis_organs import SPREAD_WORDS, joined
from fhir_mappers.metastasis_words import UNSPECIFIED, SpreadWords, parse
from fhir_mappers.narrative_nodes import REGIONS, to_nodes
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

MANNERS = {"meninges": "leptomeningeal", "bone-marrow": "marrow"}
"""Sites of our own vocabulary that are a manner of spread by themselves."""

ANYWHERE = "any"
_ELSEWHERE = "any-other"
_SCALE = re.compile(r"(?:stage|stadium|grade|grad|segments?|ecog|[TNM])\s*$", re.IGNORECASE)
_REACH = 2
_BEHIND = re.compile(r"\s*(?:[(:]\s*|x\s*|\(?n\s*=\s*)+", re.IGNORECASE)
_UNIT = re.compile(
    r"[.,]?\d*\s*(?:cm|mm|%|/|years?|months?|weeks?|jahre?|monate?)\b", re.IGNORECASE
)
_SPREAD, _METASTASIS = ("metasta", "filia"), "metastasis"
_EXTENT = ("multiple", "innumerable")
_EXTENT_REACH = 25
_SPREAD_OUT = re.compile(
    r"\s*(?:bilat\w*\.?|bilobar|beidseits|beidseitig|bds\.?|b/l)?[\s,(]*(?:are|is|sind)?\s*",
    re.IGNORECASE,
)
_EITHER = re.compile(r"[,;:]|\b(?:or|nor|oder|noch)\b", re.IGNORECASE)


@dataclass(frozen=True)
class SaidOfSpread:
    """One site as a text names it, with the firmest certainty of its mentions."""

    words: SpreadWords
    certainty: Certainty
    history: bool


@dataclass(frozen=True)
class Remarks:
    """What a text says beside the sites: how many, spread in which manner, and from where."""

    sites: tuple[SaidOfSpread, ...] = ()
    amount: Amount = NOTHING
    manner: str | None = None
    origin: str | None = None
    about_relative: bool = False


def remarks(text: str, reading: Reading) -> Remarks:
    """Read one text; an empty text says nothing.

    A metastasis without a site is dropped when the same text names a site. The origin is the one
    tumour type that the text names; with several it stays open.
    """
    written, tumours = normalise(text), primaries_in(text, reading)
    regions = reading.lexicon.find(text, REGIONS)
    found = reading.lexicon.find(text, "metastatic_sites")
    placed = (to_nodes(mention, regions, written) for mention in found)
    mentions = tuple(_without_origin(mention, tumours) for mention in placed)
    mentions = _with_organs(mentions, joined(text, mentions, reading)) or _somewhere(text, reading)
    amounts = reading.lexicon.find(text, "amounts")
    stated = [one for one in own(mentions) if not denies_extent(one, amounts, written)]
    grouped: dict[str, list[Mention]] = {}
    for mention in stated:
        where = _where(mention)
        if where:
            grouped.setdefault(where, []).append(mention)
    specific = {means: hits for means, hits in grouped.items() if means != UNSPECIFIED}
    return Remarks(
        tuple(_said(means, hits) for means, hits in (specific or grouped).items()),
        _amount(text, mentions, reading),
        _manner(text, reading),
        origin(text, reading),
        about_relative=bool(mentions) and not own(mentions),
    )


def _with_organs(mentions: Sequence[Mention], organs: Sequence[Mention]) -> tuple[Mention, ...]:
    """`No mets liver` denies those of the liver and no others."""
    starts = {organ.start for organ in organs if organ.certainty is Certainty.EXCLUDED}
    kept = (
        one
        for one in mentions
        if one.means != UNSPECIFIED or not any(0 <= at - one.end <= _REACH for at in starts)
    )
    return (*kept, *organs)


def _somewhere(text: str, reading: Reading) -> tuple[Mention, ...]:
    """`Secondary malignant neoplasm of other specified sites` states a metastasis all the same."""
    found = reading.lexicon.find(text, SPREAD_WORDS)
    return tuple(one._replace(means=UNSPECIFIED) for one in found if one.means == _METASTASIS)


def _without_origin(mention: Mention, tumours: Sequence[Mention]) -> Mention:
    """`Metastasis of colon cancer` names what it comes from, and no site."""
    named = mention.phrase.startswith(_SPREAD) and any(
        mention.start < tumour.start < mention.end < tumour.end for tumour in tumours
    )
    return mention._replace(means=UNSPECIFIED) if named else mention


def denies_extent(mention: Mention, amounts: Sequence[Mention], written: str) -> bool:
    """`No diffuse liver metastases`: what is denied is how many there are, not that there are any.

    `written` is the normalised text. "No diffuse or focal metastases" denies them all.
    """
    if mention.certainty is not Certainty.EXCLUDED:
        return False
    return any(
        amount.means in _EXTENT
        and amount.certainty is Certainty.EXCLUDED
        and amount.start <= mention.start <= amount.end + _EXTENT_REACH
        and not _EITHER.search(written[amount.end : mention.start])
        for amount in amounts
    )


def origin(text: str, reading: Reading) -> str | None:
    """The tumour type that a text names as a primary; None when it names none or several."""
    types = types_of(own(primaries_in(text, reading)))
    return next(iter(types)) if len(types) == 1 else None


def _said(means: str, mentions: Sequence[Mention]) -> SaidOfSpread:
    return SaidOfSpread(
        parse(means),
        firmest(mention.certainty for mention in mentions),
        all(mention.history for mention in mentions),
    )


def _where(mention: Mention) -> str:
    """The site of one mention; empty for "none elsewhere", which leaves the known site open."""
    denied = mention.certainty is Certainty.EXCLUDED
    if mention.means == _ELSEWHERE:
        return "" if denied else UNSPECIFIED
    if mention.means in (ANYWHERE, UNSPECIFIED):
        return ANYWHERE if denied else UNSPECIFIED
    return mention.means


def _amount(text: str, sites: Sequence[Mention], reading: Reading) -> Amount:
    """The amount that stands right before a site; "stage 4 liver metastases" counts nothing."""
    written = normalise(text)
    for amount in reading.lexicon.find(text, "amounts"):
        before = _SCALE.search(written[: amount.start])
        if before is None and any(_leads(amount, site, written) for site in sites):
            said = amount_of(amount, written)
            if said.is_told:
                return said
    return NOTHING


def _leads(amount: Mention, site: Mention, written: str) -> bool:
    """Whether the amount stands right before the site, or in brackets or behind `x` after it."""
    if amount.start >= site.end:
        if amount.means in _EXTENT and _SPREAD_OUT.fullmatch(written[site.end : amount.start]):
            return True
        behind = _BEHIND.fullmatch(written[site.end : amount.start])
        return behind is not None and _UNIT.match(written[amount.end :]) is None
    gap = written[amount.end : site.start]
    return amount.end <= site.start and len(gap.split()) <= _REACH and not re.search(r"[,;:.]", gap)


def _manner(text: str, reading: Reading) -> str | None:
    """A manner of spread that the words firmly state."""
    for mention in reading.lexicon.find(text, "manners"):
        if mention.certainty is Certainty.CONFIRMED:
            return mention.means
    return None
