"""Review status of every piece of content, for the rulebook."""

from __future__ import annotations

from dataclasses import dataclass

from cards import review
from cards.knowledge_base import Knowledge


@dataclass(frozen=True)
class Review:
    """Whether a clinician approved a piece, and when it must be looked at again (ISO date)."""

    status: str
    review_by: str


def reviews_of(knowledge: Knowledge) -> dict[tuple[str, str], Review]:
    """Status and review date by file and entry."""
    return {
        (piece.file, piece.entry): Review(piece.status, piece.review_by.isoformat())
        for piece in review.pieces(knowledge)
    }
