"""Short forms of German laboratory reports, spelt out: `Kein Nachw. einer KRAS-Mut.`.

`Mut.` is the noun and says nothing by itself; `mut.` in lower case says mutated and is left alone.
"""

from __future__ import annotations

import re

_MUTATION = re.compile(r"(?<=-)Mut\b\.?|\bMut\.")
_NEXT = re.compile(r"\s+[A-ZÄÖÜ]")
_NOT = re.compile(r"\bn\.\s+(?=nachw|nachgew|mutiert|bestimmbar|auswertbar|amplifiziert)")
_SHORT = {
    "nachw": "nachweis",
    "nachgew": "nachgewiesen",
    "ausgeschl": "ausgeschlossen",
    "angef": "angefordert",
    "ausst": "ausstehend",
    "fragl": "fraglich",
    "amp": "amplifikation",
    "transl": "translokation",
}
_DOTTED = re.compile(rf"\b({'|'.join(_SHORT)})\.(?=\s|$|[,;:)])", re.IGNORECASE)


def spelt_out(text: str) -> str:
    """The text with its short forms spelt out; a full stop that also ends a sentence is kept."""
    plain = _MUTATION.sub(_mutation, _NOT.sub("nicht ", text))
    return _DOTTED.sub(lambda found: _SHORT[found[1].lower()], plain)


def _mutation(found: re.Match[str]) -> str:
    ends = found[0].endswith(".") and _NEXT.match(found.string, found.end())
    return "Mutation." if ends else "Mutation"
