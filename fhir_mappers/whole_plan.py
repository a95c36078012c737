"""A plan to remove the primary and its metastases, said in one sentence (sections 5 C2 and 6 A2).

Boards name both operations in many words: `sigmoidectomy followed by right hepatectomy`,
`resection of the primary and both liver metastases`. Such a sentence says that the disease can be
removed, and that every site is meant. What was done before, is denied or only weighed is no plan: one word of
doubt in the sentence is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fhir_mappers.facts import Certainty
from fhir_mappers.order_kind import RESECTIONS, parse
from fhir_mappers.order_words import KIND, RESECTION, SURGERY, TIMING
from fhir_mappers.reading import Reading
from fhir_mappers.text import SITES, Mention
from fhir_mappers.text_words import normalise

RESECTABLE, ALL_SITES, UNRESECTABLE = "resectable", "all-sites-plan", "unresectable"
_PRIMARY, _SPREAD = RESECTIONS[-1], (RESECTIONS[1], "ablation")
_PROCEDURES = "procedures"
_DONE = re.compile(
    r"\b(?:performed|underwent|undergone|had|done|received|erfolgt\w*|durchgeführt|erhielt|erhalten)\b",
    re.IGNORECASE,
)
_NO_PLAN = re.compile(
    r"\b(?:no|not|never|neither|nor|without|against|if|unless|until|only|or|whether|could|(?<!in )may|might"
    r"|discuss\w*|consider\w*|evaluat\w*|option\w*|possib\w*|reject\w*|refus\w*|declin\w*|defer\w*"
    r"|postpon\w*|question\w*|instead|rather|versus|vs|cancel\w*|withdrawn|abandon\w*|dropped"
    r"|kein\w*|nicht|nie|weder|noch|ohne|gegen|falls|wenn|sofern|nur|oder|ob|ggf|evtl|eventuell"
    r"|diskut\w*|erw[oäa]\w*|prüf\w*|möglich\w*|abgelehnt|verworfen|zurückgestellt|statt|abgesagt"
    r"|abgeraten|verzicht\w*|(?:rät|raten|riet)\s+von)\b",
    re.IGNORECASE,
)
_WEIGHED = re.compile(
    r"\b(?:referr\w*|consult\w*|opinion|assess\w*|reassess\w*|wish\w*|asks?|unclear|pending|awaiting"
    r"|alternativ\w*|candidate\w*|potential\w*|undecided|to be decided|tbd|completed|previously"
    r"|überweis\w*|konsil\w*|zweitmeinung|wunsch|wünscht|unklar|abwarten|ausstehend"
    r"|kandidat\w*|potenziell\w*|entschieden|offen|abgeschlossen)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\s+(?:will\s+be|to\s+be|are\s+to\s+be|werden)\s+(?:\w+\s+){0,5}"
    r"(?:resected|removed|ablated|excised|reseziert|entfernt|abladiert|exzidiert)\b",
    re.IGNORECASE,
)
_REMOVES = re.compile(r"rese[ckz]|first|zuerst|zweizeitig")
_IN_TURN = re.compile(r"l(?:iver|eber) (?:first|zuerst)|zweizeitig|staged|two stage")
_NOW = re.compile(
    r"\b(?:now|next|then|second|nun|jetzt|nächst\w*|zweite\w*|anschließend|danach|dann)\b",
    re.IGNORECASE,
)
_SEAT = r"prim(?:ary|arius|ärtumors?|ärtumor)(?: tumou?r)?"
_WHICH = (
    r"(?:(?:the|both|all|its|his|her|their|two|three|four|five|\d+|[ivx]+|solitary|single|synchronous"
    r"|known|segments?|of|der|die|des|den|dem|von|beiden?|beider|aller?|sämtlicher?)\s+){0,4}"
)
_AND = rf"\s*(?:\b(?:and|und|plus|sowie|as well as)\b|[+&])\s*{_WHICH}"
_SEAT_FIRST = re.compile(rf"\b{_SEAT}{_AND}$", re.IGNORECASE)
_SEAT_LAST = re.compile(rf"{_AND}{_SEAT}\b", re.IGNORECASE)
_FEW_WORDS = re.compile(r"[\s:]*(?:[\w/]+\s+){0,4}")


def with_plan(
    kinds: Iterable[str], text: str, reading: Reading, *, deciding: bool, ordered: str = ""
) -> tuple[str, ...]:
    """The kinds of statement found, and those that a plan to remove every site makes.

    `deciding` says that the text is one of those who decide: a board, or who writes the order.
    Others may name two operations without planning either. `ordered` is the class of the order that
    the text stands on: beside an order to remove the primary the metastases are all that is left.
    """
    found = tuple(dict.fromkeys(kinds))
    if UNRESECTABLE in found:
        return found
    rest = ordered == _PRIMARY and _removes_the_rest(text, reading)
    if not rest and not _removes_every_site(text, reading, deciding=deciding):
        return found
    return tuple(dict.fromkeys((*found, RESECTABLE, ALL_SITES)))


def _removes_the_rest(text: str, reading: Reading) -> bool:
    """Whether one sentence plans to remove or ablate the metastases."""
    written = normalise(text)
    return any(
        not _NO_PLAN.search(sentence)
        and not _DONE.search(sentence)
        and not _WEIGHED.search(sentence)
        and any(_is_of_spread(written, one) for one in _ahead(mentions))
        for sentence, mentions in _by_sentence(text, reading).items()
    )


def _is_of_spread(written: str, one: Mention) -> bool:
    if one.kind == SITES:
        return _LATER.match(written, one.end) is not None
    kind = parse(one.means) if one.kind == _PROCEDURES else None
    return kind is not None and kind.order_class in _SPREAD


def _by_sentence(text: str, reading: Reading) -> dict[str, list[Mention]]:
    sentences: dict[str, list[Mention]] = {}
    for mention in reading.lexicon.find(text, _PROCEDURES, KIND, SITES, "statements"):
        sentences.setdefault(mention.sentence, []).append(mention)
    return sentences


def _removes_every_site(text: str, reading: Reading, *, deciding: bool) -> bool:
    """Whether one sentence plans to remove the primary together with its metastases."""
    written = normalise(text)
    by_sentence = _by_sentence(text, reading)
    return _is_under_way(by_sentence) or any(
        _says_so(ahead) or (deciding and (_names_both(ahead) or _joins_both(written, ahead)))
        for sentence, mentions in by_sentence.items()
        if not _NO_PLAN.search(sentence) and not _DONE.search(sentence)
        for ahead in (tuple(_ahead(mentions)),)
    )


def _ahead(mentions: list[Mention]) -> Iterator[Mention]:
    """Affirmed mentions that no word such as `after` or `status post` stands before."""
    since = [one.end for one in mentions if one.kind == KIND and one.means == TIMING]
    for one in mentions:
        firm = one.certainty is Certainty.CONFIRMED and not one.family and not one.history
        if firm and not any(end <= one.start for end in since):
            yield one


def _says_so(mentions: tuple[Mention, ...]) -> bool:
    """Words that mean the removal of both at once: `staged resection`, `liver-first approach`."""
    return any(one.means == ALL_SITES and _REMOVES.search(one.phrase) for one in mentions)


def _is_under_way(by_sentence: dict[str, list[Mention]]) -> bool:
    """`Liver first: hepatectomy done, now sigmoidectomy`: the primary is what is left of the plan."""
    plans = {text: found for text, found in by_sentence.items() if not _NO_PLAN.search(text)}
    begun = any(
        one.means == ALL_SITES
        and one.certainty is Certainty.CONFIRMED
        and _IN_TURN.match(one.phrase)
        for mentions in plans.values()
        for one in mentions
    )
    return begun and any(
        one.kind == _PROCEDURES and _is_of_primary(one)
        for text, mentions in plans.items()
        if not _WEIGHED.search(text) and (_NOW.search(text) or not _DONE.search(text))
        for one in _ahead(mentions)
    )


def _is_of_primary(one: Mention) -> bool:
    kind = parse(one.means)
    return kind is not None and kind.order_class == _PRIMARY


def _names_both(mentions: tuple[Mention, ...]) -> bool:
    """Two operations, one on each."""
    kinds = [parse(one.means) for one in mentions if one.kind == _PROCEDURES]
    classes = {kind.order_class for kind in kinds if kind is not None}
    return _PRIMARY in classes and bool(classes.intersection(_SPREAD))


def _joins_both(written: str, mentions: tuple[Mention, ...]) -> bool:
    """`Resection of the primary and the liver metastases`, in either order."""
    acts = [one for one in mentions if one.kind == KIND and one.means in (RESECTION, SURGERY)]
    sites = [one for one in mentions if one.kind == SITES]
    return any(_are_objects(written, act, site) for act in acts for site in sites)


def _are_objects(written: str, act: Mention, site: Mention) -> bool:
    """Whether primary and metastases, joined by `and`, are what the resection removes."""
    between = written[act.end : site.start] if act.end <= site.start else None
    if between is None:
        return False
    seat = _SEAT_FIRST.search(between)
    if seat is not None:
        return _FEW_WORDS.fullmatch(between[: seat.start()]) is not None
    joined = _SEAT_LAST.match(written, site.end)
    return joined is not None and _FEW_WORDS.fullmatch(between) is not None
