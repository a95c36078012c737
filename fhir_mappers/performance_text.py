"""Performance status in free text: conclusions, values and notes (intake rules I10 and I15).

Only a score that stands right behind the name of its scale counts, and only as what holds for the
patient now: not a limit (`ECOG 0-1 or better`), a condition, a relative's or an earlier score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_activity, condition_certainty
from fhir_mappers.facts import Activity, Certainty, Day, Evidence, Reserve, Unread
from fhir_mappers.fhir import Json, Resource
from fhir_mappers.measures import MEASURES
from fhir_mappers.number_words import grade
from fhir_mappers.reading import TEXT_DATES, Found, Reading, words
from fhir_mappers.text import Mention
from fhir_mappers.text_words import cleaned

SCALES = ("ecog", "kps")
_FINAL = frozenset({"final", "amended", "corrected", "appended", "completed", ""})
_QUOTE = 200
_AMBIGUOUS = frozenset({"ps"})
_ROMANS = r"(?-i:IV|I{2,3}|I(?=\s*(?:[-\u2013,;.)]|$)))"
_SCORE = re.compile(
    r"(?:[\s:(]+(?:(?!rang|reich)\w+\s+){0,3}?(?:from|von)\s+\d{1,3}\s*%?\s+(?:to|auf)\s+)?"
    r"(?:\s*/\s*(?:who|ecog|zubrod)\b)?[\s:=()-]*(?:(?:performance status|score|status|index|ps|grade|grad|of|is|was|remains?|now"
    r"|currently|von|bei|ist|liegt|aktuell|derzeit|unverändert|weiterhin)[\s:=(]+){0,3}"
    rf"(?P<one>\d{{1,3}}|{_ROMANS})(?:\s*(?:[-\u2013]|to|bis)\s*(?P<other>\d{{1,3}}|{_ROMANS}))?"
    r"(?![\w<>≤≥]|[.,]\d)"
    r"(?!\s*(?:(?:or|and|oder|und)\s+(?:less|better|below|lower|higher|above|worse|more|besser"
    r"|weniger|schlechter)|weeks?|months?|cycles?|mm\b|cm\b|lesions?))",
    re.IGNORECASE,
)
_STANDS_ALONE = re.compile(r"\s*[:=]?\s*[0-4](?:\s?[-\u2013]\s?[0-4])?\s*(?=[,;)\n]|\.(?!\d)|$)")
_SEVERAL = "its text states several scores of performance status"


def read(resource: Resource, reading: Reading) -> Found:
    """Reserve facts of kind `ecog` or `kps` with text evidence and the day of the text.

    Texts that state different scores of one scale are unread; what is not final says nothing.
    """
    if not _speaks(resource, reading):
        return ()
    found: list[Reserve | Unread] = []
    for text, day in _texts(resource.json, reading):
        because = Evidence(resource.reference, "", day, text[:_QUOTE], from_text=True)
        found.extend(stated(resource, text, because, reading))
    return tuple(dict.fromkeys(found))


def _speaks(resource: Resource, reading: Reading) -> bool:
    json = resource.json
    if resource.type == "Condition":
        certain = condition_certainty(json, "measures") is Certainty.CONFIRMED
        return certain and condition_activity(json) is not Activity.HISTORY
    final = fhir.text(json.get("status")).casefold() in _FINAL
    return final and (resource.type != "Observation" or not _asks(json, reading))


def _asks(json: Json, reading: Reading) -> bool:
    """Whether the Observation is about a scale itself, and so read by its code and value."""
    code = fhir.concept(json.get("code"))
    named = reading.lexicon.find(words(code), "measures")
    known = reading.terms.first("performance", code) is not None
    return known or any(one.means in SCALES for one in named)


def _texts(json: Json, reading: Reading) -> Iterator[tuple[str, Day | None]]:
    day = reading.event_day(json, *TEXT_DATES)
    for name in ("conclusion", "valueString"):
        if fhir.text(json.get(name)):
            yield fhir.text(json.get(name)), day
    for note in fhir.items(json.get("note")):
        if fhir.text(note.get("text")):
            yield fhir.text(note.get("text")), reading.event_day(note, "time") or day


def stated(
    resource: Resource, text: str, because: Evidence, reading: Reading
) -> Iterator[Reserve | Unread]:
    """The scores of one text; Unread for a scale with several."""
    said = tuple(dict.fromkeys(scores_in(text, reading)))
    for scale in SCALES:
        scores = [score for name, score in said if name == scale]
        if len(scores) > 1:
            yield Unread(resource.reference, _SEVERAL)
        elif scores:
            yield Reserve(scale, scores[0], because.day, (because,))


def scores_in(text: str, reading: Reading) -> Iterator[tuple[str, float]]:
    """Scale and score as the text states them of the patient now; of a range the worse end."""
    plain = cleaned(text)
    for mention in reading.lexicon.find(text, "measures"):
        match = _SCORE.match(plain, mention.end)
        if match is None or mention.means not in SCALES or not _holds(mention, plain, reading):
            continue
        scores = [grade(score) for score in match.groups() if score]
        worse = max(scores) if mention.means == "ecog" else min(scores)
        if MEASURES.by_kind[mention.means].accepts(worse):
            yield mention.means, worse


def _holds(mention: Mention, plain: str, reading: Reading) -> bool:
    """Stated now of the patient, in a clause that neither sets a condition nor looks back."""
    firm = mention.certainty is Certainty.CONFIRMED and not (mention.family or mention.history)
    if not firm or (mention.phrase in _AMBIGUOUS and not _is_abbreviated(mention, plain)):
        return False
    begin = max(plain.rfind(mark, 0, mention.start) for mark in ",;.:\n") + 1
    ahead = reading.lexicon.find(plain[begin : mention.start], "results")
    ends = [at for mark in ",;.\n" if (at := plain.find(mark, mention.end)) >= 0]
    clause = plain[begin : min(ends, default=len(plain))]
    back = reading.lexicon.find(clause, "report_words")
    asked = any(one.means == "hypothetical" for one in ahead)
    return not asked and not any(one.means == "formerly" for one in back)


def _is_abbreviated(mention: Mention, plain: str) -> bool:
    """`PS 2` in capitals with nothing but its score; `PS 2 weeks` or a postscript is another word."""
    written = plain[mention.start : mention.end]
    return written.isupper() and _STANDS_ALONE.match(plain, mention.end) is not None
