"""What gunicorn says to clients and to the log when no call of ours has begun.

Left alone it answers a request that it cannot parse with HTML that quotes the request, and writes
the same to the log; both may hold what was sent.
"""

from __future__ import annotations

import contextlib
import logging
import socket
from typing import Any

import structlog
from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import ThreadWorker

from cds_service import log, metrics, wire
from cds_service.errors import Problem

REASONS = {400: "Bad Request", 414: "URI Too Long", 431: "Request Header Fields Too Large"}


class CarefulWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker; what cannot be parsed is refused like anything else."""

    def handle_error(
        self, req: object, client: socket.socket, addr: object, exc: BaseException
    ) -> None:
        """Answer with an OperationOutcome and log the kind of problem alone."""
        del req, addr
        problem = problem_of(exc)
        metrics.refused(problem)
        if problem is Problem.OUR_FAULT:
            log.fault(exc)
        else:
            structlog.get_logger().warning("unreadable request", problem=problem.name)
        with contextlib.suppress(OSError):
            util.write_nonblock(client, plain_answer(problem))


def problem_of(error: BaseException) -> Problem:
    """What is wrong with a request that could not be parsed."""
    if isinstance(error, LimitRequestLine):
        return Problem.LONG_ADDRESS
    if isinstance(error, LimitRequestHeaders):
        return Problem.LONG_HEADERS
    return Problem.BAD_CALL if isinstance(error, ParseException | OSError) else Problem.OUR_FAULT


def plain_answer(problem: Problem) -> bytes:
    """The whole HTTP answer; the connection ends with it."""
    body = wire.encode(problem.outcome())
    head = (
        f"HTTP/1.1 {problem.status} {REASONS.get(problem.status, 'Internal Server Error')}\r\n"
        "Connection: close\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


class CarefulLogger(Logger):  # type: ignore[misc]
    """gunicorn's own messages as lines of our log, without the text of any exception."""

    def setup(self, cfg: Any) -> None:
        """Levels as gunicorn sets them, and one handler of ours instead of its own."""
        super().setup(cfg)
        for logger in (self.error_log, self.access_log):
            logger.handlers = [log.Discreet(with_message=True)]
        logging.getLogger().handlers = [log.Discreet()]
        logging.captureWarnings(True)
