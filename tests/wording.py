"""Words that no patient should read on a card, in one place for all tests (section 20)."""

from __future__ import annotations

import re

BANNED = re.compile(
    r"\b(terminal(ly)?|hopeless|futile|nothing (more )?can be done|(weeks|months|years) to live"
    r"|(median|overall) survival (of|is|was) \d|life expectancy)\b",
    re.IGNORECASE,
)
