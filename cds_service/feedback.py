"""Reads a feedback request: strict about what is needed, lenient about what clients leave out.

A dismissed card comes as `overridden` without a reason, a reason without `display` or `system`.
What is refused is named by its place, such as `feedback[2].outcome`, never by its value.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from cards.memory import ACCEPTED, OVERRIDDEN
from cds_service.errors import CallError, Problem
from cds_service.hooks import Json
from cds_service.store.feedback import Entry

LONGEST = 1000
INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
COMMENT_ONLY = "comment-only"


def parse_feedback(body: Any) -> tuple[Entry, ...]:
    """The entries of a request; all of them, or a `CallError` (400) for the first bad one."""
    entries = _object(body, "").get("feedback")
    if entries is None:
        raise CallError(Problem.MISSING, "feedback")
    return tuple(
        _entry(_object(entry, place), place)
        for number, entry in enumerate(_list(entries, "feedback"))
        for place in [f"feedback[{number}]"]
    )


def _entry(entry: Json, place: str) -> Entry:
    card = _text(entry, "card", place)
    outcome = _text(entry, "outcome", place)
    if outcome not in (ACCEPTED, OVERRIDDEN):
        raise CallError(Problem.BAD_VALUE, f"{place}.outcome")
    moment = _moment(_text(entry, "outcomeTimestamp", place), f"{place}.outcomeTimestamp")
    if outcome == ACCEPTED:
        return Entry(card, outcome, moment, _suggestions(entry, f"{place}.acceptedSuggestions"))
    system, reason, comment = _reason(entry, f"{place}.overrideReason")
    return Entry(card, outcome, moment, (), system, reason, comment)


def _suggestions(entry: Json, place: str) -> tuple[str, ...]:
    """The ids of what was accepted; without one, nothing was."""
    accepted = entry.get("acceptedSuggestions")
    if not accepted:
        raise CallError(Problem.MISSING, place)
    return tuple(
        _text(_object(one, f"{place}[{number}]"), "id", f"{place}[{number}]")
        for number, one in enumerate(_list(accepted, place))
    )


def _reason(entry: Json, place: str) -> tuple[str, str, str | None]:
    """System and code of the reason, and the comment; nothing at all for a dismissed card."""
    given = entry.get("overrideReason")
    if given is None:
        return "", "", None
    stated = _object(given, place)
    comment = _optional(stated, "userComment", place) or None
    coding = stated.get("reason")
    if coding is None:
        return "", COMMENT_ONLY if comment else "", comment
    coding = _object(coding, f"{place}.reason")
    code = _text(coding, "code", f"{place}.reason")
    return _optional(coding, "system", f"{place}.reason"), code, comment


def _object(value: Any, place: str) -> Json:
    if not isinstance(value, dict):
        raise CallError(Problem.WRONG_TYPE, place)
    return value


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise CallError(Problem.WRONG_TYPE, place)
    return value


def _text(parent: Json, name: str, place: str) -> str:
    if parent.get(name) in (None, ""):
        raise CallError(Problem.MISSING, f"{place}.{name}")
    return _optional(parent, name, place)


def _optional(parent: Json, name: str, place: str) -> str:
    """A string that a database can hold: PostgreSQL has no place for NUL."""
    value = parent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CallError(Problem.WRONG_TYPE, f"{place}.{name}")
    if "\0" in value or (name != "userComment" and len(value) > LONGEST):
        raise CallError(Problem.BAD_VALUE, f"{place}.{name}")
    return value


def _moment(text: str, place: str) -> dt.datetime:
    """A time of RFC 3339 in UTC."""
    if not INSTANT.fullmatch(text):
        raise CallError(Problem.BAD_VALUE, place)
    try:
        return dt.datetime.fromisoformat(text.upper()).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise CallError(Problem.BAD_VALUE, place) from error
