"""Which cards of one call are shown: the most serious first, not more than a person reads (17.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cards.draft import Draft
from cards.rule import PATIENT_VIEW

SEVERITY = {"critical": 0, "warning": 1, "info": 2}
UNCOMPUTED = "advice-unavailable"


def triage(
    drafts: Sequence[Draft],
    topics: Sequence[str],
    hook: str,
    limits: tuple[int, int],
    silenced: Collection[Draft] = (),
) -> tuple[Draft, ...]:
    """The drafts to show, in order.

    `limits` are the most cards on an order hook and on patient-view. The card that says which
    advice could not be computed is never dropped. One decision is one card: a surgery card about
    an order silences the intent and red-flag cards of the same order, also when it is itself one
    of those `silenced` because they were shown or answered before.
    """
    kept = [
        draft for draft in drafts if draft not in silenced and not _said_elsewhere(draft, drafts)
    ]
    ranked = sorted(kept, key=lambda draft: (SEVERITY[draft.indicator], _rank(draft, topics)))
    advice = [draft for draft in ranked if draft.topic != UNCOMPUTED]
    notices = [draft for draft in ranked if draft.topic == UNCOMPUTED]
    limit = limits[1] if hook == PATIENT_VIEW else limits[0]
    return (*advice[:limit], *notices)


def _rank(draft: Draft, topics: Sequence[str]) -> int:
    return topics.index(draft.topic) if draft.topic in topics else len(topics)


def _said_elsewhere(draft: Draft, drafts: Sequence[Draft]) -> bool:
    parts = ("surgical-intent-missing", "surgical-red-flags")
    return draft.topic in parts and any(
        other.topic == "stage-iv-surgery" and other.order == draft.order for other in drafts
    )
