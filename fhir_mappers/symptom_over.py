"""Whether a sentence says of a symptom that it has passed, however far behind (intake rule I6)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from fhir_mappers.facts import Certainty
from fhir_mappers.text import Mention

LIST = re.compile(r"\s*(?:,|/|and|or|und|oder|,\s*and|,\s*or)\s*(?:further|later|eine[rn]?)?\s*")
_OVER, _PASSABLE, _OBSTRUCTION = "over", "passable", "obstruction"
_FAR = 120
_RECENT = dt.timedelta(days=120)
# Behind a comma the verb must be that of the symptom: `bleeding, first seen in May, has resolved`.
_VERB = re.compile(
    r"\s*(?:(?:now|since|then|meanwhile|inzwischen|mittlerweile|seither|jetzt|nun)\s+)*"
    r"(?:(?:has|have|had|is|are|was|were|ist|sind|war|waren|hat|haben)\b.*)?",
    re.IGNORECASE | re.DOTALL,
)
_GOES_ON = re.compile(
    r"\b(?:but|aber|however|jedoch|although|obwohl|while|whereas|während|persist\w*|ongoing"
    r"|weiterhin|part(?:ly|ially)|incompletely|temporarily|transiently|barely|teilweise"
    r"|vorübergehend|zeitweise|kaum|recur\w*|relaps\w*|return\w*|again|reappear\w*|erneut\w*"
    r"|wieder|rezidiv\w*)\b",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(r"\b(?:no longer|nicht mehr)\s+$", re.IGNORECASE)
_NO_MORE = re.compile(r"\s+(?:nicht mehr|no longer|no more)\s*(?:[,.;)]|$)", re.IGNORECASE)
_IN_YEAR = re.compile(r"\s*[(,]?\s*(?:(?:in|im jahr|im)\s+)?(?:\d{1,2}[./]){0,2}((?:19|20)\d\d)\b")
_AWAITED = re.compile(r"\b(?:once|when|as soon as|sobald|wenn)\b", re.IGNORECASE)


def is_denied_now(text: str, mention: Mention) -> bool:
    """`No longer obstructed`, `blutet nicht mehr`; a bleeding no longer controlled goes on."""
    ahead, behind = text[: mention.start], text[mention.end :]
    return _NO_LONGER.search(ahead) is not None or _NO_MORE.match(behind) is not None


def is_of_a_past_year(text: str, mention: Mention, today: dt.date) -> bool:
    """`Ileus 2019`, `progression in 03/2020`; in January last year is not yet past."""
    written = _IN_YEAR.match(text, mention.end)
    if written is None or int(written[1]) >= (today - _RECENT).year:
        return False
    return _GOES_ON.search(text[written.end() : written.end() + _FAR]) is None


def is_over(
    text: str, mention: Mention, mentions: Iterable[Mention], cues: Iterable[Mention]
) -> bool:
    """`Bleeding, first noticed in May, has since resolved`.

    It is said of the last symptom before it, and of those listed with that one; not of one that
    comes back, goes on or is only hoped to pass.
    """
    later = [one.start for one in mentions if one.start >= mention.end]
    return any(
        _tells(cue, mention)
        and cue.certainty is Certainty.CONFIRMED
        and cue.sentence == mention.sentence
        and 0 <= cue.start - mention.end <= _FAR
        and _is_of(text, mention, cue, [start for start in later if start < cue.start])
        for cue in cues
    )


def _tells(cue: Mention, mention: Mention) -> bool:
    """A stenosis that an endoscope passes obstructs nothing."""
    obstructs = mention.means.partition(":")[0] == _OBSTRUCTION
    return cue.means == _OVER or (cue.means == _PASSABLE and obstructs)


def _is_of(text: str, mention: Mention, cue: Mention, later: list[int]) -> bool:
    if later and not LIST.fullmatch(text[mention.end : min(later)]):
        return False
    begin = text.rfind(mention.sentence, 0, mention.end + len(mention.sentence))
    between, after = text[mention.end : cue.start], text[cue.end : begin + len(mention.sentence)]
    if _GOES_ON.search(f"{between} {after}") or _AWAITED.search(text[begin : mention.start]):
        return False
    return (
        "," not in between or bool(later) or _VERB.fullmatch(between.rpartition(",")[2]) is not None
    )
