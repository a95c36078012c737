"""The documentation site as MkDocs builds it, and the marked blocks of its pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md")
BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*?) -->\n)?^```(?P<language>[a-z]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One fenced block: `kind` and `rest` come from the comment before it, both may be empty."""

    page: Path
    language: str
    kind: str
    rest: str
    text: str

    @property
    def name(self) -> str:
        """Page and first line, to find it by."""
        return f"{self.page.relative_to(ROOT)}: {self.text.splitlines()[0]}"


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page, in their order."""
    for found in BLOCK.finditer(page.read_text(encoding="utf-8")):
        mark = found["mark"] or ""
        if mark.startswith("not run: "):
            kind, rest = "not run", mark.removeprefix("not run: ")
        else:
            kind, _, rest = mark.removeprefix("example: ").partition(" ")
        kind = kind.removesuffix(",") if mark.startswith(("example: ", "not run: ")) else ""
        yield Block(page, found["language"], kind, rest, found["text"])


def of_kind(kind: str, rest: str | None = None) -> list[Block]:
    """All blocks of a kind, or those of them that are marked further."""
    found = [block for page in PAGES for block in blocks(page) if block.kind == kind]
    return [block for block in found if rest is None or block.rest == rest]


def build(target: Path) -> str:
    """Build the site; what MkDocs said on the way."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr
