"""The strict half of the shorthand: keys, words and dates, refused with a sentence for a person."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from fhir_mappers.facts import Day, Truth

RELATIVE = re.compile(r"^([+-]\d+)d$")
Word = TypeVar("Word", bound=enum.Enum)


class ShorthandError(Exception):
    """A vignette that cannot be read; the message names file, place and what is allowed."""


def refuse(where: str, says: str) -> ShorthandError:
    """The refusal of one place of one file."""
    return ShorthandError(f"{where}: {says}.")


def only(entry: object, allowed: Collection[str], where: str) -> Mapping[str, Any]:
    """The entry as a table that has no other keys than the allowed ones."""
    if not isinstance(entry, Mapping):
        raise refuse(where, f"expected a table with {', '.join(sorted(allowed))}")
    for key in entry:
        if key not in allowed:
            raise refuse(where, f"unknown key {key!r}; allowed are {', '.join(sorted(allowed))}")
    return entry


def one_of(word: object, allowed: Collection[str], where: str) -> str:
    """A word of a closed list."""
    if not isinstance(word, str) or word not in allowed:
        raise refuse(where, f"{word!r} is not one of {', '.join(sorted(allowed))}")
    return word


def member(kind: type[Word], word: object, where: str) -> Word:
    """A word as the member of an enumeration that has it as its value."""
    return kind(one_of(word, [entry.value for entry in kind], where))


def truth(word: object, where: str) -> Truth:
    """`true`, `false`, or nothing at all, which is unknown."""
    if word is None:
        return Truth.UNKNOWN
    if not isinstance(word, bool):
        raise refuse(where, f"{word!r} must be true or false; leave it out for unknown")
    return Truth.YES if word else Truth.NO


def listed(value: object, where: str) -> list[Any]:
    """A list; a single value stands for a list of one, nothing for an empty one."""
    if value is None:
        return []
    if isinstance(value, (str, Mapping)):
        return [value]
    if not isinstance(value, list):
        raise refuse(where, f"expected a list instead of {value!r}")
    return value


def number(value: object, where: str) -> float:
    """A number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refuse(where, f"{value!r} is not a number")
    return value


def day(value: object, today: dt.date, where: str) -> Day | None:
    """`-12d` before the day of the call, `+5d` after it, or a date as FHIR writes it."""
    if value is None:
        return None
    if isinstance(value, dt.date):
        return Day(value, value)
    if isinstance(value, str) and (match := RELATIVE.match(value)):
        moved = today + dt.timedelta(days=int(match.group(1)))
        return Day(moved, moved)
    if isinstance(value, str) and (found := _written(value)):
        return found
    raise refuse(where, f"{value!r} is no date; write -12d, +5d, 2026, 2026-03 or 2026-03-02")


def _written(value: str) -> Day | None:
    try:
        if re.fullmatch(r"\d{4}", value):
            return Day(dt.date(int(value), 1, 1), dt.date(int(value), 12, 31))
        if re.fullmatch(r"\d{4}-\d{2}", value):
            first = dt.date.fromisoformat(f"{value}-01")
            following = (first + dt.timedelta(days=32)).replace(day=1)
            return Day(first, following - dt.timedelta(days=1))
        exact = dt.date.fromisoformat(value)
    except ValueError:
        return None
    return Day(exact, exact)
