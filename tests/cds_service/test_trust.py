"""Client trust, item by item of the protocol checklist (section K, 111 to 119)."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import flask
import pytest

from cds_service.trust.client import TrustedClient
from cds_service.trust.guard import OPEN, PROTECTED
from cds_service.trust.keys import KeyServer
from tests.cds_service.calls import VIEW, view
from tests.cds_service.trust_desk import (
    EC,
    FHIR,
    ISSUER,
    OTHER,
    PUBLIC,
    RSA,
    bearer,
    jwks,
    key_server,
    service,
    signed,
)

DISCOVERY = "/cds-services"
EXPLAIN = "/explain/oncology-patient-view"
WAYS = [("GET", DISCOVERY), ("POST", VIEW), ("POST", EXPLAIN)]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A service that demands tokens and knows our client's keys."""
    return service(tmp_path_factory.mktemp("trust"))


@pytest.fixture
def call(app):
    """Call an address with a token; gives the answer."""

    def run(token=None, path=VIEW, method="POST", headers=None):
        sent = headers if headers is not None else bearer(token) if token else {}
        body = view() if method == "POST" else None
        return app.test_client().open(path, method=method, json=body, headers=sent)

    return run


def status(answer):
    """The status, checked to come with its challenge."""
    assert (answer.status_code == 401) == ("WWW-Authenticate" in answer.headers)
    return answer.status_code


@pytest.mark.parametrize(("method", "path"), WAYS)
def test_every_door_asks_for_a_token(call, method, path):
    """111: discovery, hooks and the explanation answer 401 without a token and 200 with one."""
    assert status(call(path=path, method=method)) == 401
    assert status(call(signed(path), path, method)) == 200


def test_every_address_is_decided(app):
    """111: each address of the application is on exactly one of the two lists."""
    addresses = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert addresses <= {*PROTECTED, *OPEN}
    assert not set(PROTECTED) & set(OPEN)


def test_an_address_nobody_thought_of_is_closed(tmp_path):
    """111: an address on neither list needs a token."""
    app = service(tmp_path)
    app.add_url_rule("/new", "new", lambda: "open")

    assert app.test_client().get("/new").status_code == 401


def test_probes_and_preflights_need_no_token(call):
    """111: the health of the process, and the preflight of a browser, are open."""
    assert call(path="/healthz", method="GET").status_code == 200
    assert call(path=VIEW, method="OPTIONS").status_code == 200


def test_browsers_can_ask_and_read_refusals(tmp_path):
    """111: a preflight needs no token, and a refusal carries the origin like any answer."""
    desk = "https://desk.example.org"
    client = service(tmp_path, cors_origins=desk).test_client()
    asks = {"Access-Control-Request-Method": "POST", "Origin": desk}
    preflight = client.options(VIEW, headers=asks)
    refusal = client.post(VIEW, json=view(), headers={"Origin": desk})

    assert (preflight.status_code, refusal.status_code) == (200, 401)
    for answer in (preflight, refusal):
        assert answer.headers["Access-Control-Allow-Origin"] == desk


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "jti"])
@pytest.mark.parametrize("value", [None, "", 7, True, [], {}, [3], -1, 1e300, "\ud800"])
def test_every_claim_is_needed(call, name, value):
    """112: a token without one of the five claims, or with one of another kind, is refused."""
    assert status(call(signed(VIEW, **{name: value}))) == 401


@pytest.mark.parametrize(
    "header",
    [{"kid": None}, {"kid": ""}, {"typ": None}, {"typ": "at+jwt"}, {"typ": ["JWT"]}],
    ids=str,
)
def test_the_header_names_type_and_key(call, header):
    """112: `typ` is JWT and `kid` is there."""
    assert status(call(signed(VIEW, header=header))) == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Basic dTpw"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer x"},
        {"Authorization": "Bearer " + "[" * 3000},
        {"Authorization": "Bearer ä.ö.ü"},
        {"Authorization": "Bearer eyJ.eyJ." + "A" * 9000},
        {"Authorization": "Bearer W10.W10.W10"},
    ],
    ids=lambda value: value["Authorization"][:20],
)
def test_what_is_no_token_is_refused(call, headers):
    """112: other schemes, junk and giants are 401."""
    assert status(call(headers=headers)) == 401


