"""Each known client may point us to its own FHIR servers, and to no other's."""

from __future__ import annotations

import re

import pytest
import responses

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.calls import VIEW, condition, searchset, view
from tests.cds_service.trust_desk import FHIR, bearer, service, signed

SITE = "https://site.example.org/r4"


def without_conditions(base):
    """A call that leaves a needed key to be read at this server."""
    call = view()
    del call["prefetch"]["conditions"]
    return {**call, "fhirServer": base, "fhirAuthorization": {"access_token": "opaque"}}


@pytest.fixture
def servers():
    """Two FHIR servers that know the patient."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for base in (FHIR, SITE):
            mock.get(re.compile(rf"{base}/.*"), json=searchset(condition()))
        yield mock


def status_of_a_known_client(folder, base):
    """How a client with its own list is answered that names this server."""
    desk = service(folder, fhir_allowlist=SITE).test_client()
    return desk.post(VIEW, json=without_conditions(base), headers=bearer(signed(VIEW))).status_code


def test_a_known_client_is_read_at_its_own_server(tmp_path, servers):
    """The list that came with its issuer counts."""
    assert status_of_a_known_client(tmp_path, FHIR) == 200
    assert servers.calls


def test_a_known_client_is_not_read_elsewhere(tmp_path, servers):
    """A server that others may use is none of this client's."""
    assert status_of_a_known_client(tmp_path, SITE) == 412
    assert not servers.calls


@pytest.mark.parametrize(("base", "status"), [(SITE, 200), (FHIR, 412)])
def test_callers_on_loopback_share_the_list_of_the_site(servers, base, status):
    """Where nobody is identified, `CDS_FHIR_ALLOWLIST` is the list of all."""
    del servers
    desk = create_app(Settings(_env_file=None, fhir_allowlist=SITE)).test_client()

    assert desk.post(VIEW, json=without_conditions(base)).status_code == status
