"""What is done once before the first call: content loaded, models built.

Building the model of a FHIR type takes tens of milliseconds; without this the first clinician
after a start would wait for it.
"""

from __future__ import annotations

import contextlib
import dataclasses

from cards import knowledge_base, review
from cards.card import Link
from cards.content_errors import ContentError
from cards.knowledge_base import Knowledge
from cds_service.catalogue import PREFETCH
from cds_service.settings import Settings, SettingsError
from cds_service.trust.addresses import base_url
from fhir_mappers import terminology, text, validity, vocabulary
from fhir_mappers.fhir import InvalidResourceError
from fhir_mappers.terminology import CodeSetError


def load_content(settings: Settings) -> Knowledge:
    """Load and check all content.

    Raises `ContentError` for content that must not be used, draft content included where the site
    requires approval.
    """
    try:
        terminology.load()
        text.load()
    except CodeSetError as error:
        raise ContentError(str(error)) from error
    knowledge = read_content(settings)
    fault = review.approval_fault(knowledge)
    if settings.require_approved and fault:
        raise ContentError(fault)
    return knowledge


def build_models() -> None:
    """Build the models of the types that we ask for."""
    for key in PREFETCH:
        # An empty resource is invalid; looking at it builds the model all the same.
        with contextlib.suppress(InvalidResourceError):
            validity.open_resource({"resourceType": key.type}, key.type, b"{}")


def read_content(settings: Settings) -> Knowledge:
    """The clinical content of this installation, draft or not.

    Raises `ContentError`, and `SettingsError` for a public address that no card can link to.
    """
    knowledge = knowledge_base.read(
        knowledge_base.packaged(),
        settings.site_content,
        settings.region,
        vocabulary.digest(),
    )
    return dataclasses.replace(
        knowledge,
        rulebook_url=_rulebook_url(settings.public_url),
        site_links=_smart_link(settings),
    )


def _rulebook_url(public_url: str) -> str:
    """Where cards find their rules; empty without a public address. Raises `SettingsError`."""
    try:
        return f"{base_url(public_url)}/rules" if public_url else ""
    except ValueError as error:
        raise SettingsError(f"CDS_PUBLIC_URL: {error}") from error


def _smart_link(settings: Settings) -> tuple[Link, ...]:
    """The SMART app of the site, if it has one."""
    if not settings.smart_launch_url:
        return ()
    context = settings.smart_app_context
    return (Link(settings.smart_label, settings.smart_launch_url, "smart", context),)
