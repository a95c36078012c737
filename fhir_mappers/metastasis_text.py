"""What the words of a Condition or a value add about metastases: sites, amount, origin."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_mappers.diagnosis_certainty import firmest
from fhir_mappers.diagnosis_text import primaries_in
from fhir_mappers.diagnosis_tumour import own
from fhir_mappers.diagnosis_words import parse as parse_tumour
from fhir_mappers.facts import Certainty
from fhir_mappers.metastasis_words import SpreadWords, parse
from fhir_mappers.reading import Reading

MANNERS = {"meninges": "leptomeningeal", "bone-marrow": "marrow"}
"""Sites of our own vocabulary that are a manner of spread by themselves."""

_AMOUNTS = ("single", "several", "multiple", "innumerable")


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
    count: int | None = None
    amount: str | None = None
    manner: str | None = None
    origin: str | None = None
    about_relative: bool = False


def remarks(text: str, reading: Reading) -> Remarks:
    """Read one text; an empty text says nothing.

    A metastasis without a site is dropped when the same text names a site. The origin is the one
    tumour type that the text names; with several it stays open.
    """
    mentions = reading.lexicon.find(text, "metastatic_sites")
    grouped: dict[str, list[int]] = {}
    for index, mention in enumerate(mentions):
        if not mention.family:
            grouped.setdefault(mention.means, []).append(index)
    specific = {means: hits for means, hits in grouped.items() if means != "unspecified"}
    sites = tuple(
        SaidOfSpread(
            parse(means),
            firmest(mentions[index].certainty for index in hits),
            all(mentions[index].history for index in hits),
        )
        for means, hits in (specific or grouped).items()
    )
    count, amount = _amount(text, reading)
    return Remarks(
        sites,
        count,
        amount,
        _manner(text, reading),
        origin(text, reading),
        about_relative=bool(mentions) and not own(mentions),
    )


def origin(text: str, reading: Reading) -> str | None:
    """The tumour type that a text names as a primary; None when it names none or several."""
    said = (parse_tumour(mention.means) for mention in own(primaries_in(text, reading)))
    types = {words.type for words in said if words is not None and words.type != "other"}
    return types.pop() if len(types) == 1 else None


def _amount(text: str, reading: Reading) -> tuple[int | None, str | None]:
    for mention in reading.lexicon.find(text, "amounts"):
        if mention.means.isdigit():
            return int(mention.means), None
        if mention.means in _AMOUNTS:
            return None, mention.means
    return None, None


def _manner(text: str, reading: Reading) -> str | None:
    """A manner of spread that the words firmly state."""
    for mention in reading.lexicon.find(text, "manners"):
        if mention.certainty is Certainty.CONFIRMED:
            return mention.means
    return None
