"""Whether this process can answer calls now: each thing that it depends on, checked by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cds_service.routes import Desk
from cds_service.store.database import StoreError


@dataclass(frozen=True)
class Check:
    """One dependency. `passes` answers quickly and raises nothing; `name` is for operators."""

    name: str
    passes: Callable[[Desk], bool]


def _content_loaded(desk: Desk) -> bool:
    return bool(desk.knowledge.topics and desk.knowledge.evidence)


def _store_there(desk: Desk) -> bool:
    """Whether what is acknowledged can be kept; also looks whether a store is back."""
    try:
        desk.store.check()
    except StoreError:
        return False
    return True


CHECKS: tuple[Check, ...] = (Check("content", _content_loaded), Check("database", _store_there))


def failing(desk: Desk, checks: tuple[Check, ...] = CHECKS) -> tuple[str, ...]:
    """The names of the checks that do not pass."""
    return tuple(check.name for check in checks if not check.passes(desk))
