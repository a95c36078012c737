"""Reads what a client did not deliver from its FHIR server: side by side, within one time budget.

The only network step of a call. It asks for what `prefetch.gather` wants and hands back what it
got; a further page that was not read stays named in the Bundle as its `next` link, so that no cut
search ever looks complete.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from cds_service.access import FhirAccess
from cds_service.fhir_address import Address, allowed_base, linked_address
from cds_service.fhir_client import TIMEOUT, UNREADABLE, FetchError, FhirClient
from cds_service.fhir_limits import Limits
from cds_service.hooks import Json
from cds_service.wanted import Ask, Fetch, nothing
from fhir_mappers import fhir
from fhir_mappers.delivery import next_link

SIDE_BY_SIDE = 10
OBTAINED = "obtained"
INCOMPLETE = "incomplete"
NOT_FOLLOWED = "not-followed"

# Told of every read: the key or type asked for, how it ended in one word, and milliseconds.
Observer = Callable[[str, str, float], None]


def unobserved(key: str, outcome: str, ms: float) -> None:
    """An observer that looks away."""
    del key, outcome, ms


@dataclass
class Reading:
    """What one read has got so far; filled by its thread, and read when the time is up."""

    ask: Ask
    pages: list[Json] = field(default_factory=list)
    outcome: str = TIMEOUT
    ended: float = 0.0

    def content(self) -> Json | None:
        """One resource, or all pages as one Bundle that keeps the `next` link of the last one."""
        return functools.reduce(_joined, self.pages) if self.pages else None


def _joined(first: Json, second: Json) -> Json:
    """Two pages as one Bundle; whether there are more is what the second one says."""
    entries = [*fhir.items(first.get("entry")), *fhir.items(second.get("entry"))]
    return {**first, "entry": entries, "link": second.get("link")}


@contextlib.contextmanager
def fetching(
    access: FhirAccess | None,
    allowed: frozenset[str],
    limits: Limits,
    observe: Observer = unobserved,
) -> Iterator[Fetch]:
    """How to fetch for one caller: from its server if that is on `allowed`, otherwise not at all.

    `allowed` are the FHIR bases that this caller may name. The budget starts here and is shared by
    all reads; at the end every connection is closed.
    """
    base = allowed_base(access.server, allowed) if access else None
    if access is None or base is None or limits.budget_ms <= 0:
        yield nothing
        return
    with FhirClient(access.token, limits) as client:
        yield Server(base, client, limits.pages, observe)


@dataclass(frozen=True)
class Server:
    """One FHIR server for the length of one call; calling it reads."""

    base: Address
    client: FhirClient
    pages: int
    observe: Observer

    def __call__(self, asks: Sequence[Ask]) -> tuple[Json | None, ...]:
        """What was obtained for each ask, in their order; None for nothing. Never raises."""
        readings = tuple(map(Reading, asks))
        started = time.monotonic()
        if readings:
            self._side_by_side(readings)
        for one in readings:
            # A read that still runs is given up here, and cut off when the call ends.
            ended = one.ended or time.monotonic()
            self.observe(one.ask.key, one.outcome, (ended - started) * 1000)
        return tuple(one.content() for one in readings)

    def _side_by_side(self, readings: tuple[Reading, ...]) -> None:
        pool = ThreadPoolExecutor(min(len(readings), SIDE_BY_SIDE), "fhir")
        try:
            running = [pool.submit(self._read, one) for one in readings]
            wait(running, max(0, self.client.left()))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _read(self, one: Reading) -> None:
        try:
            one.outcome = self._follow(one)
        except FetchError as error:
            one.outcome = str(error)
        one.ended = time.monotonic()

    def _follow(self, one: Reading) -> str:
        """Read page after page; each is kept before the next is asked for."""
        seen: set[str] = set()
        link: str | None = one.ask.address
        while link is not None:
            address = linked_address(self.base, link)
            if address is None:
                return NOT_FOLLOWED
            if address.url in seen or len(one.pages) >= self.pages:
                return INCOMPLETE
            seen.add(address.url)
            page = self.client.get(address)
            if not isinstance(page, dict) or page.get("resourceType") != one.ask.type:
                raise FetchError(UNREADABLE)
            one.pages.append(page)
            link = next_link(page.get("link"))
        return OBTAINED
