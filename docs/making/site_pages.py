"""Pages that MkDocs makes at build time from the code, the content and the papers of the project.

They cannot go stale: what they say is asked of the things themselves.
"""
# ruff: noqa: INP001 - run by MkDocs, no package

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from cards import knowledge_base
from cards.rulebook import rulebook
from cds_service.web import pages

sys.path.insert(0, str(Path(__file__).parent))

import code_tables
import reference

ROOT = Path(__file__).parents[2]
PAPERS = {
    "contributing.md": "CONTRIBUTING.md",
    "glossary.md": "GLOSSARY.md",
    "changelog.md": "CHANGELOG.md",
    "vignettes.md": "tests/vignettes/README.md",
}
SITE_OF = {paper: page for page, paper in PAPERS.items()} | {"tests/vignettes": "vignettes.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    made = {
        "reference/command-line.md": reference.command_line(),
        "reference/settings.md": reference.settings(),
        "reference/http.md": reference.http(),
        "reference/code-sets.md": code_tables.code_sets(),
        "reference/rulebook.md": reference.about_rulebook(),
        "reference/rules.html": pages.book_page(rulebook(knowledge_base.load())),
        **{page: paper(ROOT / source) for page, source in PAPERS.items()},
    }
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    for name, content in code_tables.code_set_pages():
        # Reached from the page of all code sets.
        aside = InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, name, content=content, inclusion=aside))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in the hosts that cards link to."""
    return markdown.replace("{{ hosts }}", "\n".join(reference.hosts()))


def on_post_page(output: str, **_: Any) -> str:
    """Give the search dialogue of the theme the name that it lacks."""
    return output.replace(
        'data-md-component="search" role="dialog"',
        'data-md-component="search" role="dialog" aria-label="Search"',
    )


def paper(source: Path) -> str:
    """A paper of the project, its links made those of the site; others become plain words."""
    text = source.read_text(encoding="utf-8")

    def relinked(found: re.Match[str]) -> str:
        words, target = found.groups()
        if target.startswith(("http", "#")):
            return found[0]
        place = (source.parent / target).resolve().relative_to(ROOT).as_posix()
        return f"[{words}]({SITE_OF[place]})" if place in SITE_OF else words

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", relinked, text)
