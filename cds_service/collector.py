"""How often Python looks for garbage in what is loaded once and lives for ever.

A large chart, and the program itself, are many small objects that all survive.
"""

from __future__ import annotations

import gc

THRESHOLD = 50_000


def look_rarely() -> None:
    """For a command that loads much and ends soon."""
    gc.set_threshold(THRESHOLD)


def leave_out_what_is_loaded() -> None:
    """For a process that serves: never again what is there now, and rarely the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(THRESHOLD)
