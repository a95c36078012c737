"""HTTP connections that can be ended from another thread.

A socket's timeout counts from one piece to the next, so a server that sends one byte now and then
is never late. Shutting the socket down wakes whoever waits on it.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class CutOffAdapter(HTTPAdapter):
    """A `requests` adapter that knows the sockets it opened. It never retries."""

    def __init__(self) -> None:
        """Start with no connection."""
        self._sockets: list[socket.socket] = []
        self._ended = False
        self._lock = threading.Lock()
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Build the pools of requests around connections that report their sockets."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _reporting_pools(self._opened)

    def _opened(self, opened: socket.socket) -> None:
        with self._lock:
            self._sockets.append(opened)
            ended = self._ended
        if ended:
            _shut(opened)

    def cut_off(self) -> None:
        """End all connections, and every one that is still being made."""
        with self._lock:
            self._ended = True
            sockets = tuple(self._sockets)
        for opened in sockets:
            _shut(opened)


def _shut(opened: socket.socket) -> None:
    # A socket that is closed already cannot be shut down.
    with contextlib.suppress(OSError, ValueError):
        opened.shutdown(socket.SHUT_RDWR)


def _reporting_pools(report: Any) -> dict[str, Any]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            report(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            report(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
