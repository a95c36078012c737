"""What operators see: readiness, figures, a graceful stop, and errors before any call of ours."""

from __future__ import annotations

import dataclasses
import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from cds_service.app import create_app
from cds_service.errors import Problem
from cds_service.metrics import FETCH_OUTCOMES, HOOKS, KNOWN_TOPICS, OTHER
from cds_service.readiness import Check, failing
from cds_service.settings import Settings
from tests.cds_service.calls import SELECT, VIEW, view
from tests.cds_service.samples import SAMPLE
from tests.conftest import AS_OF
from tests.serving import START, serving

TIMEOUT = 30
LINE = re.compile(r"^(?P<name>[a-z_]+)(?:{(?P<labels>.*)})? [0-9.e+-]+$")
CLOSED = {
    "hook": HOOKS,
    "topic": KNOWN_TOPICS,
    "indicator": {"info", "warning", "critical"},
    "problem": {problem.name.lower() for problem in Problem},
    "outcome": FETCH_OUTCOMES | {OTHER},
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A service with two workers."""
    folder = tmp_path_factory.mktemp("pair")
    with serving(folder, "--workers", "2", settings={"CDS_AS_OF": AS_OF}) as service:
        yield service


def raw(service, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to bytes as they are."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=TIMEOUT) as connection:
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(first.split()[1]), headers, body


def test_ready_when_the_content_is_loaded(client):
    """`/readyz` names what was checked."""
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert "content" in answer.json["checks"]


def test_a_check_that_fails_is_named():
    """A dependency that is missing is 503, and the OperationOutcome says which one."""
    app = create_app(Settings(_env_file=None))
    desk = app.extensions["desk"]
    bare = dataclasses.replace(desk.knowledge, evidence={})
    app.extensions["desk"] = dataclasses.replace(desk, knowledge=bare)
    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json["resourceType"] == "OperationOutcome"
    assert "content" in answer.json["issue"][0]["diagnostics"]


def test_only_failing_checks_are_listed(client):
    """Checks that pass are not named."""
    checks = (Check("one", lambda _: True), Check("two", lambda _: False))

    assert failing(client.application.extensions["desk"], checks) == ("two",)


def test_figures_are_those_of_all_workers(pair):
    """Calls, cards and problems are counted whichever worker answered and whichever is asked."""
    before = pair.figure('cds_call_duration_seconds_count{hook="order-select"}')
    for _ in range(20):
        requests.post(pair.url + SELECT, json=SAMPLE, timeout=TIMEOUT).raise_for_status()
    requests.post(pair.url + VIEW, json={}, timeout=TIMEOUT)

    assert pair.figure('cds_call_duration_seconds_count{hook="order-select"}') == before + 20
    assert pair.figure('cds_cards_total{indicator="warning",topic="stage-iv-surgery"}') >= 20
    assert pair.figure('cds_problems_total{problem="missing"}') >= 1


def test_every_label_is_of_a_closed_list(pair):
    """No label repeats what was sent, whatever was sent."""
    for path in ("/x", VIEW + "x"):
        requests.post(pair.url + path, json={"hook": "x"}, timeout=TIMEOUT)
    page = requests.get(f"{pair.url}/metrics", timeout=TIMEOUT).text
    samples = [line for line in page.splitlines() if not line.startswith("#")]

    assert samples
    for line in samples:
        found = LINE.match(line)
        assert found, line
        for name, value in re.findall(r'(\w+)="([^"]*)"', found["labels"] or ""):
            assert name == "le" or value in CLOSED[name]


def test_both_workers_answer(pair):
    """`--workers 2` is two processes of ours."""
    first = pair.process.pid
    children = Path(f"/proc/{first}/task/{first}/children")
    if not children.exists():
        pytest.skip("this system does not list the children of a process")
    found = children.read_text(encoding="ascii").split()

    assert len(found) == 2


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /Mrs-Xyzzy HTTP/9.9\r\n\r\n", 400),
        (b"GET /cds-services HTTP/1.1\r\nMrs Xyzzy\r\n\r\n", 400),
        (b"Mrs Xyzzy\r\n\r\n", 400),
        (b"GET /" + b"Xyzzy" * 2000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX: " + b"Xyzzy" * 4000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_no_http_is_refused_like_anything_else(pair, request_line, status):
    """Even before a call begins the answer is an OperationOutcome, and nothing sent is repeated."""
    answered, headers, body = raw(pair, request_line)

    assert answered == status
    assert headers["content-type"] == "application/json"
    assert json.loads(body)["resourceType"] == "OperationOutcome"
    assert b"Xyzzy" not in body
    assert "Xyzzy" not in pair.log.read_text()


def test_a_running_call_survives_the_stop(tmp_path):
    """After SIGTERM a call that has begun is answered; the service ends well and leaves nothing."""
    body = json.dumps(view()).encode()
    head = (
        f"POST {VIEW} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    settings = {"CDS_AS_OF": AS_OF, "TMPDIR": str(tmp_path)}
    with serving(tmp_path, "--workers", "1", settings=settings) as service:
        assert list(tmp_path.glob("cds-figures-*"))
        with socket.create_connection(("127.0.0.1", service.port), timeout=TIMEOUT) as slow:
            slow.sendall(head + body[:100])
            time.sleep(0.5)
            service.process.terminate()
            time.sleep(1.5)
            slow.sendall(body[100:])
            answer = b"".join(iter(lambda: slow.recv(65_536), b""))

        assert service.process.wait(timeout=TIMEOUT) == 0
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b'{"cards":[]}')
    assert not list(tmp_path.glob("cds-figures-*"))


def test_a_port_in_use_is_said(pair):
    """What gunicorn says about itself reaches the log as JSON, so that an operator can act."""
    second = subprocess.run(
        [sys.executable, "-c", START, "serve", "--port", str(pair.port)],
        check=False,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    lines = [json.loads(line) for line in second.stderr.splitlines() if line.startswith("{")]

    assert second.returncode == 1
    assert any("Connection in use" in line["event"] for line in lines)
