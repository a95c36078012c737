"""Decides at the start who may come in: nobody unknown, unless the service never leaves loopback.

What is missing or unsafe stops the start with a sentence that names the variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cds_service.settings import Settings, SettingsError
from cds_service.storage import store_of
from cds_service.store.store import Store
from cds_service.trust.addresses import base_url, is_loopback
from cds_service.trust.claims import Limits
from cds_service.trust.client import TrustedClient
from cds_service.trust.issuers import VARIABLE, Issuer, IssuersError, load_issuers
from cds_service.trust.replay import MemoryDownError, Replays, open_replays
from cds_service.trust.verifier import Verifier


@dataclass(frozen=True)
class Door:
    """Either a `verifier`, or none and the one client that everybody on loopback is."""

    verifier: Verifier | None
    local: TrustedClient


def open_door(
    settings: Settings,
    host: str,
    local_bases: frozenset[str] = frozenset(),
    store: Store | None = None,
) -> Door:
    """The door of a service that listens on `host`. Raises `SettingsError`.

    `local_bases` are the FHIR servers that callers may use while nobody is identified. `store`
    remembers used tokens; by default it is the one that the settings name.
    """
    local = TrustedClient("local", local_bases)
    if settings.auth == "off" and not is_loopback(host):
        raise SettingsError(
            f"CDS_AUTH: off is for loopback alone, and {host or 'an empty host'} is reached from "
            "outside; set required, CDS_PUBLIC_URL and CDS_TRUSTED_ISSUERS"
        )
    # Behind a proxy of the same host everybody comes from loopback: issuers that are named count.
    if settings.auth == "off" or (is_loopback(host) and not _wanted(settings)):
        return Door(None, local)
    return Door(_verifier(settings, host, store), local)


def _wanted(settings: Settings) -> bool:
    return settings.auth == "required" or bool(settings.trusted_issuers)


def _verifier(settings: Settings, host: str, store: Store | None) -> Verifier:
    limits = Limits(settings.jwt_leeway_s, settings.jwt_max_lifetime_s)
    public_url, issuers = _public_url(settings), _issuers(settings)
    _refuse_tests(issuers, host)
    return Verifier(issuers, public_url, _replays(settings, store), limits)


def _public_url(settings: Settings) -> str:
    if not settings.public_url:
        raise SettingsError(
            "CDS_PUBLIC_URL: needed where CDS_AUTH is required; tokens must name it"
        )
    try:
        return base_url(settings.public_url)
    except ValueError as error:
        raise SettingsError(f"CDS_PUBLIC_URL: {error}") from error


def _issuers(settings: Settings) -> Mapping[str, Issuer]:
    if not settings.trusted_issuers:
        raise SettingsError(f"{VARIABLE}: needed where CDS_AUTH is required; name who may call")
    try:
        return load_issuers(settings.trusted_issuers)
    except IssuersError as error:
        raise SettingsError(str(error)) from error


def _refuse_tests(issuers: Mapping[str, Issuer], host: str) -> None:
    tests = sorted(url for url, issuer in issuers.items() if issuer.test)
    if tests and not is_loopback(host):
        raise SettingsError(f"{VARIABLE} › {tests[0]}: a test issuer is for loopback alone")


def _replays(settings: Settings, store: Store | None) -> Replays:
    """The memory for used tokens; the text of a database error may hold a password."""
    try:
        return open_replays(store or store_of(settings))
    except (MemoryDownError, OSError) as error:
        name = type(error).__name__
        raise SettingsError(f"CDS_DATABASE_URL: cannot be opened ({name})") from error
