"""Words of orders that are no finding: operations in free text, and what is not the act itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fhir_mappers.facts import Certainty, Truth
from fhir_mappers.order_kind import RESECTIONS, UNCLASSIFIED, OrderKind, heaviest, parse
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise

KIND, _ACTS = "order_words", "order_acts"
_ASIDE, TIMING, _THING = "aside", "timing", "no-tumour"
RESECTION, SURGERY, METASTASIS = "resection", "surgery", "metastasis"
TREATMENT = "treatment"
_LIGHT = ("diagnostic", "access")
_SKIN = "skin"
_MINOR = ("minor", _SKIN)
# `of right`, `of the left kidney`: few words, none of which is a tumour or begins something else.
_OBJECT = re.compile(
    r"\s+(?:(?!(?:and|with|plus|after|following|via|from|in|und|mit|nach|bei|mass|\w*tumou?r\w*"
    r"|\w*cancer|\w*[ck]ar[cz]inom\w*|\w*metasta\w*)\b)\w+\s+){0,4}",
    re.IGNORECASE,
)
NO_ORGAN_OF_ITS_OWN = ("skin", "soft-tissue", "lymph-node", "distant-node", "unspecified")


def written_kind(text: str, reading: Reading, *, surgical: bool) -> OrderKind | None:
    """What a text says is done; None when it names nothing that we know.

    An operation named after words such as `referral for`, `pathology of` or `after` is not the act
    itself. `surgical` tells that the order's category already says surgery, so that only the
    words of time count.
    """
    asides = _mentions(text, reading, TIMING, *(() if surgical else (_ASIDE,)))
    named: list[OrderKind] = []
    for mention in reading.lexicon.find(text, "procedures", _ACTS):
        kind = parse(mention.means)
        heavy = kind is not None and kind.order_class not in _LIGHT and mention.kind != _ACTS
        if kind is not None and _is_act(mention, asides if heavy else ()):
            named.append(kind)
    found = heaviest(named)
    if found is not None and found.is_specific:
        return _of_an_organ(found, text, asides, reading) or found
    return _generic(text, asides, reading) or found


def _of_an_organ(
    found: OrderKind, text: str, asides: Iterable[Mention], reading: Reading
) -> OrderKind | None:
    """`Wide local excision of tongue cancer`: excisions are of the skin only where no organ is named.

    A tumour that is named without an organ (`melanoma of the lip`) is one of the skin.
    """
    organs = reading.lexicon.find(text, "organs")
    tumours = reading.lexicon.find(text, "tumours")
    seated = all(any(_overlap(organ, one) for organ in organs) for one in tumours)
    on_skin = any(organ.means == _SKIN for organ in organs)
    if (found.order_class, found.organ) != _MINOR or on_skin or not seated:
        return None
    generic = _generic(text, asides, reading)
    return generic if generic is not None and generic.is_specific else None


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _generic(text: str, asides: Iterable[Mention], reading: Reading) -> OrderKind | None:
    """`Resection of the sigmoid`: a resection of a named organ, else an unclassified operation.

    What is removed may be no organ but a thing in or on it: the hardware of a femur, a lipoma.
    """
    acts = [
        mention
        for mention in _mentions(text, reading, RESECTION, SURGERY)
        if _is_act(mention, asides)
    ]
    if not acts:
        return None
    organ = organ_in(text, reading)
    things = taking_out_things(text, reading)
    resected = any(mention.means == RESECTION and mention not in things for mention in acts)
    if resected and organ is not None and organ not in NO_ORGAN_OF_ITS_OWN:
        return OrderKind(RESECTIONS[-1], organ)
    return OrderKind(UNCLASSIFIED, organ, Truth.UNKNOWN)


def taking_out_things(text: str, reading: Reading) -> tuple[Mention, ...]:
    """`Removal of breast implant`, `excision of benign breast lesion`: no tumour is resected."""
    written = normalise(text)
    things = _mentions(text, reading, _THING)
    return tuple(
        act
        for act in _mentions(text, reading, RESECTION)
        for thing in things
        if act.end <= thing.start and _OBJECT.fullmatch(written[act.end : thing.start])
    )


def resects(text: str, reading: Reading) -> bool:
    """Whether a text affirms that something is resected which is no mere thing."""
    things = taking_out_things(text, reading)
    return any(act not in things for act in said(text, reading, RESECTION))


def organ_in(text: str, reading: Reading) -> str | None:
    """The organ that a text names; a precise one before the abdomen as a whole."""
    named = [mention.means for mention in reading.lexicon.find(text, "organs")]
    precise = [organ for organ in named if organ not in ("abdomen", *NO_ORGAN_OF_ITS_OWN)]
    return next(iter(precise or named), None)


def _is_act(mention: Mention, asides: Iterable[Mention]) -> bool:
    if mention.certainty is Certainty.EXCLUDED or mention.family or mention.history:
        return False
    return not any(
        aside.end <= mention.start and aside.sentence == mention.sentence for aside in asides
    )


def _mentions(text: str, reading: Reading, *means: str) -> tuple[Mention, ...]:
    found = reading.lexicon.find(text, KIND)
    return tuple(mention for mention in found if mention.means in means)


def said(text: str, reading: Reading, *means: str) -> Iterator[Mention]:
    """Mentions of order words with one of the meanings, affirmed and about this patient."""
    for mention in _mentions(text, reading, *means):
        if mention.certainty is Certainty.CONFIRMED and not mention.family:
            yield mention
