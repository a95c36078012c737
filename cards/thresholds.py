"""Reads `knowledge/thresholds.toml`: every window and cut-off, with unit, reason and citation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from cards.content_errors import ContentError
from cards.content_file import ContentFile
from cards.strict import STATUSES, check, known, one_of

KEYS = {"value": object, "unit": str, "why": str, "citations": list, "status": str}


@dataclass(frozen=True)
class Thresholds:
    """Windows in days, counts, grams per decilitre and scores (clinical logic section 18)."""

    imaging_days: int
    m0_freshness_days: int
    ecog_days: int
    albumin_days: int
    weight_days: int
    symptom_days: int
    progression_days: int
    marker_days: int
    bevacizumab_lookback_days: int
    bevacizumab_critical_days: int
    bevacizumab_warning_days: int
    pending_order_days: int
    palliative_days: int
    pregnancy_days: int
    conflict_window_days: int
    patient_view_planned_days: int
    oligo_max_lesions: int
    oligo_max_organs: int
    diffuse_min_lesions: int
    diffuse_min_organs: int
    ecog_hard: int
    ecog_veto: int
    ecog_soft: int
    albumin_hard: float
    albumin_soft: float
    weight_loss_hard: int
    asa_hard: int
    cfs_hard: int
    cea_rise_percent: int
    cea_rise_ng_ml: int
    adult_age: int
    young_adult_age: int
    young_adult_tumours: tuple[str, ...]
    kps_steps: tuple[int, ...]

    def kps_to_ecog(self, kps: float) -> int:
        """ECOG that a Karnofsky score maps to: steps are the lowest KPS of ECOG 0, 1, 2, 3."""
        return next(
            (ecog for ecog, lowest in enumerate(self.kps_steps) if kps >= lowest),
            len(self.kps_steps),
        )


def read(file: ContentFile, register: Mapping[str, object]) -> Thresholds:
    """Read and check the file. Raises `ContentError`."""
    table = file.table()
    names = {field.name for field in fields(Thresholds)}
    wrong = sorted(names.symmetric_difference(table))
    if wrong:
        raise ContentError(f"{file.name}: missing or unknown threshold: {', '.join(wrong)}.")
    return Thresholds(**{name: _value(file.name, name, table[name], register) for name in names})


def _value(name: str, key: str, entry: Mapping[str, Any], register: Mapping[str, object]) -> Any:
    where = f"{name} [{key}]"
    check(entry, where, KEYS, {"review_by": dt.date})
    one_of(entry["status"], STATUSES, where)
    known(tuple(entry["citations"]), register, where)
    value = entry["value"]
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ContentError(f"{where}: value must be a number.")
    return value
