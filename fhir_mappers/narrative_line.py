"""One sentence of a report that speaks of spread, and the organs that it ties to the spread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.metastasis_words import LYMPH_NODE
from fhir_mappers.narrative_limits import ONLY_THERE, is_elsewhere, limit_of
from fhir_mappers.narrative_nodes import REGIONS, of_nodes, to_nodes
from fhir_mappers.order_words import KIND, RESECTION, SURGERY, TREATMENT
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

GENERAL = ("unspecified", "any")
CODES = "organ_codes"
REGIONAL = "regional"
_REGIONAL = re.compile(r"\b(?:loco)?region(?:al|äre[nr]?)\s+$|\blokoregion\w+\s+$", re.IGNORECASE)
SEGMENT = re.compile(
    r"\b(?:(?:leber)?segmente?[sn]?|segs?\.?)\s+(?:[1-8]|[iv]+)[ab]?\b", re.IGNORECASE
)
NAMES_TARGET = re.compile(r"\b(?:to|in|of|der|des|im|an)\b")
NO_TARGET = frozenset({"abdomen", "unspecified"})
PRIMARY = re.compile(
    r"\s*(?:(?:(?:clear|squamous|transitional|basal|merkel)\s+)?cells?\s+|ductal\s+|lobular\s+|serous\s+)?"
    r"(?:primary|origin|cancer|carcinoma|adenocarcinoma|tumou?r|primarius|ursprungs?|melanoma|sarcoma)\b",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"(?:\s+(?:core\s+)?(?:biops\w+|fna|excision|stanz\w*)(?=\s+[^w\s]))?"
    r"\s+(?:shows?|showed|contains?|reveals?|revealed|demonstrates?|with|has|have|mit|zeigte?|zeigen)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\s+(?:ohne|without)\b")
_OWN_WORDS = re.compile(r"\s+[^,:]*\w[^,:]*,")
"""`Lungs clear, liver: metastases`: what is said of the lungs ends at the comma."""
_BESIDE_NODE = re.compile(
    r"(?:\s+(?:core\s+)?biops\w+)?\s*,?\s*(?:(?:left|right|linke?r?|rechte?r?)\s+)?"
)
_BARE_HEADING = re.compile(r"\s*:\s*(?:NA?\.?)?\s*\Z")
_LESION_REACH = 25
_TREATMENTS = ("procedures", KIND)
TRAIT = "trait"
_OTHERS = frozenset({"elsewhere", "elsewhere-kind", "elsewhere-except", "region", "whole-body"})


@dataclass(frozen=True)
class Line:
    """A sentence from `start` to `end` of the normalised text, with what was found in it."""

    text: str
    start: int
    end: int
    spread: tuple[Mention, ...]
    organs: tuple[Mention, ...]
    amounts: tuple[Mention, ...]
    manners: tuple[Mention, ...]
    cues: tuple[Mention, ...]
    lesions: tuple[Mention, ...]
    limits: tuple[Mention, ...] = ()
    acts: tuple[Mention, ...] = ()
    others: tuple[Mention, ...] = ()
    regions: tuple[Mention, ...] = ()

    def gap(self, begin: int, end: int) -> str:
        """What stands between two offsets, without the amounts."""
        kept = self.text[begin:end]
        for amount in self.amounts:
            if begin <= amount.start and amount.end <= end:
                kept = kept.replace(self.text[amount.start : amount.end], "", 1)
        return kept

    def lesion_organ(self, mention: Mention, floor: int) -> Mention | None:
        """`3 hepatic lesions consistent with metastases`: the organ of the lesions."""
        for organ in self.organs:
            near = any(
                -1 <= lesion.start - organ.end <= _LESION_REACH or lesion.end == organ.end
                for lesion in self.lesions
            )
            named = near or _in_organ(self, organ)
            if floor <= organ.start and organ.end <= mention.start and named:
                return organ
        return None

    def header(self, mention: Mention) -> Mention | None:
        """`Liver: 3 metastases`, `both lungs show metastases`: the one organ that is spoken of."""
        colon = self.text.rfind(":", self.start, mention.start)
        ahead = [organ for organ in self.organs if self._leads(organ, mention, colon)]
        open_ones = [one for one in ahead if not _OWN_WORDS.match(self.text, one.end, colon + 1)]
        ahead = open_ones or ahead
        if mention.certainty is Certainty.EXCLUDED:  # `CT thorax/abdomen: no metastases`
            ahead = [organ for organ in ahead if organ.means not in NO_TARGET]
        return ahead[0] if len({organ.means for organ in ahead}) == 1 else None

    def _leads(self, organ: Mention, mention: Mention, colon: int) -> bool:
        """`Liver without metastases` is about the liver; `colon cancer without` is about all."""
        if organ.end <= colon or _SHOWS.match(self.text, organ.end, mention.start):
            return True
        begins = not self.text[self.start : organ.start].strip()
        return begins and _WITHOUT.match(self.text, organ.end, mention.start) is not None

    def sole_organ(self) -> Mention | None:
        """`Liver-only disease`, `confined to the liver`: the one organ that all of it is in."""
        if len({organ.means for organ in self.organs}) != 1:
            return None
        return next((one for one in self.organs if limit_of(one, self.limits, self.text)), None)

    def place_of(self, word: Mention) -> tuple[str, str | None]:
        """Site and region of one place; `regional` nodes are those of the primary, wherever it is."""
        site, _, region = word.means.partition(":")
        near = site == LYMPH_NODE and _REGIONAL.search(self.text[: word.start]) is not None
        return site, region or (REGIONAL if near else self._basin(word))

    def _basin(self, word: Mention) -> str | None:
        """`Left supraclavicular lymph node`, `lymph node, left supraclavicular`: which nodes."""
        if word.means != LYMPH_NODE:
            return None
        for region in self.regions:
            between = self.text[min(region.end, word.end) : max(region.start, word.start)]
            held = region.start < word.end and word.start < region.end
            if held or _BESIDE_NODE.fullmatch(between):
                return region.means
        return None

    def manner(self, mention: Mention) -> str | None:
        """A manner of spread that the words of the mention hold."""
        for manner in self.manners:
            held = manner.start < mention.end and mention.start < manner.end
            if held and manner.certainty is not Certainty.EXCLUDED:
                return manner.means
        return None


def lines(text: str, reading: Reading) -> Iterator[Line]:
    """The sentences of a text that speak of spread."""
    written = normalise(text)
    kinds = ("metastatic_sites", "organs", "amounts", "manners", "cues", REGIONS)
    found = reading.lexicon.find(text, *kinds, "report_words", "tumours", CODES, *_TREATMENTS)
    begin = 0
    for sentence in dict.fromkeys(one.sentence for one in found if one.kind == kinds[0]):
        start = written.find(sentence, begin)
        end = begin = start + len(sentence)
        here = [one for one in found if start <= one.start < end]
        by_kind = {kind: tuple(one for one in here if one.kind == kind) for kind in kinds}
        lesions = tuple(one for one in here if one.means == "lesion")
        spread, organs, amounts, manners, cues, regions = by_kind.values()
        named = (*spread, *(one for one in here if one.kind == "tumours"))
        limits = tuple(one for one in here if one.means == ONLY_THERE)
        others = tuple(one for one in here if one.means in _OTHERS)
        organs = (*(of_nodes(one, regions, written) for one in organs), *_coded(here, written))
        free = tuple(
            organ
            for organ in organs
            if not _is_inside(organ, named) and not is_elsewhere(organ, limits, written, start)
        )
        spread = tuple(_told(spread, regions, written))
        acts = tuple(one for one in here if _is_treatment_or_trait(one))
        parts = (spread, free, amounts, manners, cues, lesions, limits, acts, others, regions)
        yield Line(written[:end], start, end, *parts)


def _told(
    spread: tuple[Mention, ...], regions: tuple[Mention, ...], written: str
) -> Iterator[Mention]:
    """`Liver metastases:` with nothing behind it is a heading that nobody filled in."""
    for one in spread:
        if not _BARE_HEADING.match(written, one.end):
            yield to_nodes(_without_primary(one, written), regions, written)


def _coded(here: list[Mention], written: str) -> tuple[Mention, ...]:
    """`Fernmetastasen: HEP, PUL`: capital letters of a registry, only behind the word for spread."""
    label = min((one.end for one in here if one.means in GENERAL), default=None)
    return tuple(
        one._replace(kind="organs")
        for one in here
        if one.kind == CODES
        and label is not None
        and one.start >= label
        and written[one.start : one.end].isupper()
    )


def _is_treatment_or_trait(mention: Mention) -> bool:
    if mention.means == TRAIT:
        return True
    if mention.kind == KIND:
        return mention.means in (RESECTION, SURGERY, TREATMENT)
    return mention.kind in _TREATMENTS


def _without_primary(mention: Mention, text: str) -> Mention:
    """`Metastasis of colonic origin` names where it comes from and not where it is."""
    if NAMES_TARGET.search(mention.phrase) and PRIMARY.match(text, mention.end):
        return mention._replace(means=GENERAL[0])
    return mention


def _is_inside(organ: Mention, spread: tuple[Mention, ...]) -> bool:
    return any(one.start <= organ.start and organ.end <= one.end for one in spread)


def _in_organ(line: Line, organ: Mention) -> bool:
    """`Nodules in both lungs`: lesions stand in front of the organ."""
    return any(
        lesion.end <= organ.start
        and re.fullmatch(
            r"\s+(?:in|of|im|within|throughout)\s+(?:\w+\s+){0,2}",
            line.text[lesion.end : organ.start],
        )
        for lesion in line.lesions
    )
