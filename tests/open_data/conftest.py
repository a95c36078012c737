"""Hypothesis profiles for the charts, unless the whole test suite has registered its own."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.errors import InvalidArgument

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
EXAMPLES = {"quick": 15, "deep": 400}

for profile, examples in EXAMPLES.items():
    try:
        settings.get_profile(profile)
    except InvalidArgument:
        settings.register_profile(
            profile, max_examples=examples, deadline=None, suppress_health_check=SLOW
        )
        settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
