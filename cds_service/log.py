"""One line of JSON a call on stderr, made of an allow-list of fields; never data of a patient.

What is not on the list is dropped before it is written, whoever logs it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "service",
        "hook",
        "status",
        "problem",
        "duration_ms",
        "cards",
        "fhir",
        "unread",
        "silenced",
        "entries",
        "failed",
        "topic",
        "error",
        "where",
        "refusal",
        "iss",
        "tenant",
        "jti",
    }
)


def configure(level: str) -> None:
    """Set up logging for this process; `level` is a lower-case name of the standard levels."""
    # Warnings of the HTTP client name addresses, and those name patients.
    logging.getLogger("urllib3").propagate = False
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def only_allowed(
    logger: object, method: str, fields: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Processor that drops every field that is not on the list."""
    del logger, method
    return {name: value for name, value in fields.items() if name in FIELDS}


class Discreet(logging.Handler):
    """Turns records of other libraries into lines of ours: who spoke, how loud, which exception.

    What a library says may quote an address or a chart, so the words themselves are kept only
    `with_message`, for a library that is known to speak about itself.
    """

    def __init__(self, *, with_message: bool = False) -> None:
        """Listen from warnings on; the loggers themselves may be set higher."""
        super().__init__(logging.WARNING)
        self.with_message = with_message

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        fields: dict[str, Any] = {"where": record.name}
        if record.exc_info and record.exc_info[0]:
            fields["error"] = record.exc_info[0].__name__
        event = record.getMessage() if self.with_message else "library"
        structlog.get_logger().log(record.levelno, event, **fields)


def topic_failed(topic: str, error: str) -> None:
    """Report a topic that could not be judged, by the name of the exception alone."""
    structlog.get_logger().error("topic failed", topic=topic, error=error)


def record_failed(kind: str, error: str) -> None:
    """Report a resource on which a reader broke, by its type and the name of the exception alone."""
    structlog.get_logger().error("record failed", where=kind, error=error)


def store_away(what: str, error: str) -> None:
    """Report that the database could not be used, and for what, by the kind of error alone."""
    structlog.get_logger().error("store away", where=what, error=error)


def store_temporary() -> None:
    """Report that what is stored may be gone after the next boot."""
    structlog.get_logger().warning("store is temporary: set CDS_DATABASE_URL or XDG_DATA_HOME")


def fault(error: BaseException) -> None:
    """Report a fault of ours: exception type and place in the code, not its message.

    The message of an exception may quote what was being read.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    structlog.get_logger().error("fault", error=type(error).__name__, where=where)
