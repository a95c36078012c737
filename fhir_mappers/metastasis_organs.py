"""Organs that share one metastasis word: `liver and lung metastases`, `metastatic to liver, bone`.

The lexicon knows phrases of one organ; here the organs that a sentence joins to such a phrase, or
names as the target of spread, become mentions of their own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from fhir_mappers.facts import Certainty
from fhir_mappers.metastasis_words import LYMPH_NODE, UNSPECIFIED
from fhir_mappers.narrative_nodes import REGIONS, of_nodes
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

_JOINT = re.compile(
    r"(?:\s*(?:,|/|&|\+|\band\b|\bund\b|\bu\.|\bsowie\b|\bas well as\b))+\s*(?:the\s+)?"
)
_NEXT = re.compile(rf"(?:\s*\([^)]{{0,12}}\)|\s*x\s*\d+)?{_JOINT.pattern}")
_SPREAD = re.compile(
    r"(?:oligo|fern)?met(?:s|astas(?:is|es|en?|ierung))|filiae|\w*absiedlung\w*|filialisierung\w*"
)
_OPENED = re.compile(r"\s+|\s*[:–-]\s*|\s*(?P<bracket>\()\s*")
# "Metastases (breast primary)" names where they came from, "mets liver-directed" a treatment.
_NO_PLACE = re.compile(
    r"\s*(?:directed|primary|origin|cancer|carcinoma|tumou?r|primarius|ursprung|resection|surgery|biops)"
)
_TOWARDS = re.compile(
    r"\b(?:to|into|in|nach|in die|in der|in den)\s+(?:the\s+)?(?:left\s+|right\s+|both\s+)?$"
)
SPREAD_WORDS = "spread_words"
_ADJECTIVE = "metastatic"
"""Behind a comma it belongs to a name turned round: `melanoma, skin, metastatic`."""
_LESIONS = re.compile(
    r"\s+(?:lesions?|nodules?|mass(?:es)?|deposits?|foci)[\s,(:]*(?:(?:biopsy|bx|histologically)\s+)?"
    r"(?:(?:c/w|cw|consistent with|compatible with|in keeping with|representing|proven|confirmed)\s+)?"
)
# ICD-10-GM writes nodes as "… bösartige Neubildung: Axilläre Lymphknoten".
_STOP = re.compile(r"[,;.()]|(?<!neubildung):")
_SEAT = re.compile(
    r"\b(?:tumou?r|\w*[kc]ar[cz]inom\w*|cancer|raumforderung|mass|primary|primarius)\s+"
    r"(?:(?:of|in|im|the|left|right|der|des|linken?|rechten?|linke[rs]|rechte[rs])\s+)+$",
    re.IGNORECASE,
)
_REACH = 6
_NAMED = re.compile(r"\s*(?:cancer|\w*[kc]ar[cz]inom\w*|tumou?r)?\s*[:(]\s*")
_OF = re.compile(
    r"\b(?:of|der|des)\s+(?:(?:the|left|right|both|unspecified|other|and|linken|rechten)\s+)*$"
)


def joined(text: str, sites: Sequence[Mention], reading: Reading) -> tuple[Mention, ...]:
    """Further organs of spread in a text, beside the metastasis mentions already found in it."""
    written = normalise(text).lower()
    organs = _free_organs(text, sites, reading)
    found = [*_before(written, sites, organs), *_target(text, written, sites, organs, reading)]
    with_primary = bool(reading.lexicon.find(text, "tumours"))
    found.extend(_listed(written, sites, organs, with_primary=with_primary))
    found.extend(_behind_name(text, written, sites, organs, reading))
    found.extend(_after(written, [*_with_target(sites), *found], organs))
    return tuple(dict.fromkeys(found))


def _free_organs(text: str, sites: Sequence[Mention], reading: Reading) -> tuple[Mention, ...]:
    """Organ words that belong neither to a metastasis phrase nor to the name of a primary."""
    taken = [*sites, *_primaries(text, reading)]
    regions, written = reading.lexicon.find(text, REGIONS), normalise(text)
    organs = tuple(
        of_nodes(organ, regions, written)
        for organ in reading.lexicon.find(text, "organs")
        if not any(_meet(organ, other) for other in taken)
    )
    return tuple(_with_regions(organs, regions))


def _primaries(text: str, reading: Reading) -> Iterator[Mention]:
    """Names of primaries; `malignant neoplasm of colon` is none in "secondary malignant neoplasm"."""
    spread = reading.lexicon.find(text, SPREAD_WORDS)
    for tumour in reading.lexicon.find(text, "tumours"):
        if not any(_meet(tumour, other) for other in spread):
            yield tumour


def _meet(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _with_regions(organs: Sequence[Mention], regions: Sequence[Mention]) -> Iterator[Mention]:
    """Nodes with their region; `cervical` beside nodes is the neck, and no organ of its own."""
    nodes = [organ for organ in organs if organ.means == LYMPH_NODE]
    named = {region.means for region in regions}
    for organ in organs:
        if organ in nodes:
            where = f"{LYMPH_NODE}:{named.copy().pop()}" if len(named) == 1 else LYMPH_NODE
            yield organ._replace(means=where)
        elif not nodes or not any(_meet(organ, region) for region in regions):
            yield organ


def _before(written: str, sites: Sequence[Mention], organs: Sequence[Mention]) -> Iterator[Mention]:
    """`liver` and `lung` of "liver, lung and bone metastases", from the phrase backwards."""
    for site in sites:
        head = site
        for organ in reversed(organs):
            gap = written[organ.end : head.start]
            if organ.end > head.start or not (_JOINT.fullmatch(gap) or _explains(site, gap)):
                continue
            if "," in gap and (
                site.phrase.startswith(_ADJECTIVE) or is_seat(written[: organ.start])
            ):
                break
            yield _as_sure_as(site, organ)
            head = organ


def _explains(site: Mention, gap: str) -> bool:
    """`Pulmonary nodules consistent with metastases`: what the lesions of an organ are."""
    return site.means == UNSPECIFIED and _LESIONS.fullmatch(gap) is not None


def is_seat(before: str) -> bool:
    """Whether an organ behind these words is where the primary lies: `tumour of the right`."""
    return _SEAT.search(before) is not None


def _after(written: str, sites: Sequence[Mention], organs: Sequence[Mention]) -> Iterator[Mention]:
    """`bone` of "metastatic to liver and bone", from the target onwards."""
    for site in sites:
        tail = site
        for organ in organs:
            if organ.start >= tail.end and _NEXT.fullmatch(written[tail.end : organ.start]):
                yield _as_sure_as(site, organ)
                tail = organ


def _listed(
    written: str, sites: Sequence[Mention], organs: Sequence[Mention], *, with_primary: bool
) -> Iterator[Mention]:
    """`liver` of "mets: liver, lung"; in brackets only beside a primary, for it may be one itself."""
    for site in sites:
        if site.means != UNSPECIFIED or not _SPREAD.fullmatch(site.phrase):
            continue
        organ = next((organ for organ in organs if organ.start >= site.end), None)
        opened = _OPENED.fullmatch(written[site.end : organ.start]) if organ else None
        if organ is None or opened is None or _NO_PLACE.match(written, organ.end):
            continue
        if with_primary or not opened["bracket"]:
            yield _as_sure_as(site, organ)


def _as_sure_as(site: Mention, organ: Mention) -> Mention:
    """`Liver nodule, suspicious for metastasis`: a doubt about the spread is one about the organ."""
    if organ.certainty is not Certainty.CONFIRMED:
        return organ
    return organ._replace(certainty=site.certainty, family=site.family, history=site.history)


def _with_target(sites: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(site for site in sites if re.search(r"\b(?:to|in)\b", site.phrase))


def _target(
    text: str,
    written: str,
    sites: Sequence[Mention],
    organs: Sequence[Mention],
    reading: Reading,
) -> Iterator[Mention]:
    """`liver` of "metastatic breast cancer to liver" and of "secondary neoplasm of liver"."""
    spread = [site for site in sites if site.means == UNSPECIFIED]
    secondary = reading.lexicon.find(text, SPREAD_WORDS)
    for organ in organs:
        ahead = written[: organ.start]
        word = _reaching([*spread, *secondary], organ, written)
        towards = organ.means.startswith(LYMPH_NODE) or _TOWARDS.search(ahead)
        if word is None or not towards:
            word = _reaching(secondary, organ, written) if _OF.search(ahead) else None
        if word is not None:
            yield _as_sure_as(word, organ)


def _reaching(words: Sequence[Mention], organ: Mention, written: str) -> Mention | None:
    """The last of the words that stands shortly before the organ, without a stop in between."""
    ahead = ((word, written[word.end : organ.start]) for word in words if word.end <= organ.start)
    near = (word for word, gap in ahead if len(gap.split()) <= _REACH and not _STOP.search(gap))
    return max(near, key=lambda word: word.end, default=None)


def _behind_name(
    text: str,
    written: str,
    sites: Sequence[Mention],
    organs: Sequence[Mention],
    reading: Reading,
) -> Iterator[Mention]:
    """`liver` of "metastatic colon cancer (liver, lung)".

    Behind the name of a cancer one organ alone may be its seat, and so may the first of a list.
    """
    spread = [site for site in sites if site.means == UNSPECIFIED]
    words = (*spread, *reading.lexicon.find(text, SPREAD_WORDS))
    for word, tumour in itertools.product(words, _primaries(text, reading)):
        if tumour.end <= word.end or written[word.end : tumour.start].strip():
            continue
        for first in _opening(written, tumour, organs):
            behind = _after(written, [first], organs)
            listed = any(other.means != first.means for other in behind)
            if listed and first.means not in tumour.means:
                yield _as_sure_as(word, first)


def _opening(written: str, word: Mention, organs: Sequence[Mention]) -> Iterator[Mention]:
    """The organ behind the colon or bracket that follows a word."""
    for organ in organs:
        if organ.start >= word.end and _NAMED.fullmatch(written[word.end : organ.start]):
            yield organ
