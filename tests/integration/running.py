"""The service in processes of its own, to be killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

START = "from cds_service.program import run; run()"


class Service:
    """`cds-service serve` with two workers on a fixed port, in a process group of its own."""

    def __init__(self, database: str, log: Path) -> None:
        """Choose a port; nothing is started yet."""
        self.database = database
        self.log = log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-c", START, "serve", "--port", str(self.port)]
        environment = {**os.environ, "CDS_DATABASE_URL": self.database}
        with self.log.open("ab") as stderr:
            self._process = subprocess.Popen(
                command, env=environment, stderr=stderr, start_new_session=True
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                requests.get(f"{self.url}/healthz", timeout=5).raise_for_status()
            except requests.RequestException:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"the service did not start:\n{self.log.read_text()}")

    def kill(self) -> None:
        """End master and workers at once, without a chance to finish anything."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=20)
            self._process = None
