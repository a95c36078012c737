"""Renders the rulebook as HTML: whole pages that need no other file and run no script.

Everything is escaped by the templates; the style sheet is ours and goes in as it is.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cards.rulebook import Rulebook, TopicPage


def book_page(book: Rulebook) -> str:
    """The whole rulebook on one page."""
    return templates().get_template("rulebook.html").render(book=book, style=own_style())


def topic_page(book: Rulebook, page: TopicPage) -> str:
    """One topic with everything that it rests on."""
    template = templates().get_template("topic.html")
    return template.render(book=book, page=page, style=own_style())


def security_headers(style: str = "") -> dict[str, str]:
    """What a browser may do with a page: apply our style and follow links, nothing else.

    `style` is that of the page; without one it is the rulebook's.
    """
    digest = base64.b64encode(hashlib.sha256((style or own_style()).encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    return {
        "Content-Security-Policy": f"{allowed}; base-uri 'none'; form-action 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


@functools.cache
def templates() -> Environment:
    """The templates of all pages; they escape everything."""
    return Environment(
        loader=PackageLoader("cds_service", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.cache
def own_style(*names: str) -> Markup:
    """Our style sheets as one; without names, that of the rulebook."""
    folder = resources.files("cds_service") / "web"
    texts = ((folder / name).read_text(encoding="utf-8") for name in names or ("rulebook.css",))
    return Markup("".join(texts))  # noqa: S704 - our own file, not a chart's
