"""The rulebook over HTTP: the whole of it at /rules, one topic at /rules/{topic}."""

from __future__ import annotations

from flask import Blueprint, Response, request

from cards.rulebook import Rulebook, rulebook
from cds_service.errors import CallError, Problem
from cds_service.routes import current_desk
from cds_service.web import pages

rules = Blueprint("rules", __name__, url_prefix="/rules")


@rules.get("")
def whole() -> Response:
    """The whole rulebook on one page."""
    book = _book()
    return _page(pages.book_page(book))


@rules.get("/<topic>")
def one(topic: str) -> Response:
    """One topic of the rulebook with what it rests on."""
    book = _book()
    page = book.topic(topic)
    if page is None:
        raise CallError(Problem.NO_SUCH_PAGE)
    return _page(pages.topic_page(book, page))


def _book() -> Rulebook:
    desk = current_desk()
    return rulebook(desk.knowledge)


def _page(html: str) -> Response:
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers.update(pages.security_headers())
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
