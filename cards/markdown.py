"""Safe Markdown: chart text is escaped, sections have one fixed order.

Clients render `detail` as GitHub-flavoured Markdown and some pass raw HTML through, so nothing
from a chart may keep a character that either language gives a meaning to (protocol item 69).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MAX_QUOTE = 160
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>&$@:/])")
_LITERAL = re.compile(r"[A-Za-z]{1,64}/[A-Za-z0-9.\-]{1,64}")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;", ":": "&#58;", "/": "&#47;"}


def quote(text: str) -> str:
    """Chart text as inert Markdown on one line, cut at `MAX_QUOTE` characters."""
    printable = "".join(
        " " if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") else char for char in text
    )
    short = " ".join(printable.split())
    if len(short) > MAX_QUOTE:
        short = short[: MAX_QUOTE - 1].rstrip() + "…"
    return _SPECIAL.sub(lambda match: _ENTITIES.get(match[1], "\\" + match[1]), short)


def reference(text: str) -> str:
    """A reference as code where it is a literal `Type/id`, which holds no mark of Markdown."""
    return f"`{text}`" if _LITERAL.fullmatch(text) else quote(text)


def bullets(lines: Sequence[str]) -> str:
    """A bullet list, one line an entry, each line once."""
    return "\n".join(f"- {line}" for line in dict.fromkeys(lines))


def sections(parts: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Headed bullet lists; a section without lines is left out."""
    return "\n\n".join(f"**{title}**\n\n{bullets(lines)}" for title, lines in parts if lines)
