"""Tells from the words around a finding whether it is over, or begins anew."""

from __future__ import annotations

import re

# Nothing but a date: `metastasis resected`, `metastasis 03/2024 resected`.
_DATED = re.compile(
    r"[\s(]*(?:(?:in|im)\s+)?(?:(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|de[cz])\w*\s*)?"
    r"(?:\d[\d./ ]*)?[\s)]*",
    re.IGNORECASE,
)
_ANEW = re.compile(r",\s*(?:now|new|newly|neu\w*|current\w*|aktuell\w*|jetzt)\b", re.IGNORECASE)
_TO_COME = re.compile(r"\s*(?:werden|wird|zu|at|if|when|bei|sobald)\b", re.IGNORECASE)


def is_dated(between: str, after: str) -> bool:
    """`Metastasis 03/2024 resected`: done, unless the verb goes on (`reseziert werden`)."""
    return _DATED.fullmatch(between) is not None and _TO_COME.match(after) is None


def begins_anew(between: str) -> bool:
    """`Resected liver metastases, new lung metastases`: what was over does not reach so far."""
    return _ANEW.search(between) is not None
