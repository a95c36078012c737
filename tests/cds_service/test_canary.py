"""Patient data planted wherever a call can hold it never comes out by a side door.

Side doors are the log, the figures and every error. Cards may quote a chart, and only they.
"""

from __future__ import annotations

import copy
import json
import socket
from typing import Any

import pytest
import requests

from cds_service.log import FIELDS
from tests.cds_service.calls import SELECT, SIGN, VIEW, outcome
from tests.cds_service.samples import SAMPLE
from tests.conftest import AS_OF
from tests.serving import serving

TIMEOUT = 30
NAME = "Canaryhildur"
CANARIES = {
    "patient id": "canary-patient-7f3a91",
    "order id": "canary-order-5d20c4",
    "record id": "canary-record-1b88e0",
    "user id": "canary-user-90ab12",
    "name": NAME,
    "clinical text": "canarytext weeping oncocytoma",
    "token": "canarytoken.eyJhbGciOiJub25lIn0.c2lnbmF0dXJl",
    "secret": "canarysecret-hunter2",
    "address": "http://127.0.0.1:9/canary-fhir",
    "instance": "canary-instance-00112233",
}
WORDS = tuple(word.encode() for word in ("canary", "Canary", "CANARY"))


def planted() -> dict[str, Any]:
    """A call that leads to cards, with a canary in every place that can hold one."""
    text = json.dumps(SAMPLE)
    text = text.replace(SAMPLE["context"]["patientId"], CANARIES["patient id"])
    call: dict[str, Any] = json.loads(text)
    draft = call["context"]["draftOrders"]["entry"][0]["resource"]
    draft["id"] = CANARIES["order id"]
    draft["note"] = [{"text": CANARIES["clinical text"]}]
    call["context"]["selections"] = [f"{draft['resourceType']}/{draft['id']}"]
    call["context"]["userId"] = f"Practitioner/{CANARIES['user id']}"
    call["context"]["encounterId"] = CANARIES["record id"]
    call["hookInstance"] = CANARIES["instance"]
    call["fhirServer"] = CANARIES["address"]
    call["fhirAuthorization"] = {"access_token": CANARIES["token"], "scope": NAME, "subject": NAME}
    call["extension"] = {CANARIES["secret"]: [CANARIES["secret"]]}
    call["prefetch"]["patient"]["name"] = [{"family": NAME, "text": NAME}]
    call["prefetch"]["reports"] = report()
    return call


def report() -> dict[str, Any]:
    """A report in which nothing but canaries is said."""
    resource = {
        "resourceType": "DiagnosticReport",
        "id": CANARIES["record id"],
        "status": "final",
        "subject": {"reference": f"Patient/{CANARIES['patient id']}", "display": NAME},
        "code": {"text": CANARIES["clinical text"]},
        "conclusion": f"{NAME}: {CANARIES['clinical text']}",
        "issued": CANARIES["clinical text"],
    }
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": resource}]}


def changed(*path: Any) -> dict[str, Any]:
    """The planted call with the value at a path replaced by the last argument."""
    call = planted()
    *parents, name, value = path
    node: Any = call
    for parent in parents:
        node = node[parent]
    node[name] = value
    return call


def refused() -> list[tuple[str, Any]]:
    """Calls that end in an error."""
    mark = CANARIES["clinical text"]
    return [
        (SELECT, changed("hook", mark)),
        (SELECT, changed("hookInstance", {mark: mark})),
        (SELECT, changed("context", [mark])),
        (SELECT, changed("context", "patientId", {mark: 1})),
        (SELECT, changed("context", "draftOrders", mark)),
        (SELECT, changed("prefetch", mark)),
        (SELECT, changed("prefetch", {mark: mark})),
        (SELECT, changed("prefetch", {})),
        (SELECT, changed("prefetch", "conditions", outcome() | {"text": mark})),
        (SELECT, changed("prefetch", "patient", mark)),
        (VIEW, planted()),
        (SIGN, planted()),
        (f"/cds-services/{CANARIES['patient id']}", planted()),
        (f"/{CANARIES['patient id']}?name={NAME}", planted()),
        ("/healthz", planted()),
    ]


