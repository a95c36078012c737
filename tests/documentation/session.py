"""A person who types what a page says: one folder, one terminal, and the services it starts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.cds_service.samples import SAMPLE
from tests.conftest import AS_OF
from tests.documentation.site import ROOT

WRITTEN = "http://127.0.0.1:8000"
SHIM = """#!/bin/bash
if [ "$1" = serve ]; then set -- serve --port "$EXAMPLE_PORT" --workers 1; fi
exec {python} -c 'from cds_service.program import run; run()' "$@"
"""


class Session:
    """Runs blocks in a folder; `url` is the service that stands for the address as written."""

    def __init__(self, folder: Path, url: str) -> None:
        """Begin with a service that runs already."""
        self.folder, self.url = folder, url
        self.started: list[subprocess.Popen[bytes]] = []
        (folder / "bin").mkdir()
        shim = folder / "bin" / "cds-service"
        shim.write_text(SHIM.format(python=sys.executable))
        shim.chmod(0o755)
        (folder / "tests").symlink_to(ROOT / "tests")
        _export(folder / "export")

    def run(self, text: str) -> str:
        """Run a block to its end; what it printed. A command that fails fails the test."""
        done = subprocess.run(
            self._command(text),
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def serve(self, text: str) -> None:
        """Run a block whose last command is a service, and wait until that answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        self.stop()
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                self._command(text),
                cwd=self.folder,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        self._wait(process)

    def stop(self) -> None:
        """End what was started: the shell and the service in it."""
        while self.started:
            process = self.started.pop()
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        for _ in range(300):
            assert process.poll() is None, (self.folder / "log").read_text()
            try:
                requests.get(f"{self.url}/healthz", timeout=5).raise_for_status()
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.folder / "log").read_text())

    def _command(self, text: str) -> list[str]:
        return ["bash", "-euo", "pipefail", "-c", text.replace(WRITTEN, self.url)]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "EXAMPLE_PORT": self.url.rpartition(":")[2],
            "CDS_AS_OF": AS_OF,
        }


def _export(folder: Path) -> None:
    """The sample patient as a Bulk Data export, which pages call `export/`."""
    folder.mkdir()
    for content in SAMPLE["prefetch"].values():
        entries = content.get("entry", []) if content["resourceType"] == "Bundle" else []
        for one in [entry["resource"] for entry in entries] or [content]:
            with (folder / f"{one['resourceType']}.ndjson").open("a") as file:
                file.write(json.dumps(one) + "\n")
