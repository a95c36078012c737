"""Which figures may be told: small ones could point at a patient or at a colleague.

Unless the site wants exact figures, 1 to 4 is told as "under 5" and every other count is rounded to
the nearest multiple of five. Each count is rounded by itself, totals included, so that none can be
found by subtraction. Rates are made of what was told and add nothing to it.
"""

from __future__ import annotations

from dataclasses import dataclass

STEP = 5
SMALL = f"under {STEP}"
NOTHING = "–"


@dataclass(frozen=True)
class Figure:
    """A figure as it is told; `value` is None where it is not told, or where there is none."""

    text: str
    value: float | None


@dataclass(frozen=True)
class Disclosure:
    """Tells counts and rates, exactly or not."""

    exact: bool = False

    def count(self, number: int) -> Figure:
        """A count as it is told."""
        if self.exact or number == 0:
            return Figure(str(number), number)
        if number < STEP:
            return Figure(SMALL, None)
        rounded = (number + STEP // 2) // STEP * STEP
        return Figure(str(rounded), rounded)

    def rate(self, part: int, whole: int) -> Figure:
        """How many of a hundred, from the counts as they are told."""
        told, of = self.count(part).value, self.count(whole).value
        if told is None or not of:
            return Figure(NOTHING, None)
        value = round(100 * told / of, 1)
        return Figure(f"{value:g}", value)
