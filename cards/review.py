"""What a clinician still has to look at: status and review date of every piece of content.

A piece is a table with a `status`: a whole file, or an entry of one. Silence about the review date
means that of the file, and else that of all content (`knowledge/review.toml`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cards.content_errors import ContentError
from cards.content_file import numbered
from cards.knowledge_base import Knowledge
from cards.strict import check

REVIEW = "review.toml"
EVIDENCE = "evidence.toml"
APPROVED = "approved"
KEYS = {"review_by": dt.date, "files": dict}


@dataclass(frozen=True)
class Piece:
    """One reviewable piece of content: where it stands, its status and when to look again.

    `entry` is empty for a file as a whole. `citations` are those of the piece and of everything
    inside it that is no piece of its own.
    """

    file: str
    entry: str
    status: str
    review_by: dt.date
    citations: tuple[str, ...]
    regions: tuple[str, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether no clinician has approved it."""
        return self.status != APPROVED


def pieces(knowledge: Knowledge) -> tuple[Piece, ...]:
    """Every piece that this installation uses, in a fixed order. Raises `ContentError`."""
    review = knowledge.tables[REVIEW]
    check(review, REVIEW, KEYS)
    found: list[Piece] = []
    for path in sorted(set(knowledge.tables) - {REVIEW, EVIDENCE}):
        due = review["files"].get(path, review["review_by"])
        found.extend(_pieces(path, "", knowledge.tables[path], due))
    _refuse_unknown_files(review["files"], knowledge)
    return tuple(one for one in found if not one.regions or knowledge.region in one.regions)


def approval_fault(knowledge: Knowledge) -> str:
    """Why content may not be used where approval is required; empty when all is approved."""
    all_pieces = pieces(knowledge)
    drafts = [piece for piece in all_pieces if piece.draft]
    if not drafts:
        return ""
    files = len({piece.file for piece in drafts})
    return (
        f"CDS_REQUIRE_APPROVED: {len(drafts)} of {len(all_pieces)} pieces of clinical content in "
        f"{files} files are draft; cds-service check-content names them."
    )


def _pieces(path: str, entry: str, table: Mapping[str, Any], due: dt.date) -> Iterator[Piece]:
    own = table.get("review_by", due)
    if "status" in table:
        yield Piece(
            path,
            entry,
            str(table["status"]),
            own,
            tuple(dict.fromkeys(_citations(table))),
            tuple(table.get("regions", ())),
        )
    for name, value in _named(table):
        yield from _pieces(path, f"{entry} {name}".strip(), value, own)


def _named(table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables inside a table, each with the name that a reader finds it by."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield key, value
        elif isinstance(value, list):
            entries = [one for one in value if isinstance(one, dict)]
            names = numbered([str(one.get("id") or one.get("key") or "") for one in entries])
            yield from ((f"{key} {name}", one) for name, one in zip(names, entries, strict=True))


def _citations(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key == "citation":
            yield str(value)
        elif key == "citations" or key.endswith("_citations"):
            yield from value
    for _, inner in _named(table):
        if "status" not in inner:
            yield from _citations(inner)


def _refuse_unknown_files(named: Mapping[str, Any], knowledge: Knowledge) -> None:
    unknown = sorted(set(named) - set(knowledge.tables))
    if unknown:
        raise ContentError(f"{REVIEW} [files]: there is no content file {', '.join(unknown)}.")
