"""The written notation of stages: `ypT3`, `rcM1b`, `M0(i+)`, `Stage IIIC`, `4A`, `Stadium IV`.

Only the grammar of the notation lives here; what coded values mean is in the code sets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DESCRIPTOR = r"(?P<prefix>(?:[yra]{0,2}[cp]?))"
_TNM_VALUE = (
    r"(?:(?P<t>T)\s?(?P<tv>X|is(?:\s?\(?(?:DCIS|Paget|LAMN)\)?)?|[0-4](?:[a-e]\d?)?|a)"
    r"|(?P<n>N)\s?(?P<nv>X|[0-3][a-c]?(?:\s?\((?:i[+-]|mol[+-]|mi|sn)\)|mi)?)"
    r"|(?P<m>M)\s?(?P<mv>X|0(?!\s?[-\u2013/]\s?M?1(?![\d.]))(?:\s?\((?:i|mol)\s?\+\))?|1[a-e]?(?:\([01]\)|\d)?))"
)
_TNM = re.compile(rf"(?<![A-Za-z0-9])(?<!M0[/-])(?<!M0 / ){_DESCRIPTOR}{_TNM_VALUE}(?![A-Za-z\d])")
_TNM_CHAIN = re.compile(rf"{_DESCRIPTOR}{_TNM_VALUE}")
_TNM_ANY_CASE = re.compile(rf"{_DESCRIPTOR}{_TNM_VALUE}", re.IGNORECASE)
_LETTER = r"[\s-]?(?P<letter>(?:[A-E]\d?|IS)?)"
_NUMERAL = rf"(?P<numeral>0|IV|I{{1,3}}|[1-4]){_LETTER}"
_SPELT = rf"(?P<numeral>0|IV|I{{1,3}}|[1-4]|one|two|three|four|eins|zwei|drei|vier){_LETTER}"
_GROUP = re.compile(
    rf"(?P<prefix>[yra]{{0,2}}[cp]?)\s?{_NUMERAL}(?P<rest>[ESX+()ABS]*)", re.IGNORECASE
)
_WORD = r"(?:stage\s+group|stage|(?:tumor|krankheits)?stadium|sta?d\.|st\.(?=\s?I)|stg\.?|upstaged\s+to|figo|uicc|ajcc|dukes?)"
_NAMED_GROUP = re.compile(
    rf"(?<![A-Za-z0-9])(?P<prefix>[yra]{{0,2}}[cp]?)[-\s]?{_WORD}[\s:=-]*(?:group[\s:]*)?"
    rf"(?P<inner>[yra]{{0,2}}[cp]?){_SPELT}"
    r"(?P<rest>[ESX+()]*)(?![A-Za-z0-9]|\.\d"
    r"|\s?(?:[-\u2013/]|\bor\b|\boder\b|\bto\b|\bbis\b)\s?(?:[0-4]|I))",
    re.IGNORECASE,
)
_DUKES = re.compile(
    r"\bDukes?(?:['\u2019]s?)?[\s:-]*(?:stage|stadium)?\s*(?P<letter>[A-D])[12]?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ROMAN = {
    "1": "I",
    "2": "II",
    "3": "III",
    "4": "IV",
    "ONE": "I",
    "TWO": "II",
    "THREE": "III",
    "FOUR": "IV",
    "EINS": "I",
    "ZWEI": "II",
    "DREI": "III",
    "VIER": "IV",
}
_BARE = {
    "t": re.compile(r"X|is|a|[0-4](?:[a-e]\d?)?", re.IGNORECASE),
    "n": re.compile(r"X|[0-3][a-c]?(?:mi)?", re.IGNORECASE),
    "m": re.compile(r"X|0|1[a-e]?\d?", re.IGNORECASE),
}


@dataclass(frozen=True)
class Notation:
    """One value on one axis; `prefix` is what the notation itself carried."""

    axis: str
    prefix: str
    value: str


def read_code(written: str, axis: str = "") -> Notation | None:
    """A whole code or value: `cM1b`, `4A`, `IIIC`, `Stage IVB`; with an axis also `1b` or `X`.

    A bare number without an axis is nothing.
    """
    written = written.strip()
    tnm = _TNM_ANY_CASE.fullmatch(written)
    if tnm is not None:
        return _tnm(tnm)
    if axis in _BARE:
        return read_bare(written, axis)
    match = _NAMED_GROUP.fullmatch(written)
    if match is None and (axis == "group" or not written.isdigit()):
        match = _GROUP.fullmatch(written)
    return _group(match) if match else None


def read_bare(written: str, axis: str) -> Notation | None:
    """`0`, `1b` or `X` where the question names the axis T, N or M; `0` is then no stage 0."""
    bare = _BARE[axis].fullmatch(written) if axis in _BARE else None
    return Notation(axis, "", _spelling(axis, bare.group())) if bare else None


def find(text: str) -> tuple[Notation, ...]:
    """Every TNM category and named stage group in running text, in text order.

    Numerals count only behind a word such as stage, Stadium or FIGO, categories only in capitals.
    """
    return tuple(notation for _, notation in located(text))


def located(text: str) -> tuple[tuple[int, Notation], ...]:
    """The same, each with the place where it begins; one of a chain may stand a little further."""
    found = [
        (match.start(), Notation("group", "", match["letter"].upper()))
        for match in _DUKES.finditer(text)
    ]
    text = _DUKES.sub(lambda match: " " * len(match.group()), text)
    found.extend((match.start(), _group(match)) for match in _NAMED_GROUP.finditer(text))
    spaced = _unchained(text)
    found.extend((match.start(), _tnm(match)) for match in _TNM.finditer(spaced))
    return tuple(sorted(found, key=lambda entry: entry[0]))


def named_groups(text: str) -> Iterator[re.Match[str]]:
    """Where a text names stage groups by a word, such as `stage IV`."""
    return _NAMED_GROUP.finditer(text)


def _unchained(text: str) -> str:
    """`pT3N1aM0` written as one word becomes three words."""
    return re.sub(r"\S+", lambda word: " ".join(_links(word.group())), text)


def _links(word: str) -> Iterator[str]:
    core = word.strip(",;.()")
    pieces = [match.group() for match in _TNM_CHAIN.finditer(core)]
    yield from pieces if len(pieces) > 1 and "".join(pieces) == core else [word]


def _tnm(match: re.Match[str]) -> Notation:
    axis = next(name for name in "tnm" if match.group(name))
    return Notation(axis, match["prefix"].lower(), _spelling(axis, match[f"{axis}v"]))


def _spelling(axis: str, value: str) -> str:
    value = value.replace(" ", "")
    return axis.upper() + ("X" if value in "Xx" else value.lower())


def _group(match: re.Match[str]) -> Notation:
    numeral = match["numeral"].upper()
    letters = match["letter"].upper() + match["rest"].upper().replace("(", "").replace(")", "")
    value = _ROMAN.get(numeral, numeral) + letters
    inner = match.groupdict().get("inner") or ""
    return Notation("group", (match["prefix"] or inner).lower(), value)


def is_descriptor(code: str) -> bool:
    """Whether a code is nothing but TNM descriptors, such as `c`, `p`, `y` or `rp`."""
    return re.fullmatch(r"[yra]{0,2}[cp]?", code, re.IGNORECASE) is not None and bool(code)
