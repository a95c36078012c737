"""The memory for used tokens: one in the shared store, across workers and restarts."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from cds_service.store.database import StoreError
from cds_service.store.store import Store

# What a memory raises that cannot answer: then nobody is let in.
MemoryDownError = StoreError


class Replays(Protocol):
    """The memory for used tokens. Without an answer it raises `MemoryDownError`."""

    def first_use(self, issuer: str, jti: str, until: dt.datetime) -> bool:
        """Whether this token was never used before; it is remembered `until` then (aware)."""


def open_replays(store: Store) -> Replays:
    """The memory of this installation, with no connection left open that a fork would share.

    Raises `MemoryDownError`.
    """
    store.check()
    store.close()
    return store.replay
