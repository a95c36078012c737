"""The program `cds-service`, as a terminal starts it."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import NoReturn

from cds_service import collector
from cds_service.cli import main


def run() -> NoReturn:
    """Run the command that the arguments name, and end.

    The end does not wait for Python to take apart, object by object, all that was loaded: that
    would be a tenth of the time that screening a small export takes. What the command itself has
    opened is closed by then; an error that nobody expected takes the usual way out.
    """
    collector.look_rarely()
    try:
        main()
    except SystemExit as end:
        _end(end.code)
    _end(None)


def _end(code: str | int | None) -> NoReturn:
    """End as `sys.exit` would, but at once."""
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
    atexit._run_exitfuncs()  # noqa: SLF001 - nothing else calls them without taking Python apart
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BrokenPipeError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
