"""The description of the HTTP surface: complete, valid, and no stricter than the service."""

from __future__ import annotations

import importlib.metadata
import re

import pytest
from jsonschema_rs import validator_for

from tests.cds_service.calls import SELECT, SIGN, VIEW, order, select, sign, view
from tests.cds_service.contract.sandbox import DRAFTS, call
from tests.cds_service.samples import VIGNETTES
from tests.conftest import application, played

# Pages that a person opens in a browser, and what they load, are no part of the interface.
PAGES = frozenset(
    {
        *("/", "/page/<name>", "/page/samples", "/page/markdown"),
        *("/rules", "/rules/<topic>", "/insights"),
    }
)
HOOKS = {VIEW: "patient-view", SELECT: "order-select", SIGN: "order-sign"}


@pytest.fixture
def document(client):
    """The document as it is served."""
    return client.get("/openapi.json").json


def conforms(document, name, value):
    """Whether a value is what the document says under a name."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return validator_for(schema).is_valid(value)


def test_every_address_is_described(document):
    """Whatever is installed is in the document, and nothing else."""
    rules = {rule.rule for rule in application().url_map.iter_rules()} - PAGES
    described = {re.sub(r"oncology-[a-z-]+", "<service_id>", path) for path in document["paths"]}

    assert described == rules


def test_every_service_has_its_path(document):
    """The three hooks are described one by one, each with the envelope of its hook."""
    for path, hook in HOOKS.items():
        body = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]

        assert body["schema"]["$ref"].endswith(f"Call-{hook}")


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_real_clients_fit_the_description(document, draft):
    """What the service takes from real clients is valid by the document as well."""
    for hook in ("patient-view", "order-select", "order-sign"):
        assert conforms(document, f"Call-{hook}", call(hook, draft))


@pytest.mark.parametrize(
    ("hook", "body"),
    [
        ("patient-view", view(observations=None)),
        ("order-select", select(order())),
        ("order-sign", sign(order())),
    ],
)
def test_a_call_without_what_it_owes_does_not_fit(document, hook, body):
    """Every member that the document requires is one that the service requires."""
    assert conforms(document, f"Call-{hook}", body)
    for name in ("hook", "hookInstance", "context"):
        less = {key: value for key, value in body.items() if key != name}

        assert not conforms(document, f"Call-{hook}", less)


def test_our_answers_fit_the_description(document, client):
    """Cards, explanations, discovery and refusals are as the document says."""
    for vignette in VIGNETTES.values():
        answer, explanation = played(vignette)
        assert conforms(document, "Cards", answer)
        assert conforms(document, "Explanation", explanation)
    assert conforms(document, "Discovery", client.get("/cds-services").json)
    assert conforms(document, "Outcome", client.post(VIEW, json={}).json)


def test_its_version_is_that_of_the_release(document):
    """The document names the release, where one is installed."""
    try:
        release = importlib.metadata.version("oncology-cds-hooks")
    except importlib.metadata.PackageNotFoundError:
        release = "0"

    assert document["info"]["version"] == release
