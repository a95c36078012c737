"""Processes of a run: how they are started, and that none outlives the run."""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import os
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

KILLED = 1


def context() -> multiprocessing.context.ForkContext | multiprocessing.context.SpawnContext:
    """How to start processes now.

    Forked ones share with this process what it has loaded. That is safe while it has one thread;
    later, and where threads cannot be counted, new ones start empty.
    """
    if _threads() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def start(target: Callable[..., None], *given: Any) -> BaseProcess:
    """A process that runs the function; it is ended with this one."""
    process = context().Process(target=target, args=given, daemon=True)
    process.start()
    return process


def cores() -> int:
    """How many processes may run at once on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent() -> None:
    """Call it in a child: it ends at once when the process that started it is no more.

    A parent that is killed cannot tell its children, and they would wait for work for ever.
    """
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(KILLED)


def _threads() -> int:
    """The threads of this process, those of libraries included; 0 where that cannot be told."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 0
