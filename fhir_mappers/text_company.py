"""Whether a relative in a sentence has the disease, or is told of it, asks about it, comes along."""

from __future__ import annotations

import re

from fhir_mappers.text_scene import Cue, Scene

_REACH = 160
_WHOSE = (
    r"(?:(?:the|both|patient(?:in|en)?|pt|him|her|his|their|and|und|&|as well as|sowie|der|dem|den|die"
    r"|ihrer|ihrem|seiner|seinem|wife|husband|spouse|partner|daughter|son|sister|brother|mother|father|family"
    r"|ehefrau|ehemann|tochter|sohn|schwester|bruder|mutter|vater|angehörigen?)\s+)*$"
)
_TALK = (
    r"(?:discuss\w*|talk\w*|spoke\w*|speak\w*|conversation|conference|meeting|review\w*|shared?|accompanied|seen"
    r"|here|together|along|explain\w*|disclos\w*|present\w*|reiterat\w*|gespräche?s?|besproch\w*|besprechung"
    r"|gemeinsam|zusammen|erläuter\w*|erklär\w*|aufklärung)"
)
_COMPANY = re.compile(
    rf"\b{_TALK}\s+(?:(?:at length|in detail|again|ausführlich|nochmals)\s+)?"
    rf"(?:with|to|by|mit|von|durch)\s+{_WHOSE}"
    rf"|\b(?:presence of|anwesenheit|beisein|begleitung)\s+(?:von\s+)?{_WHOSE}"
    rf"|\b(?:patient(?:in)?|pt)\s+(?:and|und|&|as well as|sowie)\s+{_WHOSE}",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\s*(?:(?:is|was|are|were|also|both|has been|have been|ist|wurde|auch)\s+)*"
    r"(?:asks?|asked|understands?|understood|reports?|reported|attends?|attended|present|agrees?|agreed|aware"
    r"|worried|informed|calls?|called|states?|stated|notes?|wants?|wishes|requests?|anwesend|fragt\w*|berichtet\w*"
    r"|informiert|aufgeklärt|wünscht|versteht|verstehen)\b",
    re.IGNORECASE,
)
_BEARS = re.compile(
    r"\s*(?:who|whose|with|had|has|having|diagnosed|affected|suffer\w*|died|mit|hatte|hat|leidet|litt|erkrankt"
    r"|verstorben|starb)\b",
    re.IGNORECASE,
)


def is_company(scene: Scene, cue: Cue) -> bool:
    """`Discussed with patient and wife: ...`, `the daughter understands that ...`."""
    before = scene.between(max(scene.sentence.start, cue.start - _REACH), cue.start)
    after = scene.between(cue.end, scene.start)
    if _BEARS.match(after):
        return False
    return _COMPANY.search(before) is not None or _SPEAKS.match(after) is not None
