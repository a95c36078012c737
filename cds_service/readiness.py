"""Whether this process can answer calls now: each thing that it depends on, checked by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cds_service.routes import Desk


@dataclass(frozen=True)
class Check:
    """One dependency. `passes` answers quickly and raises nothing; `name` is for operators."""

    name: str
    passes: Callable[[Desk], bool]


def _content_loaded(desk: Desk) -> bool:
    return bool(desk.knowledge.topics and desk.knowledge.evidence)


CHECKS: tuple[Check, ...] = (Check("content", _content_loaded),)


def failing(desk: Desk, checks: tuple[Check, ...] = CHECKS) -> tuple[str, ...]:
    """The names of the checks that do not pass."""
    return tuple(check.name for check in checks if not check.passes(desk))
