"""A bounded memory that forgets what was not asked for longest; safe for several threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)
Value = TypeVar("Value")


class LastUsed(Generic[Name, Value]):
    """Values by name; `most` is how many are kept, 0 keeps none."""

    def __init__(self, most: int) -> None:
        """Start with nothing."""
        self._most = most
        self._kept: OrderedDict[Name, Value] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, name: Name) -> Value | None:
        """The value of that name, if it is still known."""
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                self._kept.move_to_end(name)
            return found

    def keep(self, name: Name, value: Value) -> None:
        """Remember a value; the one not asked for longest is forgotten."""
        with self._lock:
            if self._most:
                self._kept[name] = value
                self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
