"""The attacks on client trust, against the service as it is started in earnest."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from cds_service.store.database import Database
from cds_service.store.location import parse
from cds_service.store.replay import Replay
from cds_service.trust import samples
from tests.cds_service.calls import VIEW, view
from tests.cds_service.trust_desk import (
    EC,
    ISSUER,
    OTHER,
    PUBLIC,
    RSA,
    bearer,
    key_server,
    serving,
    signed,
    trusting,
)

TIMEOUT = 30
FLOOD = 500
UNTIL = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def forged(name):
    """A token spoiled in the way of that name."""
    key = {**EC.as_dict(private=True), "alg": "ES384", "use": "sig"}
    return samples.sign(
        samples.BAD[name](samples.new_draft(key, ISSUER, PUBLIC + VIEW, time.time()))
    )


def tampered():
    """A good token whose claims were changed after it was signed."""
    head, _, signature = signed(VIEW).split(".")
    return f"{head}.{signed(VIEW).split('.')[1]}.{signature}"


def attacks(jku):
    """Every attack by its name; `jku` is a key server of the attacker."""
    return {
        **{name: forged(name) for name in samples.BAD},
        "tampered": tampered(),
        "unsigned": signed(VIEW).rpartition(".")[0] + ".",
        "another key type": signed(VIEW, RSA, "RS384", header={"kid": EC.kid}),
        "their jku": signed(VIEW, OTHER, header={"kid": "theirs", "jku": jku}),
        "our kid, their jku": signed(VIEW, OTHER, header={"jku": jku}),
        "good key, their jku": signed(VIEW, header={"jku": jku}),
        "their key inside": signed(VIEW, OTHER, header={"jwk": OTHER.as_dict(private=False)}),
        "critical": signed(VIEW, header={"crit": ["x"], "x": 1}),
        "path in kid": signed(VIEW, OTHER, header={"kid": "../../dev/null"}),
        "words of SQL in kid": signed(VIEW, OTHER, header={"kid": "' OR 1=1 --"}),
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A live service of one process, its key server, and another one that it must never ask."""
    folder = tmp_path_factory.mktemp("attacks")
    with key_server() as keys, key_server({"keys": [OTHER.as_dict(private=False)]}) as theirs:
        settings = trusting(folder, {"jwks_url": keys.url})
        with serving(settings, folder / "log", workers=1) as url:
            yield url, keys, theirs, folder / "log"


def post(url, token):
    """The status of a call with that token."""
    answer = requests.post(url + VIEW, json=view(), headers=bearer(token), timeout=TIMEOUT)
    return answer.status_code


def test_every_attack_is_refused_and_costs_nothing(desk):
    """All are 401, a flood of unknown kids too; the key server was asked twice at the most."""
    url, keys, theirs, log = desk
    table = attacks(theirs.url)
    token = signed(VIEW)
    found = {name: post(url, attack) for name, attack in table.items()}
    flood = [signed(VIEW, OTHER, header={"kid": str(uuid.uuid4())}) for _ in range(FLOOD)]
    with ThreadPoolExecutor(8) as pool:
        drowned = list(pool.map(lambda one: post(url, one), flood))

    assert {name: code for name, code in found.items() if code != 401} == {}
    assert set(drowned) == {401}
    assert [post(url, token), post(url, token)] == [200, 401]
    assert 1 <= len(keys.paths) <= 2
    assert theirs.paths == []
    assert not any(part in log.read_text() for part in token.split("."))
    assert all(json.loads(line) for line in log.read_text().splitlines()[1:])


def test_a_token_opens_once_across_workers_and_restarts(tmp_path):
    """Of many calls at once one comes in, and none after a restart."""
    with key_server() as keys:
        settings = trusting(tmp_path, {"jwks_url": keys.url})
        token = signed(VIEW)
        with serving(settings, tmp_path / "log", workers=2) as url, ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: post(url, token), range(24)))
        with serving(settings, tmp_path / "log", workers=2) as url:
            again = post(url, token)

    assert sorted(found) == [200] + [401] * 23
    assert again == 401


def first_uses(url, ids):
    """How many of the ids this process was the first to use."""
    replays = Replay(Database(parse(url)))
    return sum(replays.first_use(ISSUER, one, UNTIL) for one in ids)


def test_the_database_decides_who_was_first(tmp_path):
    """Four processes try the same hundred ids: each id has one winner."""
    url = f"sqlite:///{tmp_path / 'seen.sqlite3'}"
    Database(parse(url)).check()
    ids = [str(number) for number in range(100)]
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        wins = pool.starmap(first_uses, [(url, ids)] * 4)

    assert sum(wins) == 100


def test_ids_belong_to_their_issuer(tmp_path):
    """Two issuers may use the same id; letters of another case are another id."""
    replays = Replay(Database(parse(f"sqlite:///{tmp_path / 'seen.sqlite3'}")))

    uses = [("a", "x"), ("b", "x"), ("a", "X"), ("a", "x")]
    assert [replays.first_use(*use, UNTIL) for use in uses] == [True, True, True, False]


def test_expired_ids_are_forgotten(tmp_path):
    """The memory holds what is still valid, and a minute more for clocks that differ."""
    clock = [1_000.0]
    database = Database(parse(f"sqlite:///{tmp_path / 'seen.sqlite3'}"))
    replays = Replay(database, now=lambda: dt.datetime.fromtimestamp(clock[0], dt.UTC))
    until = dt.datetime.fromtimestamp(1_300, dt.UTC)
    uses = []
    for now in (1_000, 1_299, 1_359, 1_361):
        clock[0] = now
        uses.append(replays.first_use("a", "x", until))

    assert uses == [True, False, False, True]
