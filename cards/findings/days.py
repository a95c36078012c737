"""Windows in days over dates whose precision may be a month or a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from fhir_mappers.facts import Day, Evidence
from fhir_mappers.ties import Tie

NEVER = dt.date.min


def within(day: Day | None, window: int, today: dt.date) -> bool:
    """Whether a date certainly lies in the last `window` days.

    An undated statement is presence without a time, so it is never inside a window (clinical
    logic section 18). A coarse date counts when any of its days does.
    """
    return day is not None and day.last >= today - dt.timedelta(days=window)


def age_in_days(day: Day | None, today: dt.date) -> int | None:
    """Days since the latest possible day of the date, None when undated."""
    return None if day is None else (today - min(day.last, today)).days


def latest(day: Day | None) -> dt.date:
    """A sort key: undated first."""
    return NEVER if day is None else day.last


def after(one: Day | None, other: Day | None) -> bool:
    """Whether `one` is certainly later than `other`; an undated one is never later."""
    return one is not None and other is not None and one.first > other.last


def distance(one: Day | None, other: Day | None) -> int | None:
    """Days between two dates, None when one of them is unknown."""
    if one is None or other is None:
        return None
    return abs((one.first - other.first).days)


def merged(groups: Iterable[tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    """Evidence of several facts, each piece once, in a fixed order."""
    return tuple(sorted({piece for group in groups for piece in group}, key=Tie))


def years(born: dt.date, on: dt.date) -> int:
    """Completed years of life on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
