"""How a sentence puts a finding: negated, hedged, about a relative, over (intake rule I7).

A cue before the finding reaches to it unless a contrast, a new count or a new clause stands between;
a cue behind it reaches back a few words. `no longer` and `no new` do not deny disease that exists:
as longer phrases they stand in the lexicon instead of the `no` in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fhir_mappers.facts import Certainty
from fhir_mappers.text_beside import is_alternative, is_compound, is_confirmed, tells_basis
from fhir_mappers.text_company import is_company
from fhir_mappers.text_declined import is_declined
from fhir_mappers.text_given import begins, is_denied_on_terms, is_given, supposes
from fhir_mappers.text_negated import is_of_adjective, is_of_aspect
from fhir_mappers.text_over import begins_anew, is_dated
from fhir_mappers.text_scene import CONDITIONS, FEARS, NEGATIONS, RETRACTED, Cue, Scene, Status
from fhir_mappers.text_words import Sentence

BEHIND = 45
HISTORY_REACH = 40
FAMILY_BEHIND = 15
_COUNT = (
    r"\s*(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|several|multiple|numerous|"
    r"innumerable|single|solitary|zwei|drei|vier|mehrere|with|mit|known|bekannte)\b"
)
_FRESH = re.compile(rf"[,:]{_COUNT}", re.IGNORECASE)
_FRESH_AFTER_AND = re.compile(rf"(?:[,:]|\b(?:and|und)\b){_COUNT}", re.IGNORECASE)
_COPULA = re.compile(
    r"[\s:(]*(?:(?:is|are|was|were|remains?|status|ha[sd]|have|been|still|currently|so far|ist|sind|war|waren"
    r"|wurden?|bleib\w*|noch|bisher|bislang|derzeit|aktuell|weiterhin)[\s:(]+){0,4}",
    re.IGNORECASE,
)
_ASKED_OF = re.compile(r"\s+(?:bei|in|im|from|of|with|mit|nach|after|unter)\b", re.IGNORECASE)
_KNOWN = re.compile(
    r"\b(?:known|bekannt\w*|bei|in|of|with|mit|unter|der|des|under|after|nach)\b", re.IGNORECASE
)
_KNOWN_NEXT = re.compile(r"\b(?:known|bekannt\w*)\s+(?:\w+\s+)?$", re.IGNORECASE)
_OF_WHOM = re.compile(
    r"(?:\b(?:in|of|by|bei|beim|der|des|her|his|the|ihrer|seiner)|:)\s*$", re.IGNORECASE
)
_TO_COMMA = ("negation-short", "negation-adverb")
_HEDGES = ("suspicion", "suspicion-around", "alternative", *FEARS)
_APPOSED = ("negation", "negation-behind", "negation-tail")
_HEDGES_BEHIND = ("suspicion-behind", "suspicion-around", "unlikely")


def judge(
    sentence: Sentence,
    start: int,
    end: int,
    cues: Sequence[Cue],
    *,
    doubts_itself: bool = False,
    supposable: bool = False,
    declinable: bool = False,
) -> Status:
    """Status of the words from `start` to `end`.

    `doubts_itself` marks phrases whose own words may doubt them: "indeterminate liver lesions".
    `supposable` marks those that people weigh before they are so: "would be resectable".
    `declinable` marks plans, which somebody may advise against.
    """
    apart = tuple(
        cue for cue in cues if cue.end <= start or cue.start >= end or cue.means == "restart"
    )
    scene = Scene(sentence, start, end, apart)
    certainty = _certainty(scene)
    if doubts_itself and certainty is Certainty.CONFIRMED and _holds_doubt(start, end, cues):
        certainty = Certainty.SUSPECTED
    supposed = supposable and any(supposes(scene, cue) for cue in apart)
    if supposed or (declinable and is_declined(scene)):
        certainty = Certainty.SUSPECTED
    return Status(
        certainty=certainty,
        family=any(cue.means == "family" and _is_relative(scene, cue) for cue in apart),
        history=any(_is_over(scene, cue) for cue in apart),
    )


def _holds_doubt(start: int, end: int, cues: Sequence[Cue]) -> bool:
    doubts = ("suspicion", "alternative", *_HEDGES_BEHIND)
    return any(start <= cue.start < end and cue.means in doubts for cue in cues)


def _certainty(scene: Scene) -> Certainty:
    denials = [cue for cue in scene.cues if _denies(scene, cue)]
    if denials:
        return Certainty.SUSPECTED if is_denied_on_terms(scene, denials) else Certainty.EXCLUDED
    if any(_hedges(scene, cue) for cue in scene.cues):
        return Certainty.SUSPECTED
    return Certainty.CONFIRMED


def _denies(scene: Scene, cue: Cue) -> bool:
    if cue.end > scene.start:
        return _denies_back(scene, cue)
    if cue.means not in NEGATIONS or _is_answer(scene, cue):
        return False
    if cue.means == "negation-next":
        return not scene.between(cue.end, scene.start).strip(" .")
    ends = ("break", "break-negation", *CONDITIONS)
    if scene.holds(cue.end, scene.start, *ends) or _denies_aspect(scene, cue):
        return False
    if _FRESH_AFTER_AND.search(scene.between(cue.end, scene.end)):
        return False
    if cue.means == "negation-adverb" and _denies_adjective(scene, cue):
        return False
    return not _is_new_clause(scene, cue, at_comma=cue.means in _TO_COMMA)


def _denies_adjective(scene: Scene, cue: Cue) -> bool:
    ahead = scene.between(scene.sentence.start, cue.start)
    return is_of_adjective(ahead, scene.between(cue.end, scene.start))


def _denies_aspect(scene: Scene, negation: Cue) -> bool:
    """`No progression of the known metastases`: they are there."""
    return any(
        is_of_aspect(scene.between(negation.end, cue.start), scene.between(cue.end, scene.start))
        for cue in scene.cues
        if cue.means == "aspect" and negation.end <= cue.start and cue.end <= scene.start
    )


def _denies_back(scene: Scene, cue: Cue) -> bool:
    between = scene.between(scene.end, cue.start)
    if cue.means in _APPOSED and _is_apposed(scene, cue):
        return True
    if cue.means == "negation-behind":
        return _reaches_back(scene, cue)
    if cue.means == "negation-tail":
        return _COPULA.fullmatch(between) is not None
    answers = cue.means == "negation" and _is_answer(scene, cue)
    return answers and _COPULA.fullmatch(between) is not None


def _hedges(scene: Scene, cue: Cue) -> bool:
    if cue.end > scene.start:
        return cue.means == RETRACTED or _hedges_back(scene, cue)
    if cue.means in ("unlikely", "suspicion-next"):
        return not scene.between(cue.end, scene.start).strip()
    if cue.means not in _HEDGES or scene.holds(cue.end, scene.start, "break", "break-hedge"):
        return False
    if _is_lifted(scene, cue):
        return False
    if cue.means == "condition-first" and not begins(scene, cue):
        return False
    return not _is_new_clause(scene, cue, at_comma=False)


def _is_lifted(scene: Scene, cue: Cue) -> bool:
    if cue.means in FEARS:
        return is_given(scene)
    return is_confirmed(scene.between(scene.end, scene.stop))


def _hedges_back(scene: Scene, cue: Cue) -> bool:
    """`Cannot be excluded`; also `metastases possible`, where the clause ends with the doubt."""
    if cue.means == "suspicion-around" and _KNOWN_NEXT.search(_ahead_of(scene)):
        return False  # `progression of known liver metastases?` asks for something else
    if cue.means in (*_HEDGES_BEHIND, "suspicion") and _is_apposed(scene, cue):
        return True
    if cue.means in _HEDGES_BEHIND:
        return _reaches_back(scene, cue) or _is_asked(scene, cue)
    between = scene.between(scene.end, cue.start)
    if is_compound(cue, between, ends=_is_answer(scene, cue)):
        return True
    if cue.means == "alternative":
        return is_alternative(between, scene.between(cue.end, scene.stop))
    ends = cue.means in ("suspicion", "open-tail") and _is_answer(scene, cue)
    ends = ends or (cue.means == "suspicion" and tells_basis(scene.between(cue.end, scene.stop)))
    return (ends or cue.means == "unassessed") and _COPULA.fullmatch(between) is not None


def _is_asked(scene: Scene, cue: Cue) -> bool:
    """`Liver metastases in colon cancer?`: the question is about what comes first."""
    stop = scene.stop
    if scene.between(cue.start, stop).strip() != "?":
        return False
    opening = _ahead_of(scene).rpartition(",")[2]
    between = scene.between(scene.end, cue.start)
    return (
        "," not in between and _ASKED_OF.match(between) is not None and not _KNOWN.search(opening)
    )


def _ahead_of(scene: Scene) -> str:
    return scene.between(scene.sentence.start, scene.start)


def _reaches_back(scene: Scene, cue: Cue) -> bool:
    between = scene.between(scene.end, cue.start)
    if cue.start - scene.end > BEHIND or ("," in between and ":" not in between):
        return False
    return not scene.holds(scene.end, cue.start, "break", "break-negation", "break-behind")


def _is_apposed(scene: Scene, cue: Cue) -> bool:
    """`Liver metastases, suspected`: the last word of a sentence, behind a comma, is about the rest."""
    between, after = scene.between(scene.end, cue.start), scene.between(cue.end, scene.stop)
    apart = between.startswith(",") and not after.strip(" )")
    return apart and _COPULA.fullmatch(between.lstrip(" ,")) is not None


def _is_answer(scene: Scene, cue: Cue) -> bool:
    """`Bleeding: no, perforation: yes`: this `no` answers what stands before it."""
    after = scene.between(cue.end, scene.stop).lstrip()
    return not after or after[0] in ",)"


def _is_new_clause(scene: Scene, cue: Cue, *, at_comma: bool) -> bool:
    """Whether the mention stands in another clause than the cue before it."""
    between = scene.between(cue.end, scene.start)
    stop = scene.stop
    if _FRESH.search(between):
        return True
    if cue.means in CONDITIONS and begins(scene, cue):
        return False
    if "," not in between or scene.holds(cue.end, stop, "listing"):
        return False
    comma = scene.between(scene.end, stop).find(",")
    clause_end = scene.end + comma if comma >= 0 else stop
    clause_start = cue.end + between.rfind(",")
    return at_comma or scene.holds(clause_start, clause_end, "restart")


def _is_relative(scene: Scene, cue: Cue) -> bool:
    if cue.end <= scene.start:
        return not scene.holds(cue.end, scene.start, "self") and not is_company(scene, cue)
    between = scene.between(scene.end, cue.start)
    near = cue.start - scene.end <= FAMILY_BEHIND or (
        _is_answer(scene, cue) and _OF_WHOM.search(between) is not None
    )
    return near and "," not in between


def _is_over(scene: Scene, cue: Cue) -> bool:
    if cue.means == "history-behind":
        return 0 <= cue.start - scene.end <= HISTORY_REACH and _reaches_back(scene, cue)
    if cue.means == "history-next":
        return cue.start >= scene.end and is_dated(
            scene.between(scene.end, cue.start), scene.between(cue.end, scene.stop)
        )
    if cue.means not in ("history", "history-short"):
        return False
    if not 0 <= scene.start - cue.end <= HISTORY_REACH:
        return False
    between = scene.between(cue.end, scene.start)
    if scene.holds(cue.end, scene.start, "break", "break-negation") or begins_anew(between):
        return False
    return cue.means == "history" or "," not in between
