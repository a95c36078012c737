"""Metastases that a sentence of a report states: organs, numbers, and what it denies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fhir_mappers.facts import Certainty
from fhir_mappers.lesion_number import NOTHING, Amount
from fhir_mappers.metastasis_text import MANNERS, denies_extent
from fhir_mappers.metastasis_words import LYMPH_NODE
from fhir_mappers.narrative_counts import before, behind
from fhir_mappers.narrative_denial import denies_treatment_or_trait, doubts_treatment
from fhir_mappers.narrative_doubt import doubtful_organs, organ_of_proven
from fhir_mappers.narrative_elsewhere import ELSEWHERE, is_elsewhere, says_nothing
from fhir_mappers.narrative_line import GENERAL, SEGMENT, Line, lines
from fhir_mappers.narrative_organs import organs_ahead, organs_behind
from fhir_mappers.narrative_specimen import names_specimen, proven_organs
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_scene import FEARS

SOMEWHERE, ANYWHERE = GENERAL
_LEFT_OUT = "any-other"
_NO_ORGAN = frozenset({"lymph-node", "abdomen", "unspecified"})
_MORE_REACH = 4


@dataclass(frozen=True)
class SaidSite:
    """One site in one sentence, with its amount as far as the sentence tells it.

    `unnamed` marks a doubtful lesion that nobody calls a metastasis, `feared` spread that is only
    looked for or prevented.
    """

    site: str
    region: str | None
    certainty: Certainty
    history: bool
    amount: Amount = NOTHING
    manner: str | None = None
    unnamed: bool = False
    feared: bool = False


@dataclass(frozen=True)
class Study:
    """What the title of a report tells: its one organ, and whether it looked at the whole body.

    `specimen` is the title of a biopsy, which names where its finding was taken from.
    """

    organ: str | None = None
    whole_body: bool = False
    specimen: str = ""


def study(title: str, reading: Reading) -> Study:
    """Read the title of a report; a title that names several organs is about none of them."""
    named = {mention.means for mention in reading.lexicon.find(title, "organs")}
    told = {mention.means for mention in reading.lexicon.find(title, "report_words")}
    organ = next(iter(named - _NO_ORGAN), None) if len(named) == 1 else None
    return Study(organ, "whole-body" in told, title if names_specimen(title) else "")


def sites_in(text: str, seen: Study, reading: Reading) -> tuple[SaidSite, ...]:
    """Every site stated or denied; the study names the organ where a sentence leaves it open.

    `no new metastases` and `no extrahepatic disease` say nothing of the sites that are known. A
    denial that names no organ holds for the whole patient only if the study saw the whole body,
    and only for other places where the same text affirms metastases.
    """
    if seen.specimen and not names_specimen(text):
        text = f"{seen.specimen.replace('.', ' ').replace(':', ',')}: {text}"
    guessed = None if seen.organ or not SEGMENT.search(text) else "liver"
    said = [site for line in lines(text, reading) for site in _in_line(line)]
    affirmed = any(_is_affirmed(site) for site in said)
    beside = [_beside(site, seen) if affirmed and _denies_all(site) else site for site in said]
    proven_in = None if seen.organ or affirmed else organ_of_proven(text, reading)
    placed = (_placed(site, seen, guessed, proven_in) for site in beside)
    found = dict.fromkeys(site for site in placed if site is not None)
    named = {site.site for site in found if site.certainty is not Certainty.EXCLUDED}
    proven = [place for place in proven_organs(text, reading) if place not in named]
    doubted = doubtful_organs(text, seen.organ, reading)
    doubted = tuple(place for place in doubted if place not in {*named, *proven})
    return (*found, *map(_proven, proven), *map(_doubted, doubted))


def _proven(organ: str) -> SaidSite:
    return SaidSite(organ, None, Certainty.CONFIRMED, history=False)


def _doubted(organ: str) -> SaidSite:
    return SaidSite(organ, None, Certainty.SUSPECTED, history=False, unnamed=True)


def _is_affirmed(said: SaidSite) -> bool:
    """Standing spread to a named organ; a lymph node may be regional."""
    named = said.site not in (*GENERAL, LYMPH_NODE)
    return named and said.certainty is Certainty.CONFIRMED and not said.history


def _denies_all(said: SaidSite) -> bool:
    return said.certainty is Certainty.EXCLUDED and said.site in GENERAL


def _beside(said: SaidSite, seen: Study) -> SaidSite:
    """The denial of a text that affirms metastases itself."""
    general = said.site == ANYWHERE or seen.whole_body
    return replace(said, site=ELSEWHERE) if general and seen.organ is None else said


def _placed(
    said: SaidSite, seen: Study, guessed: str | None, proven_in: str | None
) -> SaidSite | None:
    """`guessed` is an organ that numbered segments suggest: no general denial is about it alone.

    `proven_in` is the organ of the lesions that the text proves to be metastases.
    """
    if said.site not in GENERAL:
        return said
    denied = said.certainty is Certainty.EXCLUDED
    general = denied and (seen.whole_body or said.site == ANYWHERE)
    sure = said.certainty is Certainty.CONFIRMED and not said.history
    organ = seen.organ or (None if general else guessed) or (proven_in if sure else None)
    if organ is not None:
        return replace(said, site=organ, manner=MANNERS.get(organ))
    if denied:
        return replace(said, site=ANYWHERE) if general else None
    doubted = said.certainty is Certainty.SUSPECTED and not said.feared
    if said.site == ANYWHERE or said.amount.is_told or doubted:
        return replace(said, site=SOMEWHERE)
    return None


def _in_line(line: Line) -> Iterator[SaidSite]:
    for at, mention in enumerate(line.spread):
        if mention.family or mention.means == _LEFT_OUT or _leaves_open(line, mention):
            continue
        floor = line.spread[at - 1].end if at else line.start
        ceiling = line.spread[at + 1].start if at + 1 < len(line.spread) else line.end
        if mention.certainty is Certainty.EXCLUDED and is_elsewhere(line, mention):
            yield SaidSite(ELSEWHERE, None, Certainty.EXCLUDED, mention.history)
        else:
            yield from _stated(line, _as_meant(line, mention), floor, ceiling)


def _as_meant(line: Line, mention: Mention) -> Mention:
    """What is only possible may be the operation, not the metastases."""
    treated = doubts_treatment(line, mention)
    return mention._replace(certainty=Certainty.CONFIRMED) if treated else mention


def _leaves_open(line: Line, mention: Mention) -> bool:
    """`No new`, `no diffuse`, `no biopsy of the` metastases neither deny nor affirm known ones."""
    if denies_extent(mention, line.amounts, line.text) or denies_treatment_or_trait(line, mention):
        return True
    if mention.certainty is Certainty.EXCLUDED and says_nothing(line, mention):
        return True
    return any(
        cue.means == "no-more"
        and cue.end <= mention.start
        and len(line.text[cue.end : mention.start].split()) <= _MORE_REACH
        for cue in line.cues
    )


def _stated(line: Line, mention: Mention, floor: int, ceiling: int) -> Iterator[SaidSite]:
    ahead = organs_ahead(line, mention, floor)
    places = organs_behind(line, mention, ceiling)
    denied = mention.certainty is Certainty.EXCLUDED
    sole = line.sole_organ() if mention.means in GENERAL and not denied else None
    if sole is not None:
        ahead, places = (), (sole,)
    elif mention.means in GENERAL and not ahead and not places:
        place = line.lesion_organ(mention, floor) or line.header(mention)
        places = (place,) if place else ()
    itself = () if mention.means in GENERAL and (ahead or places) else (mention,)
    if itself and _is_partial_denial(line, mention):
        return
    told = _amounts(line, mention, ahead, (*itself, *places), floor)
    for word, amount in told.items():
        site, region = line.place_of(word)
        yield SaidSite(
            site,
            region,
            mention.certainty,
            mention.history,
            amount,
            line.manner(mention) or MANNERS.get(site),
            feared=_is_feared(line, mention),
        )


def _is_feared(line: Line, mention: Mention) -> bool:
    return any(cue.means in FEARS and cue.end <= mention.start for cue in line.cues)


def _is_partial_denial(line: Line, mention: Mention) -> bool:
    """`No metastases ... bones`: a denial whose organ stands further on is not general."""
    return (
        mention.means == SOMEWHERE
        and mention.certainty is Certainty.EXCLUDED
        and any(organ.start > mention.end and organ.means not in _NO_ORGAN for organ in line.organs)
    )


def _amounts(
    line: Line,
    mention: Mention,
    ahead: tuple[Mention, ...],
    last: tuple[Mention, ...],
    floor: int,
) -> dict[Mention, Amount]:
    """Each organ word with its amount; organs without a number of their own share the one ahead.

    A number that several organs share is the number of none of them.
    """
    told: dict[Mention, Amount] = {}
    group: list[Mention] = []
    shared = NOTHING
    for words in (*((organ,) for organ in ahead), last):
        anchor = mention.start if words == last else words[0].start
        start = min((anchor, *(word.start for word in words)))
        tried = (before(line.text, at, floor, line.amounts, line.organs) for at in (anchor, start))
        own = next((amount for amount in tried if amount.is_told), NOTHING)
        if own.is_told:
            group, shared = [], own
        group.extend(words)
        hidden = len(group) > 1 and shared.count is not None
        told.update(dict.fromkeys(group, NOTHING if hidden else shared))
        floor = max((floor, *(word.end for word in words)))
    return {word: _own(line, mention, word, amount) for word, amount in told.items()}


def _own(line: Line, mention: Mention, word: Mention, shared: Amount) -> Amount:
    """`Liver (3)`; behind a colon also `metastases: 3 liver, 2 lung`."""
    following = behind(line.text, word.end, line.amounts)
    if following.is_told:
        return following
    colon = line.text.find(":", mention.end, word.start)
    listed = before(line.text, word.start, colon, line.amounts, line.organs)
    return listed if colon >= 0 and listed.is_told else shared
