"""What was on record on a past day: the dates at which resources became known.

For replays. A resource became known when it was issued, recorded, authored or asserted; where none of
these is written, when it happened. One without any date is taken as known always, because leaving it
out would invent an absence. Servers rewrite `meta.lastUpdated` in exports, so it is not used.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from fhir_mappers import fhir
from fhir_mappers.fhir import Json

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


def known_since(resource: Json) -> dt.date | None:
    """The day from which the resource was on record; None when it has no date."""
    written = fhir.choice_day(resource, *WRITTEN)
    found = written or fhir.choice_day(resource, *HAPPENED, latest=False)
    return found.first if found else None


def as_known_on(resource: Json, day: dt.date) -> Json | None:
    """The resource as it read on that day; None when it was not on record yet.

    A later death or end of a disease is taken out again, with the status that it brought. Other
    changes of status cannot be undone, because exports hold only the last version.
    """
    since = known_since(resource)
    if since is not None and since > day:
        return None
    later = [name for name in _AFTERWARDS if _after(resource.get(name), day)]
    if not later:
        return resource
    undone = {*later, *(("clinicalStatus",) if "abatementDateTime" in later else ())}
    return {name: value for name, value in resource.items() if name not in undone}


def _after(value: Any, day: dt.date) -> bool:
    found = fhir.day(value)
    return found is not None and found.first > day
