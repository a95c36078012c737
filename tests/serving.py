"""Starts the service as an operator does, on a free port of this machine, and stops it again."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

START = "from cds_service.program import run; run()"
STOP_SECONDS = 20


@dataclass(frozen=True)
class Running:
    """A running service: its base URL, its log and its first process."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    def stop(self) -> int:
        """Ask it to stop and wait; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_SECONDS)

    def figure(self, line: str) -> float:
        """One figure of /metrics by name and labels; 0 while it has not been counted."""
        page = requests.get(f"{self.url}/metrics", timeout=10).text
        found = re.search(rf"^{re.escape(line)} (\S+)$", page, re.MULTILINE)
        return float(found[1]) if found else 0.0


@contextlib.contextmanager
def serving(
    folder: Path,
    *options: str,
    settings: Mapping[str, str] | None = None,
    certificate: Path | None = None,
    command: str = "serve",
) -> Iterator[Running]:
    """`cds-service serve` or `demo` with these options and settings until the end of the block.

    `certificate` is the one that the settings name, if any.
    """
    log = folder / "stderr.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = [sys.executable, "-c", START, command, "--port", str(port), *options]
    with log.open("wb") as stderr:
        process = subprocess.Popen(started, env={**os.environ, **(settings or {})}, stderr=stderr)
    scheme = "https" if certificate else "http"
    service = Running(f"{scheme}://127.0.0.1:{port}", log, process)
    try:
        _wait(service, certificate)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=STOP_SECONDS)


def _wait(service: Running, certificate: Path | None) -> None:
    """Until /healthz answers; fails with the log of a service that did not start."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and service.process.poll() is None:
        try:
            answer = requests.get(
                f"{service.url}/healthz",
                timeout=5,
                verify=str(certificate) if certificate else True,
            )
            answer.raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the service did not start:\n{service.log.read_text()}")
