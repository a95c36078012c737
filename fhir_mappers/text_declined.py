"""`The board advised against resection of all sites`: what is declined is no plan (section 6, A2).

Nor is what would be done on terms that are not met yet: `resection of all sites only if response`.
"""

from __future__ import annotations

import re

from fhir_mappers.text_scene import Cue, Scene

_APART = re.compile(r"[,:]|\b(?:but|however|although|aber|jedoch|sondern)\b", re.IGNORECASE)
_ON_TERMS = re.compile(
    r"[^,]*\b(?:only\s+(?:if|in case|after)|nur\s+(?:falls|wenn|bei|nach))\b", re.IGNORECASE
)
_DECLINED, _BEHIND = "declined", "declined-behind"


def is_declined(scene: Scene) -> bool:
    """Whether the clause of a plan takes it back."""
    behind = scene.between(scene.end, scene.stop)
    return _ON_TERMS.match(behind) is not None or any(_declines(scene, cue) for cue in scene.cues)


def _declines(scene: Scene, cue: Cue) -> bool:
    if cue.means not in (_DECLINED, _BEHIND):
        return False
    if cue.end <= scene.start:
        return cue.means == _DECLINED and not _APART.search(scene.between(cue.end, scene.start))
    ends = not scene.between(cue.end, scene.stop).strip()
    told = cue.means == _BEHIND or ends
    return told and not _APART.search(scene.between(scene.end, cue.start))
