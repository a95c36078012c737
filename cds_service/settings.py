"""Settings of one installation, from `CDS_…` variables or a `.env` file.

A value that cannot be used stops the start with a sentence that names the variable.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

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
from cds_service.fhir_limits import Limits
from cds_service.trust.addresses import secure_url

PREFIX = "CDS_"
PATIENT_VIEW_LIMIT = 2
KNOWN_TOPICS = tuple(topic for topic, _ in TOPICS)
ORIGIN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d+)?")
Words = Annotated[tuple[str, ...], NoDecode]


class SettingsError(Exception):
    """Settings that cannot be used. The message names the variable and what was expected."""


class Settings(BaseSettings):
    """What a site chooses; the words under each field are its description in the documentation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )

    as_of: dt.datetime | None = None
    """ISO instant that serves as the clock, for tests, demonstrations and replays; without one, now."""
    max_body_mb: Annotated[float, Field(gt=0)] = 20
    """Largest request body, in megabytes."""
    topics: Words = KNOWN_TOPICS
    """Topics to run, comma separated; none named: all."""
    max_cards: Annotated[int, Field(ge=1)] = 3
    """Most cards on an order hook; patient-view never shows more than two."""
    cors_origins: Words = ()
    """Browser origins that may call, such as `https://ehr.example.org`, comma separated."""
    memo_size: Annotated[int, Field(ge=0)] = 10_000
    """Resources that each process remembers having read, so that those alike but for ids and days are not read again; 0: none."""
    lean_prefetch: bool = False
    """Publish templates that name the codes of the Observations wanted."""
    fhir_allowlist: Words = ()
    """FHIR bases that may be read for callers that are not identified, comma separated; known clients have their own."""
    fhir_budget_ms: Annotated[int, Field(ge=0, le=20_000)] = 3000
    """Milliseconds for all reads of one call together; 0 reads nothing."""
    fhir_max_pages: Annotated[int, Field(ge=1)] = 20
    """Most pages of one search; what is cut off is named on the card."""
    fhir_max_mb: Annotated[float, Field(gt=0)] = 20
    """Most megabytes read in one call."""
    database_url: str = ""
    """Where feedback, memory, audit trail and used tokens are kept: `sqlite:///…`, `postgresql://…`, or `sqlite://` for nowhere; without one, an SQLite file in the data folder."""
    hash_key: Annotated[SecretStr, Field(min_length=32)] | None = None
    """Key of the hashes that stand for patients and users, 32 characters or more; without one, a random key kept in the database."""
    alert_memory: Literal["on", "off"] = "on"
    """`off` shows a card every time, for demonstrations and replays."""
    keep_comments: bool = False
    """Keep the comments that clinicians write when they set a card aside; they may name a patient."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Log level."""
    auth: Literal["required", "off"] | None = None
    """`required`: every call needs a token; `off`: none does, on loopback alone. Without it: `off` on loopback while no issuers are named, else `required`."""
    public_url: str = ""
    """The address that clients call, as they see it; tokens must name it, and with it every card links to its rule."""
    trusted_issuers: str = ""
    """Who may call: JSON, or the path of a file with it."""
    jwt_leeway_s: Annotated[float, Field(ge=0, le=60)] = 5
    """Seconds that two clocks may differ."""
    jwt_max_lifetime_s: Annotated[float, Field(gt=0, le=3600)] = 300
    """Most seconds between `iat` and `exp` of a token."""
    region: Literal["us", "eu"] = "us"
    """Whose approvals count: `us` (FDA) or `eu` (EMA)."""
    site_content: DirectoryPath | None = None
    """Folder whose files override values of the clinical content or add to it."""
    require_approved: bool = False
    """Refuse to start while any content in use is draft."""
    tls_certificate: FilePath | None = None
    """PEM file of the certificate; with the key, the service itself speaks HTTPS (TLS 1.2 or later)."""
    tls_key: FilePath | None = None
    """PEM file of its key."""
    smart_launch_url: str = ""
    """Launch address of a SMART app, https; with it every card links to the app."""
    smart_label: Annotated[str, Field(min_length=1)] = "Open the oncology app"
    """What that link is called."""
    smart_app_context: str = ""
    """Text that the EHR hands over to the app (`appContext`)."""
    insights_exact: bool = False
    """Show exact figures at `/insights`; otherwise 1 to 4 is "under 5" and the rest is rounded to 5."""

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
            # The database toolkit takes a tenth of a second to load; screening needs none.
            from cds_service.store import location  # noqa: PLC0415

            location.parse(value)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse what is no origin: a slash at the end never matches, and a star lets all in."""
        if not all(ORIGIN.fullmatch(origin) for origin in value):
            raise ValueError("expected origins such as https://ehr.example.org, without path or *")
        return value

    @field_validator("smart_launch_url")
    @classmethod
    def _launchable(cls, value: str) -> str:
        """Refuse what no client should launch; `iss` and `launch` are the client's to add."""
        if value and {"iss", "launch"} & set(parse_qs(urlsplit(secure_url(value)).query)):
            raise ValueError("expected the launch address without iss and launch")
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

    @model_validator(mode="after")
    def _paired(self) -> Self:
        """Refuse a certificate without its key, which would serve plain HTTP unnoticed.

        The same for a context without an app, which would be handed to nobody.
        """
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("CDS_TLS_CERTIFICATE and CDS_TLS_KEY belong together: set both")
        if self.smart_app_context and not self.smart_launch_url:
            raise ValueError("CDS_SMART_APP_CONTEXT needs CDS_SMART_LAUNCH_URL: no app, no context")
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
