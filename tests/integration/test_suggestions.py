"""Every resource that we suggest, judged by three validators that are not ours."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from fhir.resources.R4B import get_fhir_model_class

from cds_service import wire
from tests.cds_service.contract.answers import actions, nodes
from tests.node_parts import installed

SOURCE = Path(__file__).parent / "validator"
FILES = ("package.json", "validate.mjs")
INSTALL = ("npm", "install", "--no-package-lock")
GOOD = {
    "resourceType": "ServiceRequest",
    "status": "draft",
    "intent": "proposal",
    "subject": {"reference": "Patient/p1"},
}
BROKEN = [
    {**GOOD, "intent": "whim"},
    {name: value for name, value in GOOD.items() if name != "subject"},
    {**GOOD, "unheard": 1},
    {**GOOD, "category": {"text": "x"}},
]


def suggested():
    """The resource of every create and update that the vignettes lead to."""
    return [action["resource"] for action in actions() if "resource" in action]


@pytest.fixture(scope="module")
def objections():
    """What the validators from npm object to, resource by resource."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        pytest.skip("independent validation needs Node.js with npm; neither was found")
    folder = installed(SOURCE, FILES, INSTALL)

    def judge(resources):
        answer = subprocess.run(
            [node, "validate.mjs"],
            cwd=folder,
            input=json.dumps(resources).encode(),
            capture_output=True,
            check=True,
            timeout=100,
        )
        return json.loads(answer.stdout)

    return judge


def test_two_strangers_accept_every_suggestion(objections):
    """Item 84: neither of two independent validators objects to anything that we suggest."""
    resources = suggested()

    assert len(resources) > 20
    assert [found for found in objections(resources) if found] == []


def test_the_strangers_do_object(objections):
    """The validators see a wrong code, a missing subject, an unknown member and a wrong shape."""
    assert all(objections(BROKEN))


def test_the_r4b_models_accept_every_suggestion():
    """Item 4: every suggestion is valid by the models of fhir.resources."""
    for resource in suggested():
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_no_suggestion_holds_anything_empty():
    """Item 4: no null, no empty string, array or object is inside, which no validator refuses."""
    for resource in suggested():
        assert not [node for node in nodes(resource) if node in wire.EMPTY]
