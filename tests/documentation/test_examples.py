"""Every example of the documentation does what the page says."""

from __future__ import annotations

import json
import time

import pytest

from cards import knowledge_base
from cds_service.catalogue import PREFETCH
from cds_service.settings import Settings, unknown_variables
from cds_service.trust.issuers import load_issuers
from tests.cds_service.trust_desk import RSA, bearer, jwks, key_server, service, signed
from tests.documentation.session import Session
from tests.documentation.site import PAGES, ROOT, blocks, of_kind
from tests.vignettes.replay import faults
from tests.vignettes.shorthand import read

RUNNING = ("run", "serve")
CHECKED = {"sh", "bash", "python", "json", "toml", "ini"}
KNOWN = {
    *RUNNING, "not run", "issuers", "settings", "content", "site", "vignette", "call", "feedback",
    "scopes", "link",
}  # fmt: skip
PLAYED = [page for page in PAGES if any(one.kind in RUNNING for one in blocks(page))]
HOSPITAL = "https://cds.hospital.example"


def test_every_block_is_an_example():
    """Each block of code says how it is checked, or why it cannot be; no mark is misspelt."""
    every = [block for page in PAGES for block in blocks(page)]
    marked = {block.kind for block in every}

    assert [one.name for one in every if one.language in CHECKED and not one.kind] == []
    assert marked <= {"", *KNOWN}
    assert len(of_kind("run")) > 8


@pytest.mark.parametrize("page", PLAYED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_work(page, live, tmp_path):
    """Typed one after the other, each command ends well and shows what the page promises."""
    session = Session(tmp_path, live.url)
    try:
        for block in blocks(page):
            if block.kind == "serve":
                session.serve(block.text)
            elif block.kind == "run":
                assert block.rest.removeprefix("shows ") in session.run(block.text)
    finally:
        session.stop()


@pytest.mark.parametrize("block", of_kind("issuers"), ids=lambda block: block.name)
def test_issuers_are_read(block, tmp_path):
    """The JSON is what `CDS_TRUSTED_ISSUERS` takes, inline and as a file."""
    (tmp_path / "issuers.json").write_text(block.text)

    assert set(load_issuers(block.text)) == set(json.loads(block.text))
    assert load_issuers(str(tmp_path / "issuers.json"))


@pytest.mark.parametrize("block", of_kind("settings"), ids=lambda block: block.name)
def test_settings_are_read(block, tmp_path, monkeypatch):
    """The lines are a `.env` file of variables that exist, with values that can be used."""
    monkeypatch.delenv("CDS_DATABASE_URL")
    (tmp_path / ".env").write_text(block.text)
    names = [line.partition("=")[0] for line in block.text.splitlines()]

    assert unknown_variables(names) == []
    assert Settings(_env_file=tmp_path / ".env").public_url == HOSPITAL


def content_files():
    """The site content of all pages: file, text."""
    for block in of_kind("content"):
        yield block.rest, block.text
    for block in of_kind("site"):
        for part in block.text.split("# site/")[1:]:
            name, _, text = part.partition("\n")
            yield name, text


@pytest.mark.parametrize(("name", "text"), tuple(content_files()))
def test_site_content_is_read(tmp_path, name, text):
    """A hospital's folder with this file in it is accepted, and the file counts."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    knowledge = knowledge_base.read(knowledge_base.packaged(), tmp_path)

    assert knowledge.site_files == (name,)
    assert knowledge.version != knowledge_base.load().version


@pytest.mark.parametrize("block", of_kind("vignette"), ids=lambda block: block.name)
def test_a_vignette_is_answered_as_it_expects(block, tmp_path):
    """The situation leads to the cards that it names."""
    (tmp_path / "example.toml").write_text(block.text)

    found = read(tmp_path / "example.toml", tmp_path)
    assert [list(faults(one, knowledge_base.load())) for one in found] == [[] for _ in found]


@pytest.mark.parametrize("block", of_kind("call"), ids=lambda block: block.name)
def test_a_call_is_answered(client, block):
    """The body is taken by the service of its hook, and leads to the topic that the page names."""
    hook, topic = block.rest.split()
    answer = client.post(f"/cds-services/oncology-{hook}", json=json.loads(block.text))

    assert answer.status_code == 200
    assert topic in {card["source"]["topic"]["code"] for card in answer.json["cards"]}


def test_the_feedback_is_taken(client):
    """The body is what the feedback address takes."""
    (block,) = of_kind("feedback")
    url = "/cds-services/oncology-order-select/feedback"

    assert client.post(url, json=json.loads(block.text)).json == {"received": 1}


def test_the_scopes_are_those_of_the_data_asked_for():
    """One read scope for each type of the prefetch, and Medication, which is read by reference."""
    (block,) = of_kind("scopes")
    types = {key.type for key in PREFETCH} | {"Medication"}

    assert set(block.text.split()) == {f"patient/{one}.read" for one in types}


@pytest.mark.parametrize("vendor", ["epic", "oracle"])
def test_a_vendor_s_token_opens_the_service(vendor, tmp_path):
    """With the settings of the guide a token of that shape is let in, and the service reads theirs."""
    ((issuer, entry),) = json.loads(of_kind("issuers", vendor)[0].text).items()
    (tmp_path / ".env").write_text(of_kind("settings", vendor)[0].text)
    chosen = Settings(_env_file=tmp_path / ".env")
    with key_server(jwks()) as keys:
        told = {"trusted_issuers": json.dumps({issuer: {**entry, "jwks_url": keys.url}})}
        lifetime = chosen.jwt_max_lifetime_s
        app = service(tmp_path, public_url=HOSPITAL, jwt_max_lifetime_s=lifetime, **told)
        path = "/cds-services"
        now = int(time.time())
        token = signed(
            path,
            key=RSA,
            alg="RS384",
            header={"jku": keys.url},
            iss=issuer,
            aud=HOSPITAL + path,
            iat=now,
            nbf=now - 300,
            exp=now + int(lifetime),
            sub="cds-hooks-client",
        )
        answer = app.test_client().get(path, headers=bearer(token))

    assert answer.status_code == 200
