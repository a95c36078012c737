"""What `check-content` reports: remarks on the content and on the codes behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from cards.content_check import ERRORS, KINDS, UNVERIFIED, Remark, check
from cards.knowledge_base import Knowledge
from cards.review import pieces
from cds_service.console import plain
from cds_service.settings import Settings
from fhir_mappers import vocabulary

COLUMNS = ("kind", "file", "entry", "says")


def remarks(knowledge: Knowledge, settings: Settings) -> tuple[Remark, ...]:
    """Everything to look at on the day of the settings, by kind and place."""
    codes = (
        Remark(UNVERIFIED, f"fhir_mappers/{file}", "", f"{count} codes named from memory")
        for file, count in vocabulary.from_memory().items()
    )
    found = (*check(knowledge, settings.now().date(), vocabulary.words()), *codes)
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.file)))


def failed(found: Sequence[Remark]) -> bool:
    """Whether there is anything that must not stay as it is."""
    return any(remark.kind in ERRORS for remark in found)


def report(knowledge: Knowledge, found: Sequence[Remark]) -> dict[str, Any]:
    """The report for machines."""
    return {
        "content_version": knowledge.version,
        "region": knowledge.region,
        "pieces": len(pieces(knowledge)),
        "counts": _counts(found),
        "remarks": [{name: getattr(one, name) for name in COLUMNS} for one in found],
    }


def show(knowledge: Knowledge, found: Sequence[Remark], console: Console) -> None:
    """The report for people: drafts by file, everything else by entry, then a summary."""
    table = Table(title="Clinical content", title_justify="left", title_style="bold")
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for line in _lines(found):
        table.add_row(*map(plain, line))
    console.print(table)
    counts = ", ".join(f"{count} {kind}" for kind, count in _counts(found).items())
    console.print(
        f"{len(pieces(knowledge))} pieces of content, version {knowledge.version}, region "
        f"{knowledge.region}: {counts}."
    )


def _lines(found: Sequence[Remark]) -> list[tuple[str, str, str, str]]:
    """One line a remark; those that say the same of a file share a line."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in found:
        groups.setdefault((one.kind, one.file, one.says), []).append(one.entry or "whole file")
    return [
        (kind, file, "; ".join(entries), says) for (kind, file, says), entries in groups.items()
    ]


def _counts(found: Sequence[Remark]) -> Mapping[str, int]:
    counted = Counter(remark.kind for remark in found)
    return {kind: counted[kind] for kind in KINDS}
