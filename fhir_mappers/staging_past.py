"""Stages that a text tells as the past of another one: `stage II in 2020, now stage IV`."""

from __future__ import annotations

import re

from fhir_mappers.staging_notation import named_groups

_AHEAD = re.compile(
    r"\b(?:initial(?:ly)?|original(?:ly)?|previous(?:ly)?|former(?:ly)?|was|had been|from|ursprünglich|vormals"
    r"|früher|zuvor|ehemals|primär|initiales?|war)\W+(?:\w+\W+)?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s*\(?\s*(?:(?:at|bei|on)\s+(?:the\s+)?(?:time of\s+)?(?:initial\s+|primary\s+|first\s+)?"
    r"(?:diagnosis|dx|presentation|erstdiagnose|ed\b|diagnose)|(?:in)?\s*\(?(?:\d{1,2}/)?(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:now|currently|current|today|jetzt|nun|aktuell\w*|derzeit|mittlerweile)\W+$",
    re.IGNORECASE,
)


def without_past(text: str) -> str:
    """The text without the earlier stage groups where it also tells a later one of another numeral."""
    groups = tuple(named_groups(text))
    past = [one for one in groups if _is_past(text, *one.span())]
    later = {one["numeral"].upper() for one in groups if one not in past}
    for one in past if later else ():
        if one["numeral"].upper() not in later:
            text = text[: one.start()] + " " * len(one.group()) + text[one.end() :]
    return text


def _is_past(text: str, start: int, end: int) -> bool:
    ahead = text[:start]
    if _NOW.search(ahead):
        return False
    return _AHEAD.search(ahead) is not None or _BEHIND.match(text, end) is not None
