"""The store that the settings of a site ask for."""

from __future__ import annotations

from cds_service import log
from cds_service.settings import Settings, SettingsError
from cds_service.store import location
from cds_service.store.database import StoreError
from cds_service.store.store import Store


def store_of(settings: Settings) -> Store:
    """Where things are kept; not opened yet. Raises `OSError` when there is no place."""
    url = location.parse(settings.database_url) if settings.database_url else location.default_url()
    key = settings.hash_key.get_secret_value() if settings.hash_key else ""
    return Store(url, key, keep_comments=settings.keep_comments)


def open_store(settings: Settings) -> Store:
    """The store with its tables in place and every connection closed again, for a fork to come.

    A database that is away does not stop the start: advice needs none, and the tables are made
    with the first success. Raises `SettingsError` when there is no place for one.
    """
    try:
        store = store_of(settings)
    except OSError as error:
        raise SettingsError("CDS_DATABASE_URL: no folder can be written, name a place") from error
    if not settings.database_url and location.is_temporary(store.database.url):
        log.store_temporary()
    try:
        store.check()
    except StoreError as error:
        log.store_away("start", str(error))
    store.close()
    return store