def test_a_giant_is_refused_though_it_is_signed(call):
    """112: a token of more than 8 000 characters is not read."""
    assert status(call(signed(VIEW, filler="x" * 5000))) == 200
    assert status(call(signed(VIEW, filler="x" * 9000))) == 401


def test_a_scheme_in_any_case(call):
    """112: schemes of HTTP do not care for case."""
    assert status(call(headers={"Authorization": f"bearer {signed(VIEW)}"})) == 200


@pytest.mark.parametrize(
    "aud",
    [PUBLIC + VIEW, PUBLIC + VIEW + "/", ["https://x.example.org", PUBLIC + VIEW]],
    ids=["string", "slash", "array"],
)
def test_the_audience_is_the_address_called(call, aud):
    """113: `aud` is the URL of the address, alone or among others."""
    assert status(call(signed(VIEW, aud=aud))) == 200


@pytest.mark.parametrize(
    "aud",
    [
        PUBLIC,
        PUBLIC + "/",
        PUBLIC + DISCOVERY,
        PUBLIC + VIEW + "/feedback",
        "http://localhost" + VIEW,
        VIEW,
        PUBLIC.upper() + VIEW,
        [],
        [PUBLIC + DISCOVERY],
        [PUBLIC + VIEW, 3],
    ],
    ids=str,
)
def test_another_audience_is_refused(call, aud):
    """113: a token for another address of ours, or for the Host header, opens nothing."""
    assert status(call(signed(VIEW, aud=aud))) == 401


def test_an_audience_can_be_forgiven_to_one_client(tmp_path):
    """113: a client that is known to get `aud` wrong is exempt by name, others are not."""
    entry = {"keys": jwks()["keys"], "audiences": ["https://old.example.org/"]}
    forgiving = service(tmp_path, entry).test_client()

    for aud, expected in (("https://old.example.org", 200), ("https://new.example.org", 401)):
        headers = bearer(signed(VIEW, aud=aud))
        assert forgiving.post(VIEW, json=view(), headers=headers).status_code == expected


@pytest.mark.parametrize(
    ("issued", "expires", "expected"),
    [
        (0, 300, 200),
        (0.5, 300.5, 200),
        (3, 303, 200),
        (-290, 10, 200),
        (-303, -2, 200),
        (8, 300, 401),
        (3600, 3900, 401),
        (-310, -10, 401),
        (0, 3600, 401),
        (0, 0, 401),
        (0, -1, 401),
    ],
)
def test_a_token_has_its_time(call, issued, expires, expected):
    """114: five seconds of leeway both ways; five minutes of life at the most."""
    now = time.time()

    assert status(call(signed(VIEW, iat=now + issued, exp=now + expires))) == expected


def test_not_before_is_heeded(call):
    """114: a token that says from when it is valid is not valid earlier."""
    assert status(call(signed(VIEW, nbf=time.time() + 60))) == 401


def test_a_fixed_clinical_clock_does_not_stop_the_time_of_tokens(tmp_path):
    """114: `CDS_AS_OF` is the day of the chart, never the clock of a token."""
    client = service(tmp_path, as_of="2020-01-01T00:00:00Z").test_client()
    then = 1_577_836_800
    stale, fresh = signed(VIEW, iat=then, exp=then + 300), signed(VIEW)

    assert client.post(VIEW, json=view(), headers=bearer(stale)).status_code == 401
    assert client.post(VIEW, json=view(), headers=bearer(fresh)).status_code == 200


def test_a_token_opens_once(call):
    """115: the second use of a token is refused, and so is another token with its id."""
    token = signed(VIEW, jti="once")

    assert [status(call(one)) for one in (token, token, signed(VIEW, jti="once"))] == [
        200,
        401,
        401,
    ]