def answered() -> list[tuple[str, Any]]:
    """Calls that end in cards, with charts that are hard to read."""
    odd = {"resourceType": "Condition", "id": [NAME], "subject": NAME, "code": {"coding": NAME}}
    twisted = copy.deepcopy(report())
    twisted["entry"].extend([{"resource": odd}, NAME, {"resource": NAME}])
    return [
        (SELECT, planted()),
        (SELECT, changed("prefetch", "conditions", twisted)),
        (SELECT, changed("prefetch", "observations", twisted)),
        (SELECT, changed("context", "draftOrders", "entry", 0, "resource", "code", NAME)),
        ("/explain/oncology-order-select", planted()),
    ]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service that writes all it can, may read from a server that is not there, has a secret."""
    settings = {
        "CDS_AS_OF": AS_OF,
        "CDS_LOG_LEVEL": "debug",
        "CDS_MAX_BODY_MB": "1",
        "CDS_FHIR_ALLOWLIST": CANARIES["address"],
        "UNRELATED_SECRET": CANARIES["secret"],
    }
    folder = tmp_path_factory.mktemp("canary")
    with serving(folder, "--workers", "2", settings=settings) as running:
        yield running


@pytest.fixture(scope="module")
def errors(service):
    """The bodies and headers of every refusal, after all calls have been sent."""
    headers = {"Authorization": f"Bearer {CANARIES['token']}", "Cookie": CANARIES["secret"]}
    for url, body in answered():
        answer = requests.post(service.url + url, json=body, headers=headers, timeout=TIMEOUT)
        assert answer.status_code == 200, answer.text
    found = []
    for url, body in refused():
        answer = requests.post(service.url + url, json=body, headers=headers, timeout=TIMEOUT)
        found.append((url, answer.status_code, answer.content + repr(answer.headers).encode()))
    return found + list(unreadable(service))


def unreadable(service):
    """Refusals of what is no JSON, too large, of another kind, or no HTTP at all."""
    name = NAME.encode()
    bodies = [
        ({"Content-Type": "application/json"}, b'{"name": ' + name),
        ({"Content-Type": "application/json"}, json.dumps([NAME] * 200_000).encode()),
        ({"Content-Type": f"text/{NAME}"}, name),
        ({"Content-Type": "application/json", "Content-Encoding": NAME}, name),
    ]
    for headers, body in bodies:
        answer = requests.post(service.url + VIEW, data=body, headers=headers, timeout=TIMEOUT)
        yield VIEW, answer.status_code, answer.content
    for line in (b"GET /%s HTTP/7.7", b"%s", b"GET / HTTP/1.1\r\n%s: %s %s\x00", b"%s /"):
        with socket.create_connection(("127.0.0.1", service.port), timeout=TIMEOUT) as wire:
            wire.sendall(line.replace(b"%s", name) + b"\r\n\r\n")
            yield "no HTTP", 400, b"".join(iter(lambda: wire.recv(65_536), b""))


def test_the_canaries_are_planted():
    """Each of them is in the call, so that the search for them can find something."""
    text = json.dumps(planted())

    assert [kind for kind, canary in CANARIES.items() if canary not in text] == []


def test_every_error_is_an_error(errors):
    """The calls that should fail do fail, without a fault of ours."""
    assert [(url, status) for url, status, _ in errors if not 400 <= status < 500] == []


def test_no_error_sings(errors):
    """No body and no header of an error holds a canary."""
    assert [url for url, _, said in errors if any(word in said for word in WORDS)] == []


def test_no_figure_sings(service, errors):
    """Neither figures nor the other pages for operators hold a canary."""
    del errors
    for path in ("/metrics", "/readyz", "/healthz", "/openapi.json", "/cds-services"):
        page = requests.get(service.url + path, timeout=TIMEOUT)

        assert page.status_code == 200
        assert not any(word in page.content for word in WORDS)


def test_no_line_of_the_log_sings(service, errors):
    """The log has a line for every call, of allowed fields alone, and none holds a canary."""
    written = service.log.read_bytes()
    lines = [json.loads(line) for line in written.splitlines() if line.startswith(b"{")]

    assert len(lines) >= len(errors) + len(answered())
    assert not any(word in written for word in WORDS)
    assert all(set(line) <= FIELDS for line in lines)
