"""The caller's offer of its FHIR server, and the secrecy of its token."""

from __future__ import annotations

import pytest

from cds_service.hooks import parse_request
from tests.cds_service.calls import view

SERVER = "https://fhir.example.org/r4"
OPAQUE = "Xyzzy-secret"


def offered(**members):
    """What a call with these members lets us read."""
    return parse_request({**view(), **members}, "patient-view").access


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"token_type": "bearer", "expires_in": 300, "scope": "patient/*.*", "subject": "cds"},
        {"token_type": None, "expires_in": "soon", "scope": ["?"], "patient": "p1"},
        {"patient": "Patient/p1"},
    ],
)
def test_server_and_token_are_enough(more):
    """Scope, life and kind of the token are not held against the caller."""
    access = offered(fhirServer=SERVER, fhirAuthorization={"access_token": OPAQUE, **more})

    assert (access.server, access.token) == (SERVER, OPAQUE)


@pytest.mark.parametrize(
    "members",
    [
        {"fhirServer": SERVER},
        {"fhirAuthorization": {"access_token": OPAQUE}},
        {"fhirServer": 4, "fhirAuthorization": {"access_token": OPAQUE}},
        {"fhirServer": SERVER, "fhirAuthorization": OPAQUE},
        {"fhirServer": SERVER, "fhirAuthorization": {}},
        {"fhirServer": SERVER, "fhirAuthorization": {"access_token": ""}},
        {"fhirServer": SERVER, "fhirAuthorization": {"access_token": "a\r\nHost: evil"}},
        {"fhirServer": SERVER, "fhirAuthorization": {"access_token": OPAQUE, "patient": "p2"}},
    ],
)
def test_an_offer_that_cannot_be_used_is_none(client, members):
    """The call is answered from its prefetch, as if nothing had been offered."""
    assert offered(**members) is None
    assert client.post("/cds-services/oncology-patient-view", json={**view(), **members}).json == {
        "cards": []
    }


def test_the_token_is_in_no_repr():
    """Neither the offer nor the request shows the token when it is printed."""
    call = {**view(), "fhirServer": SERVER, "fhirAuthorization": {"access_token": OPAQUE}}

    assert OPAQUE not in repr(parse_request(call, "patient-view"))
