"""Every card topic there is, in one visible tuple: what is listed here is what runs."""

from __future__ import annotations

from collections.abc import Callable

from cards.findings.assessment import Assessment
from cards.rule import Outcome
from cards.topics import (
    anti_egfr_without_ras,
    bevacizumab_interval,
    immunotherapy_without_msi,
    molecular_testing_gap,
    palliative_care,
    rectal_long_course_crt,
    restaging_conflict,
    stage_iv_surgery,
    staging_incomplete,
    surgical_intent_missing,
    surgical_red_flags,
)

Rule = Callable[[Assessment], Outcome]

TOPICS: tuple[tuple[str, Rule], ...] = (
    (stage_iv_surgery.TOPIC, stage_iv_surgery.judge),
    (surgical_intent_missing.TOPIC, surgical_intent_missing.judge),
    (surgical_red_flags.TOPIC, surgical_red_flags.judge),
    (bevacizumab_interval.TOPIC, bevacizumab_interval.judge),
    (anti_egfr_without_ras.TOPIC, anti_egfr_without_ras.judge),
    (rectal_long_course_crt.TOPIC, rectal_long_course_crt.judge),
    (immunotherapy_without_msi.TOPIC, immunotherapy_without_msi.judge),
    (staging_incomplete.TOPIC, staging_incomplete.judge),
    (restaging_conflict.TOPIC, restaging_conflict.judge),
    (molecular_testing_gap.TOPIC, molecular_testing_gap.judge),
    (palliative_care.TOPIC, palliative_care.judge),
)
