"""From the store to the tables: the one way that page, export and command line share."""

from __future__ import annotations

import datetime as dt

from cards.knowledge_base import Knowledge
from cds_service.insights.disclosure import Disclosure
from cds_service.insights.labels import labels
from cds_service.insights.tables import Insights, insights
from cds_service.settings import Settings
from cds_service.store.store import Store

MONTHS = 12
MOST_MONTHS = 120


def report(
    store: Store, knowledge: Knowledge, settings: Settings, months: int = MONTHS
) -> Insights:
    """The figures of this month and of those before it, `months` in all. Raises `StoreError`."""
    since = first_day(settings.now(), months)
    counts = store.count(since)
    told = Disclosure(settings.insights_exact)
    return insights(counts, labels(knowledge, store.seal), told, since.date())


def first_day(now: dt.datetime, months: int) -> dt.datetime:
    """Where the first of these months begins, in UTC as the store counts them."""
    today = now.astimezone(dt.UTC)
    past = today.year * 12 + today.month - months
    return dt.datetime(past // 12, past % 12 + 1, 1, tzinfo=dt.UTC)
