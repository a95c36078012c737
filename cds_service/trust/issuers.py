"""Reads `CDS_TRUSTED_ISSUERS`: who may sign tokens, with which keys, and what that allows.

JSON, or the path of a file with it: an object from `iss` to the members of `Entry`. Every fault is
told with its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from jwt.exceptions import PyJWTError
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    field_validator,
    model_validator,
)

from cds_service.trust import algorithms
from cds_service.trust.addresses import base_url, secure_url
from cds_service.trust.keys import Keys, KeyServer, KnownKeys, usable

VARIABLE = "CDS_TRUSTED_ISSUERS"
# Their signing keys are published with their source code.
PUBLIC_TEST_HOSTS = frozenset({"sandbox.cds-hooks.org", "inferno.healthit.gov"})

Url = Annotated[str, AfterValidator(secure_url)]
Base = Annotated[str, AfterValidator(base_url)]
Words = Annotated[tuple[str, ...], Field(min_length=1)]


class IssuersError(ValueError):
    """Trusted issuers that cannot be used. The message names the place."""


@dataclass(frozen=True)
class Issuer:
    """One client system. Empty `tenants` and `key_urls` mean that those are not looked at.

    `audiences` are values of `aud` that are accepted besides the address called, for a client that
    is known to get it wrong.
    """

    url: str
    name: str
    keys: Keys
    algorithms: tuple[str, ...] = algorithms.DEFAULT
    fhir_bases: frozenset[str] = frozenset()
    tenants: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    key_urls: tuple[str, ...] = ()
    test: bool = False


class Entry(BaseModel):
    """What may be said about an issuer; other members are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1)] | None = None
    jwks_url: Url | None = None
    keys: tuple[dict[str, Any], ...] | None = None
    algorithms: Words = algorithms.DEFAULT
    fhir: tuple[Base, ...] = ()
    tenants: Words | None = None
    audiences: Words | None = None
    jku: Words | None = None
    test: StrictBool = False

    @field_validator("algorithms")
    @classmethod
    def _asymmetric(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if set(value) - set(algorithms.KEY_OF):
            raise ValueError(f"expected some of {', '.join(algorithms.KEY_OF)}")
        return value

    @model_validator(mode="after")
    def _one_source(self) -> Entry:
        if (self.jwks_url is None) == (self.keys is None):
            raise ValueError("expected either jwks_url or keys")
        _check_keys(self)
        return self


def load_issuers(text: str) -> dict[str, Issuer]:
    """Issuers by `iss`, from JSON or the path of a file. Raises `IssuersError`."""
    listed = _parsed(text.strip())
    if not listed:
        raise IssuersError(f"{VARIABLE}: expected at least one issuer")
    return {url: _issuer(url, entry) for url, entry in listed.items()}


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        content = text if text.startswith("{") else Path(text).read_text(encoding="utf-8")
        listed = json.loads(content, object_pairs_hook=_unrepeated)
    except OSError as error:
        raise IssuersError(
            f"{VARIABLE}: neither a JSON object nor a file: {error.strerror}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise IssuersError(f"{VARIABLE}: no JSON: {error}") from error
    if not isinstance(listed, dict):
        raise IssuersError(f"{VARIABLE}: expected an object from issuer to its keys")
    return listed


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"a member is repeated: {next(n for n in names if names.count(n) > 1)}")
    return found


def _issuer(url: str, sent: Any) -> Issuer:
    try:
        entry = Entry.model_validate(sent)
        keys = _keys(entry)
    except ValidationError as error:
        first, *_ = error.errors(include_input=False)
        place = " › ".join([VARIABLE, url, *map(str, first["loc"])])
        raise IssuersError(f"{place}: {first['msg'].removeprefix('Value error, ')}") from error
    except PyJWTError as error:
        raise IssuersError(f"{VARIABLE} › {url} › keys: a key is broken or too short") from error
    if not urlsplit(url).scheme:
        raise IssuersError(f"{VARIABLE} › {url}: expected a URI as the issuer")
    if _is_public_test(url, entry) and not entry.test:
        raise IssuersError(
            f"{VARIABLE} › {url}: anyone can sign as this public test client; "
            'on a desk mark it with "test": true'
        )
    return _built(url, entry, keys)


def _built(url: str, entry: Entry, keys: Keys) -> Issuer:
    own = (entry.jwks_url,) if entry.jwks_url else ()
    return Issuer(
        url=url,
        name=entry.name or url,
        keys=keys,
        algorithms=entry.algorithms,
        fhir_bases=frozenset(entry.fhir),
        tenants=frozenset(entry.tenants or ()),
        audiences=frozenset(one.removesuffix("/") for one in entry.audiences or ()),
        key_urls=(*own, *(entry.jku or ())),
        test=entry.test,
    )


def _keys(entry: Entry) -> Keys:
    if entry.jwks_url:
        return KeyServer(entry.jwks_url, entry.algorithms, test=entry.test)
    return KnownKeys(usable(entry.keys or (), entry.algorithms, test=entry.test))


def _check_keys(entry: Entry) -> None:
    """Refuse keys in the settings that no token could be verified with, or that are no secret."""
    if entry.keys is None:
        return
    kids = [jwk.get("kid") for jwk in entry.keys]
    if not kids or len(set(map(str, kids))) < len(kids):
        raise ValueError("keys: expected at least one key, each with a kid of its own")
    for number, jwk in enumerate(entry.keys, start=1):
        fault = _fault_of(jwk, entry)
        if fault:
            raise ValueError(f"keys: key {number} {fault}")


def _fault_of(jwk: Mapping[str, Any], entry: Entry) -> str:
    if "d" in jwk or "k" in jwk:
        return "is a secret; give the public half"
    if algorithms.is_published(jwk) and not entry.test:
        return "is published with its private half; anyone can sign with it"
    if not usable([jwk], entry.algorithms, test=entry.test):
        return f"needs a kid and must fit one of {', '.join(entry.algorithms)}"
    return ""


def _is_public_test(url: str, entry: Entry) -> bool:
    hosts: Iterable[str | None] = (urlsplit(url).hostname, urlsplit(entry.jwks_url or "").hostname)
    return any(host in PUBLIC_TEST_HOSTS for host in hosts)