def test_a_refused_token_leaves_its_id_free(call):
    """115: a forged token cannot use up the id of a real one."""
    call(signed(VIEW, OTHER, jti="mine"))
    call(signed(VIEW, jti="mine", exp=1))

    assert status(call(signed(VIEW, jti="mine"))) == 200


@pytest.mark.parametrize(
    ("key", "alg", "expected"),
    [(EC, "ES384", 200), (RSA, "RS384", 200), (RSA, "RS256", 401), (RSA, "PS384", 401)],
)
def test_algorithms_are_ours_to_choose(call, key, alg, expected):
    """116: ES384 and RS384 by default; a key may be the right one and its use still refused."""
    assert status(call(signed(VIEW, key, alg))) == expected


@pytest.mark.parametrize("remote", [True, False])
def test_a_key_serves_every_algorithm_that_fits_it(tmp_path, remote):
    """116: one RSA key verifies each listed algorithm that it was not restricted from."""
    with key_server() as server:
        source = {"jwks_url": server.url} if remote else jwks(RSA)
        entry = {**source, "algorithms": ["RS256", "PS384", "RS384"]}
        client = service(tmp_path, entry).test_client()
        for alg in entry["algorithms"]:
            headers = bearer(signed(VIEW, RSA, alg))
            assert client.post(VIEW, json=view(), headers=headers).status_code == 200


def test_an_issuer_may_have_other_algorithms(tmp_path):
    """116: the list of an issuer replaces the default."""
    entry = {"keys": [RSA.as_dict(private=False)], "algorithms": ["PS384"]}
    client = service(tmp_path, entry).test_client()

    for alg, expected in (("PS384", 200), ("RS384", 401)):
        headers = bearer(signed(VIEW, RSA, alg))
        assert client.post(VIEW, json=view(), headers=headers).status_code == expected


def test_keys_come_from_the_server_that_we_know(tmp_path):
    """117: one fetch serves many tokens; the place that a token names must be that one."""
    with key_server() as server:
        client = service(tmp_path, {"jwks_url": server.url}).test_client()
        tokens = [
            signed(VIEW, header={"jku": server.url}),
            signed(VIEW),
            signed(VIEW, header={"jku": server.url + "/elsewhere"}),
            signed(VIEW, header={"jku": [server.url]}),
        ]
        answers = [client.post(VIEW, json=view(), headers=bearer(one)) for one in tokens]

        assert [answer.status_code for answer in answers] == [200, 200, 401, 401]
        assert server.paths == ["/jwks.json"]


@pytest.mark.parametrize(("tenant", "expected"), [("ward-1", 200), ("ward-9", 401), (None, 401)])
def test_tenants_can_be_listed(tmp_path, tenant, expected):
    """117: where tenants are listed, a token needs one of them."""
    entry = {"keys": jwks()["keys"], "tenants": ["ward-1"]}
    headers = bearer(signed(VIEW, tenant=tenant))

    assert (
        service(tmp_path, entry).test_client().post(VIEW, json=view(), headers=headers).status_code
        == expected
    )


def test_a_new_key_is_found_after_a_while():
    """117: an unknown `kid` makes one fetch in a cooldown, which takes up what changed."""
    with key_server(jwks(EC)) as server:
        keys = KeyServer(server.url, ["ES384", "RS384"])
        assert keys.find("ES384", EC.kid)
        server.body = json.dumps(jwks(RSA)).encode()
        assert keys.find("RS384", RSA.kid) is None
        keys.cooldown_duration = 0
        assert keys.find("RS384", RSA.kid)

        assert keys.find("ES384", EC.kid) is None
        assert len(server.paths) == 3


def test_a_slow_key_server_holds_up_nobody_whose_key_we_have():
    """117: while one call waits for an unknown key, known keys are found at once."""
    with key_server() as server, ThreadPoolExecutor(1) as pool:
        keys = KeyServer(server.url, ["ES384"])
        assert keys.find("ES384", EC.kid)
        keys.cooldown_duration, server.delay = 0, 1.5
        waiting = pool.submit(keys.find, "ES384", "unknown")
        while len(server.paths) < 2:
            time.sleep(0.01)
        assert keys.find("ES384", EC.kid)

        assert not waiting.done()
        assert waiting.result() is None


