"""One read from one FHIR server: what is taken, what is refused, and when it ends."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest
import responses

from cds_service.fhir_address import read_address
from cds_service.fhir_client import FetchError, FhirClient
from cds_service.fhir_limits import Limits

URL = "https://fhir.example.org/r4/Patient/p1"
OPAQUE = "Xyzzy-secret"
PATIENT = {"resourceType": "Patient", "id": "p1"}
JSON = "application/fhir+json"


def got(url=URL, **limits):
    """What the client reads at an address."""
    with FhirClient(OPAQUE, Limits(**limits)) as client:
        return client.get(read_address(url))


@contextmanager
def answering(*pieces, pause=0.02, forever=b""):
    """A server on loopback that sends these bytes, then one more now and then; yields its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            for piece in pieces:
                connection.sendall(piece)
            while forever and not done.wait(pause):
                connection.sendall(forever)

    thread = threading.Thread(target=_quietly, args=(serve,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/Patient/p1"
    finally:
        done.set()
        thread.join(5)
        listener.close()


def _quietly(serve):
    try:
        serve()
    except OSError:
        return


@responses.activate
@pytest.mark.parametrize("kind", [JSON, "application/json; charset=utf-8", "Application/JSON"])
def test_json_is_read_with_the_token(kind):
    """Item 58: the answer is the JSON, and the request carried the caller's token."""
    responses.get(URL, json=PATIENT, content_type=kind)

    assert got() == PATIENT
    assert responses.calls[0].request.headers["Authorization"] == f"Bearer {OPAQUE}"


@responses.activate
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"status": 401}, "refused"),
        ({"status": 403, "json": PATIENT}, "refused"),
        ({"status": 404}, "not-found"),
        ({"status": 204}, "server-error"),
        ({"status": 500, "json": PATIENT, "content_type": JSON}, "server-error"),
        ({"status": 302, "headers": {"Location": URL}}, "redirect"),
        ({"status": 301, "headers": {"Location": "https://evil.example/"}}, "redirect"),
        ({"body": "<p>Please log in</p>", "content_type": "text/html"}, "unreadable"),
        ({"body": "{}", "content_type": "text/plain"}, "unreadable"),
        ({"body": '{"resourceType": "Pat', "content_type": JSON}, "unreadable"),
        ({"body": '{"a": NaN}', "content_type": JSON}, "unreadable"),
        ({"body": ConnectionError("refused")}, "unreachable"),
    ],
)
def test_whatever_is_no_answer_in_json_is_an_outcome(answer, outcome):
    """Each failure ends in one word, and no second address is asked."""
    responses.get(URL, **answer)

    with pytest.raises(FetchError) as failure:
        got()
    assert failure.value.args == (outcome,)
    assert len(responses.calls) == 1


@responses.activate
def test_the_allowance_of_bytes_is_shared_by_all_reads():
    """A server cannot fill the memory by sending several large answers."""
    body = json.dumps({**PATIENT, "text": "x" * 600_000})
    responses.get(URL, body=body, content_type=JSON)

    with FhirClient(OPAQUE, Limits(megabytes=1)) as client:
        client.get(read_address(URL))
        with pytest.raises(FetchError, match="too-large"):
            client.get(read_address(URL))


def test_the_allowance_counts_what_is_unpacked():
    """A small compressed answer that unpacks to more than the allowance is refused."""
    bomb = gzip.compress(b"[" + b" " * 50_000_000)
    head = f"Content-Type: {JSON}\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    server = answering(f"HTTP/1.1 200 OK\r\n{head}".encode(), bomb)
    with server as url, pytest.raises(FetchError, match="too-large"):
        got(url, megabytes=1, budget_ms=10_000)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[",),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n[",),
    ],
)
def test_a_body_that_drips_ends_with_the_budget(pieces):
    """Bytes that keep coming do not extend the time."""
    started = time.monotonic()
    with answering(*pieces, forever=b" ") as url, pytest.raises(FetchError, match="timeout"):
        got(url, budget_ms=200)

    assert time.monotonic() - started < 0.45


def test_a_head_that_drips_can_be_cut_off():
    """A thread that waits for headers without end is woken when the time is up."""
    outcomes = []

    def read(client, address):
        try:
            client.get(address)
        except FetchError as error:
            outcomes.append(str(error))

    client = FhirClient(OPAQUE, Limits(budget_ms=200))
    with answering(b"HTTP/1.1 200 OK\r\n", forever=b"X") as url, client:
        thread = threading.Thread(target=read, args=(client, read_address(url)))
        thread.start()
        time.sleep(0.25)
        assert thread.is_alive()
        client.cut_off()
        thread.join(1)

    assert outcomes == ["timeout"]


def test_a_body_shorter_than_announced_is_no_answer():
    """An answer that ends early is refused even where its JSON happens to be whole."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
    with answering(head, b"{}") as url, pytest.raises(FetchError):
        got(url)


def test_a_server_that_is_not_there_is_an_outcome():
    """A refused connection ends at once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(FetchError, match="unreachable"):
        got(f"http://127.0.0.1:{port}/Patient/p1")


def test_a_password_file_does_not_replace_the_token(tmp_path, monkeypatch):
    """The token is sent also where the account has a `.netrc` for that host."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine fhir.example.org login someone password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with responses.RequestsMock() as server:
        server.get(URL, json=PATIENT)
        got()
        sent = server.calls[0].request.headers["Authorization"]

    assert sent == f"Bearer {OPAQUE}"
