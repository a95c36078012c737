"""Settings of one installation, from `CDS_…` variables or a `.env` file.

A value that cannot be used stops the start with a sentence that names the variable.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self

from pydantic import (
    DirectoryPath,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cards.catalogue import TOPICS
from cds_service.answer import Policy
from cds_service.fhir_address import read_address
from cds_service.fhir_client import Limits
from cds_service.store import location
from cds_service.store.store import Store

PREFIX = "CDS_"
PATIENT_VIEW_LIMIT = 2
KNOWN_TOPICS = tuple(topic for topic, _ in TOPICS)
ORIGIN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d+)?")
Words = Annotated[tuple[str, ...], NoDecode]


class SettingsError(Exception):
    """Settings that cannot be used. The message names the variable and what was expected."""


class Settings(BaseSettings):
    """`as_of` fixes the clock; None means the clock of the host. Empty lists: see each field.

    `memo_size` is how many resources each process remembers having read; 0 remembers none.
    `auth` of None means: off on loopback while there are no issuers, otherwise required.
    `trusted_issuers` is JSON or a path.
    `public_url` is the address that people reach the service at, empty when it has none.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    as_of: dt.datetime | None = None
    max_body_mb: Annotated[float, Field(gt=0)] = 20
    topics: Words = KNOWN_TOPICS
    max_cards: Annotated[int, Field(ge=1)] = 3
    cors_origins: Words = ()
    memo_size: Annotated[int, Field(ge=0)] = 10_000
    lean_prefetch: bool = False
    fhir_allowlist: Words = ()
    fhir_budget_ms: Annotated[int, Field(ge=0, le=20_000)] = 3000
    fhir_max_pages: Annotated[int, Field(ge=1)] = 20
    fhir_max_mb: Annotated[float, Field(gt=0)] = 20
    database_url: str = ""
    hash_key: Annotated[SecretStr, Field(min_length=32)] | None = None
    alert_memory: Literal["on", "off"] = "on"
    keep_comments: bool = False
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    auth: Literal["required", "off"] | None = None
    public_url: str = ""
    trusted_issuers: str = ""
    jwt_leeway_s: Annotated[float, Field(ge=0, le=60)] = 5
    jwt_max_lifetime_s: Annotated[float, Field(gt=0, le=3600)] = 300
    region: Literal["us", "eu"] = "us"
    site_content: DirectoryPath | None = None
    require_approved: bool = False
    tls_certificate: FilePath | None = None
    tls_key: FilePath | None = None

    @field_validator("topics", "cors_origins", "fhir_allowlist", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """A comma-separated list as a tuple of words."""
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        return value

    @field_validator("topics")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a topic that does not exist; an empty list means all."""
        if set(value) - set(KNOWN_TOPICS):
            raise ValueError(f"expected some of {', '.join(KNOWN_TOPICS)}")
        return value or KNOWN_TOPICS

    @field_validator("fhir_allowlist")
    @classmethod
    def _bases(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse an entry that is no plain base: it would allow nothing, in silence."""
        if not all(read_address(base) and "?" not in base for base in value):
            raise ValueError("expected FHIR bases such as https://fhir.example.org/r4")
        return value

    @field_validator("database_url")
    @classmethod
    def _readable(cls, value: str) -> str:
        """Refuse a URL that names no database that we know; empty means the data folder."""
        if value:
            location.parse(value)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse what is no origin: a slash at the end never matches, and a star lets all in."""
        if not all(ORIGIN.fullmatch(origin) for origin in value):
            raise ValueError("expected origins such as https://ehr.example.org, without path or *")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        """Levels in any case."""
        return value.lower() if isinstance(value, str) else value

    def fhir_limits(self) -> Limits:
        """What the reads of one call from a FHIR server may cost."""
        return Limits(self.fhir_budget_ms, self.fhir_max_pages, self.fhir_max_mb)

    def now(self) -> dt.datetime:
        """The clock; a fixed one without a zone is read as the zone of the host."""
        now = self.as_of or dt.datetime.now().astimezone()
        return now if now.tzinfo else now.astimezone()

    def store(self) -> Store:
        """Where things are kept; not opened yet. Raises `OSError` when there is no place."""
        url = location.parse(self.database_url) if self.database_url else location.default_url()
        key = self.hash_key.get_secret_value() if self.hash_key else ""
        return Store(url, key, keep_comments=self.keep_comments)

    @model_validator(mode="after")
    def _paired(self) -> Self:
        """Refuse a certificate without its key, which would serve plain HTTP unnoticed."""
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("CDS_TLS_CERTIFICATE and CDS_TLS_KEY belong together: set both")
        return self

    def policy(self) -> Policy:
        """The day of a call that starts now, and what the site has chosen."""
        limits = (self.max_cards, min(self.max_cards, PATIENT_VIEW_LIMIT))
        return Policy(self.now().date(), frozenset(KNOWN_TOPICS) - frozenset(self.topics), limits)


def load_settings(**fixed: Any) -> Settings:
    """Settings of this process; `fixed` wins over the environment. Raises `SettingsError`."""
    try:
        return Settings(**fixed)
    except ValidationError as error:
        faults = (
            _fault(problem["loc"], problem["msg"].removeprefix("Value error, "))
            for problem in error.errors(include_input=False)
        )
        raise SettingsError("; ".join(faults)) from error


def _fault(where: tuple[int | str, ...], message: str) -> str:
    return f"{PREFIX}{'_'.join(map(str, where)).upper()}: {message}" if where else message


def unknown_variables(names: Iterable[str] = os.environ) -> list[str]:
    """Variables that look like settings but are none: ignored, and worth a word at the start."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return sorted(name for name in names if name.startswith(PREFIX) and name not in known)
