"""What was on record on a past day: the dates at which resources became known.

For replays. A resource became known when it was issued, recorded, authored or asserted; where none of
these is written, when it happened. One without any date is taken as known always, because leaving it
out would invent an absence. Servers rewrite `meta.lastUpdated` in exports, so it is not used.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from fhir_mappers import fhir
from fhir_mappers.document import Document

WRITTEN = ("issued", "recordedDate", "authoredOn", "dateAsserted", "dateWritten")
HAPPENED = (
    "effectiveDateTime",
    "effectivePeriod",
    "effectiveInstant",
    "performedDateTime",
    "performedPeriod",
    "whenHandedOver",
    "period",
    "onsetDateTime",
    "onsetPeriod",
)
_AFTERWARDS = ("deceasedDateTime", "abatementDateTime")
_DATED = frozenset((*WRITTEN, *HAPPENED, *_AFTERWARDS))


def known_since(document: Document) -> dt.date | None:
    """The day from which the resource was on record; None when it has no date."""
    members = document.members
    written = {name: document.value(name) for name in WRITTEN if name in members}
    found = fhir.choice_day(written, *written)
    if found is None:
        happened = {name: document.value(name) for name in HAPPENED if name in members}
        found = fhir.choice_day(happened, *happened, latest=False)
    return found.first if found else None


def as_known_on(document: Document, day: dt.date) -> Document | None:
    """The resource as it read on that day; None when it was not on record yet.

    A later death or end of a disease is taken out again, with the status that it brought. Other
    changes of status cannot be undone, because exports hold only the last version.
    """
    if _is_surely_past(document, day):
        return document
    since = known_since(document)
    if since is not None and since > day:
        return None
    ends = [name for name in _AFTERWARDS if name in document.members]
    later = {name for name in ends if _is_after(document, name, day)}
    if not later:
        return document
    undone = {*later, *(("clinicalStatus",) if "abatementDateTime" in later else ())}
    kept = {name: value for name, value in document.json.items() if name not in undone}
    return Document(msgspec.json.encode(kept), document.full_url, kept)


def _is_surely_past(document: Document, day: dt.date) -> bool:
    """Whether every date of a resource is written as a full day that is not later than `day`."""
    members, limit = document.members, b'"%s' % day.isoformat().encode()
    for name in _DATED.intersection(members):
        written = bytes(members[name])
        if written[5:6] != b"-" or written[8:9] != b"-" or written[:11] > limit:
            return False
    return True


def _is_after(document: Document, name: str, day: dt.date) -> bool:
    found = fhir.day(document.value(name))
    return found is not None and found.first > day
