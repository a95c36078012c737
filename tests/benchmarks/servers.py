"""Starts the servers to compare, each on a free loopback port with one worker process."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests

HERE = Path(__file__).parent
HEALTHCHAIN = "healthchain==0.16.1"
START = "from cds_service.program import run; run()"


@dataclass(frozen=True)
class Contender:
    """A running server. `path` comes before the service id, `hooks` says whether it has all three."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    path: str = "/cds-services/oncology-"
    hooks: bool = False

    def url(self, hook: str) -> str:
        """Where to post a call."""
        return f"http://127.0.0.1:{self.port}{self.path}{hook}"

    def cpu(self) -> float:
        """Seconds of processor time of the server and its workers so far, to the nanosecond.

        The kernel's ticks of 10 ms are too coarse for single calls; its scheduler counts exactly.
        """
        threads = (
            Path(f"/proc/{one.pid}/task/{thread.id}/schedstat")
            for one in self._processes()
            for thread in one.threads()
        )
        return sum(int(file.read_text().split()[0]) for file in threads) / 1e9

    def memory(self) -> int:
        """Resident bytes of the largest process."""
        return max(one.memory_info().rss for one in self._processes())

    def _processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    name: str, command: list[str], path: str = "", *, hooks: bool = False, **env: str
) -> Iterator[Contender]:
    """A server until the block ends; `{port}` in the command is replaced by a free port."""
    port = _free_port()
    filled = [part.replace("{port}", str(port)) for part in command]
    process = subprocess.Popen(filled, env={**os.environ, **env}, cwd=HERE.parents[1])
    contender = Contender(name, port, process, path or Contender.path, hooks)
    try:
        _wait(contender)
        yield contender
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(contender: Contender) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and contender.process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            requests.get(f"http://127.0.0.1:{contender.port}/", timeout=5)
            return
        time.sleep(0.05)
    raise SystemExit(f"{contender.name} did not start")


@contextlib.contextmanager
def ours(name: str = "this service", *, workers: int = 1, **env: str) -> Iterator[Contender]:
    """The service as its container starts it, with everything on and a store on disk."""
    command = [sys.executable, "-c", START, "serve", "--port", "{port}", "--workers", str(workers)]
    with tempfile.TemporaryDirectory() as folder:
        stored = {"CDS_DATABASE_URL": f"sqlite:///{folder}/cds.sqlite3", "CDS_LOG_LEVEL": "error"}
        clock = {"CDS_AS_OF": "2026-11-20T09:00:00Z"}
        with running(name, command, hooks=True, **stored, **clock, **env) as one:
            yield one


def flask(name: str) -> contextlib.AbstractContextManager[Contender]:
    """One of the applications of `floor.py` under the same gunicorn."""
    return running(
        name,
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:{port}", "--workers", "1",
         "--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--log-level",
         "error", f"tests.benchmarks.floor:{name}"],
    )  # fmt: skip


def healthchain(python: Path, mode: str) -> contextlib.AbstractContextManager[Contender]:
    """HealthChain; `mode` is `card` or `objects`."""
    command = [str(python), str(HERE / "healthchain_app.py"), "{port}", mode]
    return running(f"HealthChain, {mode}", command, "/cds/cds-services/oncology-")


def healthchain_python(folder: Path) -> Path:
    """The interpreter of an environment with HealthChain, made when it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", HEALTHCHAIN], check=True)
    return python
