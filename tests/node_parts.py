"""Parts from npm that tests need: installed once for each content of their files."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "oncology-cds-hooks"
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def installed(source: Path, files: Sequence[str], command: Sequence[str]) -> Path:
    """The folder of a part with its packages; workers that start together install once."""
    content = hashlib.sha256(b"".join((source / name).read_bytes() for name in files))
    folder = CACHE / f"{source.name}-{content.hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            for name in files:
                shutil.copy(source / name, folder)
            subprocess.run([*command, *QUIET], cwd=folder, check=True, timeout=100)
            (folder / "ready").touch()
    return folder
