"""What a condition takes for given, and what it leaves open.

`If chemotherapy works, the liver metastases shrink`: a condition or a fear says nothing of metastases
that it names with an article or as known, unless they are what is to be confirmed (`if the liver
metastases are confirmed`). `If no metastases are found` does not say that there are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fhir_mappers.text_scene import CONDITIONS, Cue, Scene

_GIVEN = re.compile(
    r"\b(?:the|his|her|their|these|those|known|existing|die|diese|seine|ihre|bekannten?|vorbekannten?"
    r"|bestehenden?)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"(?:metastas[ei][sn]|filiae|mets)$", re.IGNORECASE)
_IN_QUESTION = re.compile(
    r"\s+(?:(?:is|are|was|were|be|can|could|should|ist|sind|wird|werden|sich|als|as|histologisch|really"
    r"|tatsächlich)\s+)*"
    r"(?:confirm|prove|verif|real\b|malig|exist|present|bestätig|gesicher|nachgewies|malign|vorhand|vorlieg)",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"[,:]|\b(?:is|are|was|were|as|since|that|because|but|although|despite|due to|ist|sind|war"
    r"|waren|bleib\w*|da|denn|dass|weil|aber|jedoch|obwohl|trotz|wegen|bei bekannt\w*)\b",
    re.IGNORECASE,
)
_SUPPOSED_BEHIND = re.compile(r"\s*(?:(?:werden|sein|geworden)\s+)?", re.IGNORECASE)


def is_given(scene: Scene) -> bool:
    """Whether the words around a finding take it for given."""
    if _SEVERAL.search(scene.between(scene.start, scene.end)) is None:
        return False
    ahead = scene.between(scene.sentence.start, scene.start)
    behind = scene.between(scene.end, scene.stop)
    return _GIVEN.search(ahead) is not None and _IN_QUESTION.match(behind) is None


def begins(scene: Scene, cue: Cue) -> bool:
    """`If response, ...`; also behind a heading or a number: `Plan: if response, ...`."""
    ahead = scene.between(scene.sentence.start, cue.start).strip()
    return not ahead or ahead[-1] in ":)"


def is_denied_on_terms(scene: Scene, denials: Sequence[Cue]) -> bool:
    """Whether the clause that denies a finding is the condition of something else."""
    return any(
        cue.means in CONDITIONS
        and begins(scene, cue)
        and all(cue.end <= denial.start for denial in denials)
        and "," not in scene.between(cue.end, scene.start)
        for cue in scene.cues
    )


def supposes(scene: Scene, cue: Cue) -> bool:
    """`Would be resectable after response`, `resektabel wären`: nothing that is so now."""
    if cue.means != "supposition":
        return False
    if cue.end <= scene.start:
        return _STATED.search(scene.between(cue.end, scene.start)) is None
    return _SUPPOSED_BEHIND.fullmatch(scene.between(scene.end, cue.start)) is not None
