"""What the reads of one call from a FHIR server may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one call may cost: milliseconds for all reads together, pages a search, megabytes."""

    budget_ms: int = 3000
    pages: int = 20
    megabytes: float = 20