@pytest.mark.parametrize(
    ("body", "code"), [(None, 500), (b"<html>", 200), (b"[]", 200), (b'{"keys": 3}', 200)]
)
def test_a_key_server_that_fails_is_no_fault_of_the_token(tmp_path, body, code):
    """117: 503 while keys cannot be had, and the server is left in peace for a while."""
    with key_server(body, code) as server:
        client = service(tmp_path, {"jwks_url": server.url}).test_client()
        answers = [client.post(VIEW, json=view(), headers=bearer(signed(VIEW))) for _ in range(5)]

        assert {answer.status_code for answer in answers} == {503}
        assert answers[0].headers["Retry-After"]
        assert answers[0].json["issue"][0]["code"] == "transient"
        assert len(server.paths) == 1


def test_a_memory_that_fails_lets_nobody_in(tmp_path):
    """115: a token that cannot be remembered is not accepted."""
    app = service(tmp_path)
    (tmp_path / "seen.sqlite3").write_bytes(b"no database at all" * 100)
    answer = app.test_client().post(VIEW, json=view(), headers=bearer(signed(VIEW)))

    assert answer.status_code == 503


def test_the_refused_learn_nothing(call):
    """118: all refusals are the same bytes."""
    tokens = [None, signed(VIEW, OTHER), signed(VIEW, exp=1), signed(VIEW, iss="https://x")]
    answers = [call(token) for token in tokens]

    assert len({answer.data for answer in answers}) == 1
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert answers[0].json["resourceType"] == "OperationOutcome"


def test_no_token_enters_the_log(tmp_path, capsys):
    """118: `iss`, `tenant` and `jti` alone are logged, and those only if they are harmless."""
    client = service(tmp_path).test_client()
    canary = "Xyzzyxdottir"
    more = {"sub": canary, "name": canary, "tenant": f"{canary} 1950", "aud": canary}
    tokens = [
        signed(VIEW, **more, jti="known-1"),
        signed(VIEW, OTHER, header={"kid": canary, "jku": canary}, jti=f"{canary}\n{{}}"),
        signed(VIEW, sub=canary, jti="known-2"),
    ]
    for token in tokens:
        client.post(VIEW, json=view(), headers=bearer(token))
    client.post(VIEW, json=view(), headers={"Authorization": f"Bearer {canary}"})
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]

    assert canary not in written
    assert not any(part in written for token in tokens for part in token.split("."))
    assert [line.get("refusal") for line in lines] == [
        "WRONG_AUDIENCE",
        "UNKNOWN_KEY",
        None,
        "MALFORMED",
    ]
    assert [line.get("iss") for line in lines] == [ISSUER, ISSUER, ISSUER, None]
    assert lines[0]["jti"] == "known-1"
    assert lines[0]["problem"] == "UNTRUSTED"


@pytest.mark.parametrize("marked", [True, False])
def test_a_published_key_is_no_proof(tmp_path, marked, monkeypatch):
    """119: a key whose private half is published opens only what is marked as a test."""
    monkeypatch.setattr("cds_service.trust.algorithms.PUBLISHED", {EC.thumbprint()})
    with key_server() as server:
        client = service(tmp_path, {"jwks_url": server.url, "test": marked}).test_client()
        answer = client.post(VIEW, json=view(), headers=bearer(signed(VIEW)))

        assert answer.status_code == (200 if marked else 401)


def test_handlers_know_the_client(app):
    """The caller is at hand with its own FHIR servers, and tells handlers who it is."""
    seen = []
    with app.test_request_context(VIEW, method="POST", headers=bearer(signed(VIEW, tenant="w"))):
        app.preprocess_request()
        seen.append(flask.g.client)

    assert seen == [TrustedClient("The hospital", frozenset({FHIR}), ISSUER, "w")]
