"""The page over HTTP: itself and its files, the sample patients, and Markdown turned into a tree.

Page, files and samples hold nothing of a patient and are open; what is rendered may come from a
chart, so that door is for known callers.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from cds_service.errors import CallError, Problem
from cds_service.page import assets
from cds_service.page.markdown_tree import tree
from cds_service.page.samples import samples
from cds_service.routes import current_desk, posted, reply

page = Blueprint("page", __name__)
MOST_TEXTS = 50


@page.get("/")
def start() -> Response:
    """The page itself."""
    return _file(assets.START)


@page.get("/page/<name>")
def file(name: str) -> Response:
    """One of its files."""
    if name not in assets.files():
        raise CallError(Problem.NO_SUCH_PAGE)
    return _file(name)


@page.get("/page/samples")
def patients() -> Response:
    """The sample patients as of today, and what the page should say about this installation."""
    desk = current_desk()
    today = desk.settings.now().date()
    return reply(
        {
            "today": today.isoformat(),
            "memory": desk.settings.alert_memory,
            "topics": {code: topic.display for code, topic in desk.knowledge.topics.items()},
            "samples": samples(today),
        }
    )


@page.post("/page/markdown")
def markdown() -> Response:
    """The trees of `texts`, in their order."""
    body = posted()
    texts: Any = body.get("texts") if isinstance(body, dict) else None
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise CallError(Problem.WRONG_TYPE, "texts")
    if len(texts) > MOST_TEXTS:
        raise CallError(Problem.BAD_VALUE, "texts")
    return reply({"trees": [tree(text) for text in texts]})


def _file(name: str) -> Response:
    content_type = f"{assets.media_type(name)}; charset=utf-8"
    response = Response(assets.files()[name], content_type=content_type)
    response.headers.update(assets.HEADERS)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
