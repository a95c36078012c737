"""Small pieces of Markdown."""
# ruff: noqa: INP001 - run by MkDocs, no package

from __future__ import annotations

from collections.abc import Iterable


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table; every row has as many cells as the head."""
    lines = [head, tuple("---" for _ in head), *rows]
    return (
        "\n".join(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
        )
        + "\n"
    )


def code(text: str) -> str:
    """Text as code."""
    return f"`{text}`"


def plain(text: str | None) -> str:
    """Text of a docstring on one line, with nothing that looks like a tag."""
    return " ".join((text or "").split()).replace("<", "&lt;")
