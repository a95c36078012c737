"""Numbers that are not written in figures: words, English and German, and Roman numerals."""

from __future__ import annotations

import re

_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_GERMAN = (
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn"
)
_SMALL = {
    word: number for line in (_ENGLISH, _GERMAN) for number, word in enumerate(line.split(), 1)
}
_TENS = {
    word: 10 * number
    for line in ("twenty thirty forty fifty", "zwanzig dreißig vierzig fünfzig")
    for number, word in enumerate(line.split(), 2)
}
_UNIT, _TEN = "|".join(_SMALL), "|".join(_TENS)
_ROMAN = {"i": 1.0, "ii": 2.0, "iii": 3.0, "iv": 4.0, "v": 5.0, "vi": 6.0}
_PARTS = ("ahead", "behind", "small")
_WRITTEN = re.compile(
    rf"\b(?:(?P<ahead>{_UNIT})und)?(?P<ten>{_TEN})(?:[-\s](?P<behind>{_UNIT}))?\b"
    rf"|\b(?P<small>{_UNIT})\b",
    re.IGNORECASE,
)


def grade(written: str) -> float:
    """A grade in figures, or in Roman numerals as older letters write it. Raises `ValueError`."""
    return _ROMAN.get(written.casefold()) or float(written)


def in_figures(text: str) -> str:
    """The text with words below sixty in figures: `twenty-eight fractions`, `28 fractions`."""
    return _WRITTEN.sub(_figure, text)


def _figure(match: re.Match[str]) -> str:
    small = sum(_SMALL[match[name].casefold()] for name in _PARTS if match[name])
    return str(small + (_TENS[match["ten"].casefold()] if match["ten"] else 0))
