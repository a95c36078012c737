"""What must be set before the door opens, and what stops the start."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cds_service.app import create_app
from cds_service.cli import main
from cds_service.settings import Settings, SettingsError
from cds_service.trust.addresses import is_loopback
from cds_service.trust.door import open_door
from cds_service.trust.issuers import IssuersError, load_issuers
from tests.cds_service.calls import VIEW, view
from tests.cds_service.trust_desk import EC, ISSUER, PUBLIC, RSA, jwks, trusting

DOCKERFILE = Path(__file__).parents[2] / "Dockerfile"
SANDBOX = "https://sandbox.cds-hooks.org"
PUBLISHED = {
    "kty": "EC",
    "crv": "P-384",
    "kid": "44823f3d-0b01-4a6c-a80e-b9d3e8a7226f",
    "x": "dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB",
    "y": "Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy",
}
KEYS = jwks()["keys"]
WEAK = {"kty": "RSA", "kid": "weak", "e": "AQAB", "n": "w" * 171}
CONTAINER = json.loads(re.findall(r"^CMD (.*)", DOCKERFILE.read_text(), re.MULTILINE)[-1])
EVERYWHERE = CONTAINER[CONTAINER.index("--host") + 1]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """A folder without a `.env` file."""
    monkeypatch.chdir(tmp_path)


def issuers(entry, url=ISSUER):
    """The issuers of settings with one entry."""
    return load_issuers(json.dumps({url: entry}))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"]
)
def test_on_loopback_nothing_needs_to_be_set(host):
    """A service that never leaves this machine is open by default."""
    assert is_loopback(host)
    assert open_door(Settings(), host).verifier is None


@pytest.mark.parametrize(
    "host", [EVERYWHERE, "::", "", "10.0.0.1", "cds.example.org", "127.0.0.1.nip.io"]
)
def test_off_is_refused_elsewhere(host):
    """119: `CDS_AUTH=off` on an address that others reach stops the start."""
    with pytest.raises(SettingsError, match="CDS_AUTH"):
        open_door(Settings(auth="off"), host)


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"public_url": ""}, "CDS_PUBLIC_URL"),
        ({"public_url": "http://cds.example.org"}, "CDS_PUBLIC_URL"),
        ({"public_url": "cds.example.org"}, "CDS_PUBLIC_URL"),
        ({"public_url": "https://cds.example.org/?x=1"}, "CDS_PUBLIC_URL"),
        ({"public_url": "https://u:p@cds.example.org"}, "CDS_PUBLIC_URL"),
        ({"trusted_issuers": ""}, "CDS_TRUSTED_ISSUERS"),
        ({"trusted_issuers": "nowhere.json"}, "CDS_TRUSTED_ISSUERS"),
        ({"database_url": "sqlite:////nowhere/at/all.db"}, "CDS_DATABASE_URL"),
    ],
)
@pytest.mark.parametrize("auth", ["required", None])
def test_what_is_missing_is_named(tmp_path, more, named, auth):
    """Where tokens are required, a missing or unusable variable stops the start by name."""
    with pytest.raises(SettingsError, match=named):
        open_door(trusting(tmp_path, auth=auth, **more), EVERYWHERE)


def test_required_counts_on_loopback_too(tmp_path):
    """`CDS_AUTH=required` protects a service behind a proxy of the same host."""
    assert open_door(trusting(tmp_path), "127.0.0.1").verifier is not None


def test_issuers_that_are_named_are_never_ignored(tmp_path):
    """Without `CDS_AUTH`, naming issuers demands tokens on loopback too; only `off` does not."""
    for auth, demands in ((None, True), ("off", False)):
        door = open_door(trusting(tmp_path, auth=auth), "127.0.0.1")

        assert (door.verifier is not None) == demands


def test_the_command_says_what_to_do(monkeypatch):
    """`serve` on an open address without settings ends with a sentence and exit code 2."""
    monkeypatch.setenv("CDS_LOG_LEVEL", "info")
    for more in ({}, {"CDS_AUTH": "off"}):
        result = CliRunner().invoke(main, ["serve", "--host", EVERYWHERE], env=more)

        assert result.exit_code == 2
        assert "CDS_" in result.output


def test_an_open_service_answers_this_machine_alone():
    """However it was started: without tokens, a caller from elsewhere is refused."""
    client = create_app(Settings()).test_client()
    answers = [
        client.post(VIEW, json=view(), environ_base={"REMOTE_ADDR": address}).status_code
        for address in ("127.0.0.1", "::1", "10.0.0.1")
    ]

    assert answers == [200, 200, 401]


def test_local_callers_have_the_bases_of_the_site():
    """Nobody is identified on loopback: everybody has the FHIR servers handed in."""
    bases = frozenset({"http://127.0.0.1:8080/fhir"})

    assert open_door(Settings(), "127.0.0.1", bases).local.fhir_bases == bases


def test_issuers_may_lie_in_a_file(tmp_path):
    """The variable holds JSON or the path of a file with it."""
    (tmp_path / "issuers.json").write_text(json.dumps({ISSUER: {"keys": KEYS}}))

    assert load_issuers("issuers.json")[ISSUER].algorithms == ("ES384", "RS384")


def test_an_issuer_brings_its_own_fhir_servers():
    """FHIR bases belong to the client, and a slash at the end does not matter."""
    found = issuers({"keys": KEYS, "fhir": ["https://fhir.example.org/r4/"], "name": "H"})

    assert found[ISSUER].fhir_bases == {"https://fhir.example.org/r4"}
    assert found[ISSUER].name == "H"


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ({}, "jwks_url or keys"),
        ({"keys": KEYS, "jwks_url": "https://x.example.org"}, "jwks_url or keys"),
        ({"jwks_url": "http://ehr.example.org/jwks"}, "jwks_url: expected an absolute https"),
        ({"jwks_url": "file:///etc/passwd"}, "jwks_url"),
        ({"keys": []}, "at least one key"),
        ({"keys": [KEYS[0], KEYS[0]]}, "a kid of its own"),
        ({"keys": [EC.as_dict(private=True)]}, "key 1 is a secret"),
        ({"keys": [{"kty": "oct", "kid": "1", "k": "c2VjcmV0"}]}, "key 1 is a secret"),
        ({"keys": [{**KEYS[0], "use": "enc"}]}, "key 1 needs a kid"),
        ({"keys": [{**KEYS[0], "alg": "ES256"}]}, "key 1 needs a kid"),
        ({"keys": [{**KEYS[0], "x": "AAAA"}]}, "broken or too short"),
        ({"keys": [WEAK]}, "broken or too short"),
        ({"keys": [PUBLISHED]}, "published"),
        ({"keys": KEYS, "algorithms": ["HS256"]}, "algorithms: expected some of"),
        ({"keys": KEYS, "algorithms": ["none"]}, "algorithms: expected some of"),
        ({"keys": KEYS, "algorithms": []}, "algorithms"),
        ({"keys": KEYS, "tenants": []}, "tenants"),
        ({"keys": KEYS, "fhir": ["http://fhir.example.org"]}, "fhir › 0"),
        ({"keys": KEYS, "test": "yes"}, "test"),
        ({"keys": KEYS, "jwks_uri": "x"}, "jwks_uri"),
        (3, ISSUER),
    ],
)
def test_a_fault_is_told_with_its_place(entry, place):
    """Issuers are read strictly; the message names variable, issuer and member."""
    with pytest.raises(IssuersError, match="CDS_TRUSTED_ISSUERS › https://ehr") as caught:
        issuers(entry)

    assert place in str(caught.value)


@pytest.mark.parametrize(
    "text", ["{}", "{", "[]", '{"a": 1, "a": 2}', '{"ehr": {"keys": []}}', "{" * 100_000, "\0"]
)
def test_what_are_no_issuers_is_refused(text):
    """Broken JSON, nothing at all, a repeated issuer and one that is no URI stop the start."""
    with pytest.raises(IssuersError, match="CDS_TRUSTED_ISSUERS"):
        load_issuers(text)


def test_an_issuer_is_a_uri():
    """`iss` is a URI, and one that is none is a slip of the pen."""
    with pytest.raises(IssuersError, match="URI"):
        issuers({"keys": [RSA.as_dict(private=False)]}, url="ehr")


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        (SANDBOX, {"keys": KEYS}),
        (ISSUER, {"jwks_url": SANDBOX + "/.well-known/jwks.json"}),
        (ISSUER, {"keys": [PUBLISHED]}),
    ],
)
def test_the_public_sandbox_is_for_desks(tmp_path, url, entry):
    """119: refused unless marked as a test, and then on loopback alone."""
    with pytest.raises(IssuersError):
        issuers(entry, url)
    marked = json.dumps({url: {**entry, "test": True}})
    settings = trusting(tmp_path, trusted_issuers=marked)

    assert open_door(settings, "127.0.0.1").verifier is not None
    with pytest.raises(SettingsError, match="test issuer"):
        open_door(settings, EVERYWHERE)


def test_leeway_and_lifetime_can_be_set(tmp_path):
    """A site may choose other limits within reason."""
    settings = trusting(tmp_path, jwt_leeway_s=10, jwt_max_lifetime_s=60)
    limits = open_door(settings, "127.0.0.1").verifier.limits

    assert (limits.leeway, limits.lifetime) == (10, 60)
    assert open_door(settings, "127.0.0.1").verifier.public_url == PUBLIC
