"""gunicorn around the application, set up here so that every way to start it is the same."""

from __future__ import annotations

import atexit
import os
import shutil
import ssl
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from cds_service import collector, metrics
from cds_service.app import create_app
from cds_service.settings import Settings
from cds_service.worker import CarefulLogger, CarefulWorker

GRACEFUL_SECONDS = 10


@dataclass(frozen=True)
class Address:
    """Where to listen, and with how many processes."""

    host: str
    port: int
    workers: int

    @property
    def bind(self) -> str:
        """Host and port as gunicorn wants them; an IPv6 address needs brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def url(self, settings: Settings) -> str:
        """Where discovery answers."""
        scheme = "http" if settings.tls_certificate is None else "https"
        return f"{scheme}://{self.bind}/cds-services"


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with threads: a call that waits for the network must not block the others."""

    def __init__(
        self, settings: Settings, address: Address, ready: Callable[[], None] | None = None
    ) -> None:
        """Keep the settings; gunicorn calls back for configuration and application.

        `ready` is called once the service listens.
        """
        self.settings = settings
        self.address = address
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        """The fixed part of the configuration; nothing is read from files or the environment."""
        options = {
            "bind": self.address.bind,
            "workers": self.address.workers,
            "worker_class": CarefulWorker,
            **self._encryption(),
            "logger_class": CarefulLogger,
            "threads": 8,
            "preload_app": True,
            "control_socket_disable": True,
            "timeout": 30,
            "graceful_timeout": GRACEFUL_SECONDS,
            "keepalive": 5,
            "loglevel": "warning",
            "proc_name": "cds-service",
        }
        for name, value in options.items():
            self.cfg.set(name, value)
        if self.ready:
            self.cfg.set("when_ready", self._ready)

    def _ready(self, arbiter: object) -> None:
        del arbiter
        if self.ready:
            self.ready()

    def _encryption(self) -> dict[str, Any]:
        """TLS 1.2 or later with the certificate of the settings; nothing without one."""
        certificate, key = self.settings.tls_certificate, self.settings.tls_key
        if certificate is None or key is None:
            return {}
        return {"certfile": str(certificate), "keyfile": str(key), "ssl_context": _modern}

    def load(self) -> Flask:
        """The application, loaded once before the workers are forked."""
        app = create_app(self.settings, self.address.host)
        metrics.share(_figures_folder())
        collector.leave_out_what_is_loaded()
        return app


def _modern(config: object, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """The context that gunicorn would make, without the protocols that are no longer safe."""
    del config
    context = make()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _figures_folder() -> Path:
    """Where the workers share their figures: named by the operator, or made for this run."""
    named = os.environ.get(metrics.FOLDER)
    if named:
        Path(named).mkdir(parents=True, exist_ok=True)
        return Path(named)
    return temporary_folder("cds-figures-")


def temporary_folder(prefix: str) -> Path:
    """A folder that goes with this process, for its user alone."""
    made = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(_tidy, made, os.getpid())
    return made


def _tidy(folder: Path, owner: int) -> None:
    """Remove the folder; workers inherit this duty at their fork and leave it to the first one."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
