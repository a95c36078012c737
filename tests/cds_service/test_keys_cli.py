"""`cds-service keys`: what it makes opens the door, or does not."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cds_service.cli import main
from cds_service.trust.samples import BAD
from tests.cds_service.calls import VIEW, view
from tests.cds_service.trust_desk import ISSUER, PUBLIC, bearer, service


def run(*words):
    """The result of `cds-service keys …`."""
    return CliRunner().invoke(main, ["keys", *map(str, words)])


@pytest.fixture(scope="module", params=["ES384", "RS384"])
def desk(request, tmp_path_factory):
    """A folder with a key pair, and a service that knows its public half."""
    folder = tmp_path_factory.mktemp("desk")
    assert run("new", "--out", folder, "--alg", request.param).exit_code == 0
    published = json.loads((folder / "jwks.json").read_text())
    return folder, service(folder, published).test_client()


def answered(desk, *more):
    """The status of a call with a token of the command."""
    folder, client = desk
    key = folder / "private.jwk.json"
    result = run("token", "--key", key, "--iss", ISSUER, "--aud", PUBLIC + VIEW, *more)
    assert result.exit_code == 0, result.output
    return client.post(VIEW, json=view(), headers=bearer(result.stdout.strip())).status_code


def test_a_token_opens_the_door(desk):
    """A token from the command line is accepted, also with a tenant and an id of one's own."""
    assert answered(desk) == 200
    assert answered(desk, "--tenant", "ward-1", "--jti", "mine") == 200
    assert answered(desk, "--jti", "mine") == 401


@pytest.mark.parametrize("bad", sorted(BAD))
def test_a_bad_token_does_not(desk, bad):
    """Every way to spoil a token is refused."""
    assert answered(desk, "--bad", bad) == 401


def test_the_private_key_is_private(desk):
    """The secret is readable by its owner alone and no part of it is published."""
    folder, _ = desk
    secret = folder / "private.jwk.json"
    (published,) = json.loads((folder / "jwks.json").read_text())["keys"]

    assert secret.stat().st_mode & 0o777 == 0o600
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(published)


def test_a_key_is_never_overwritten(desk):
    """A second key pair goes to another folder."""
    folder, _ = desk
    before = (folder / "private.jwk.json").read_bytes()

    assert run("new", "--out", folder).exit_code == 1
    assert (folder / "private.jwk.json").read_bytes() == before


@pytest.mark.parametrize("content", [None, "x", "[]", '{"kty": "EC"}'])
def test_a_file_that_is_no_key_is_explained(tmp_path, content):
    """A missing or strange file is a message, not a traceback."""
    file = tmp_path / "key.json"
    if content is not None:
        file.write_text(content)
    result = run("token", "--key", file, "--iss", ISSUER, "--aud", PUBLIC)

    assert result.exit_code == 1
    assert "key.json" in result.output
