"""Figures of the service for Prometheus; every label comes from a closed list of ours.

A value that is on no list counts as `other`: a label never repeats what a caller or a server sent.
Durations are in seconds. With several workers each writes its figures to files of one folder, so
that whichever of them is asked can tell those of all.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from cards.card import INDICATORS
from cards.catalogue import TOPICS
from cards.triage import UNCOMPUTED
from cds_service.catalogue import SERVICES
from cds_service.errors import Problem
from fhir_mappers.readers import READERS

CONTENT_TYPE = CONTENT_TYPE_LATEST
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
OTHER = "other"
HOOKS = frozenset(service.hook for service in SERVICES)
KNOWN_TOPICS = frozenset({*(topic for topic, _ in TOPICS), UNCOMPUTED})
FETCH_OUTCOMES = frozenset(
    {
        "obtained",
        "incomplete",
        "timeout",
        "not-followed",
        "refused",
        "not-found",
        "server-error",
        "unreadable",
        "unreachable",
        "too-large",
        "redirect",
    }
)
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Figures:
    """What is counted and measured."""

    registry: CollectorRegistry
    calls: Histogram
    cards: Counter
    problems: Counter
    topics_failed: Counter
    records_failed: Counter
    fetches: Histogram
    store_failures: Counter


@functools.cache
def _figures() -> Figures:
    own = CollectorRegistry()
    return Figures(
        registry=own,
        calls=Histogram(
            "cds_call_duration_seconds",
            "Hook calls answered",
            ["hook"],
            registry=own,
            buckets=SECONDS,
        ),
        cards=Counter("cds_cards", "Cards shown", ["topic", "indicator"], registry=own),
        problems=Counter("cds_problems", "Requests refused or failed", ["problem"], registry=own),
        topics_failed=Counter("cds_topics_failed", "Topics not judged", ["topic"], registry=own),
        records_failed=Counter("cds_records_failed", "Resources not read", ["type"], registry=own),
        fetches=Histogram(
            "cds_fetch_duration_seconds", "FHIR reads", ["outcome"], registry=own, buckets=SECONDS
        ),
        store_failures=Counter(
            "cds_store_failures", "Writes that the database refused", registry=own
        ),
    )


def share(folder: Path) -> None:
    """Keep the figures of all processes in `folder`; to be called before the first figure.

    The library decides between memory and files when it is imported, which is before we know
    whether this process will serve; so the choice is made again here.
    """
    os.environ[FOLDER] = str(folder)
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    _figures.cache_clear()
    # Made here, so that two threads of a worker cannot make them twice.
    _figures()


def page() -> bytes:
    """The figures in the text format of Prometheus."""
    if FOLDER not in os.environ:
        return generate_latest(_figures().registry)
    everyone = CollectorRegistry()
    MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
    return generate_latest(everyone)


def called(hook: str, seconds: float) -> None:
    """A hook call was answered, with cards or with a refusal."""
    _figures().calls.labels(_one_of(HOOKS, hook)).observe(seconds)


def shown(cards: Iterable[tuple[str, str]]) -> None:
    """Cards went out, as pairs of topic and indicator."""
    for topic, indicator in cards:
        _figures().cards.labels(_one_of(KNOWN_TOPICS, topic), _one_of(INDICATORS, indicator)).inc()


def refused(problem: Problem) -> None:
    """A request was refused, or failed by a fault of ours."""
    _figures().problems.labels(problem.name.lower()).inc()


def topic_failed(topic: str) -> None:
    """A topic could not be judged."""
    _figures().topics_failed.labels(_one_of(KNOWN_TOPICS, topic)).inc()


def record_failed(kind: str) -> None:
    """A resource could not be read by a fault of ours."""
    _figures().records_failed.labels(_one_of(READERS, kind)).inc()


def fetched(outcome: str, seconds: float) -> None:
    """One read from a FHIR server ended; `outcome` is a word of `FETCH_OUTCOMES`."""
    _figures().fetches.labels(_one_of(FETCH_OUTCOMES, outcome)).observe(seconds)


def store_failed() -> None:
    """Something could not be kept in the database."""
    _figures().store_failures.inc()


def _one_of(known: Iterable[str], word: str) -> str:
    return word if word in known else OTHER
