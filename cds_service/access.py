"""The caller's offer to let us read its FHIR server: where, and with which token.

An offer that cannot be used is no offer: the call is then answered from its prefetch alone. That
covers a token without a server (the specification asks the client for both), a server without a
token, and a token for another patient, whose empty answers would look like a definite nothing.
Scopes are not parsed and `expires_in` is not asked for: clients differ, and the server decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What may stand in an HTTP header; a real token has a few thousand characters at the most.
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")


@dataclass(frozen=True)
class FhirAccess:
    """A FHIR base as sent, unchecked, and the token for it, which no `repr` shows."""

    server: str
    token: str = field(repr=False)


def read_access(envelope: Mapping[str, Any], patient_id: str) -> FhirAccess | None:
    """The offer in a hook call; None when there is none that can be used."""
    server, authorization = envelope.get("fhirServer"), envelope.get("fhirAuthorization")
    if not isinstance(server, str) or not isinstance(authorization, dict):
        return None
    token = authorization.get("access_token")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    if _patient(authorization) not in ("", patient_id):
        return None
    return FhirAccess(server, token)


def _patient(authorization: Mapping[str, Any]) -> str:
    """The bare id of the patient that the token is limited to; empty when it does not say."""
    patient = authorization.get("patient")
    return patient.removeprefix("Patient/") if isinstance(patient, str) else ""
