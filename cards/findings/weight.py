"""Weight loss from measured weights, where nobody wrote the percentage (red flag RF2, section 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cards.findings.days import latest, within
from cards.rule import Noted
from cards.thresholds import Thresholds
from fhir_mappers.facts import Reserve


def weight_lost(
    entries: Iterable[Reserve], today: dt.date, thresholds: Thresholds
) -> tuple[Noted, ...]:
    """The newest weight in its window against the highest of the window before it.

    Silence means that the loss is below the threshold, or that there are not two dated weights.
    """
    weights = sorted(
        (entry for entry in entries if entry.kind == "weight" and entry.value and entry.day),
        key=lambda entry: (latest(entry.day), entry.value or 0.0),
    )
    if len(weights) < 2 or not within(weights[-1].day, thresholds.weight_days, today):  # noqa: PLR2004
        return ()
    now, base = weights[-1], latest(weights[-1].day)
    before = [entry for entry in weights[:-1] if within(entry.day, thresholds.weight_days, base)]
    peak = max(before, key=lambda entry: entry.value or 0.0, default=now)
    highest, lowest = peak.value or 1.0, now.value or 0.0
    lost = round(100 * (highest - lowest) / highest, 6)
    if lost < thresholds.weight_loss_hard:
        return ()
    says = f"{lost:.0f} % weight loss, {peak.value:g} to {now.value:g} kg"
    day = now.day.text if now.day else "undated"
    return (Noted(f"{says} ({day})", (*peak.because, *now.because)),)
