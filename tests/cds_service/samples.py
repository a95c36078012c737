"""Calls that lead to cards: the sample of the README and the vignettes of the customer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
SAMPLE: dict[str, Any] = json.loads((TESTS / "samples" / "order-select.json").read_bytes())
VIGNETTES: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_bytes())
    for file in sorted((TESTS / "vignettes" / "given").glob("*.json"))
}
