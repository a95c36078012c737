"""One line a call, without data of a patient; and our own faults."""

from __future__ import annotations

import dataclasses
import json

import pytest

from cds_service.app import create_app
from cds_service.log import FIELDS
from cds_service.settings import Settings
from fhir_mappers.memo import Memo
from fhir_mappers.one_resource import bounded
from fhir_mappers.readers import READERS
from fhir_mappers.solitude import LoneReader
from tests.cds_service.calls import VIEW, condition, searchset, view

MARK = "Xyzzyxdottir"


@pytest.fixture
def app(capsys):
    """An application whose log goes to the captured stderr of the test."""
    del capsys
    return create_app(Settings(_env_file=None))


def marked():
    """A call that names a patient wherever it can."""
    call = view(conditions=searchset({**condition(MARK), "code": {"text": MARK}}))
    call["prefetch"]["patient"] = {"resourceType": "Patient", "id": MARK, "name": MARK}
    call["context"] = {"userId": MARK, "patientId": MARK}
    return call


def lines(capsys):
    """The log as objects."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_call_is_one_line(app, capsys):
    """Service, hook, status, duration and counts, on one line of JSON."""
    app.test_client().post(VIEW, json=view())
    (line,) = lines(capsys)

    assert line["service"] == "oncology-patient-view"
    assert line["hook"] == "patient-view"
    assert line["status"] == 200
    assert line["cards"] == {}
    assert line["unread"] >= 1
    assert line["duration_ms"] > 0


@pytest.mark.parametrize("path", ["", "/feedback", "/" + MARK])
def test_no_line_holds_patient_data(app, capsys, path):
    """Whatever a call holds and however it ends, only allowed fields are written."""
    client = app.test_client()
    client.post(VIEW + path, json=marked())
    client.post(VIEW, json={**marked(), "hook": MARK})
    client.post(VIEW, data=MARK, content_type="application/json")
    app.extensions["desk"] = MARK
    client.post(VIEW, json=marked())
    written = lines(capsys)

    assert MARK not in json.dumps(written)
    assert all(set(line) <= FIELDS for line in written)


def test_our_own_fault_is_500_and_says_so(app, capsys):
    """A fault gives an OperationOutcome, never an empty answer, and is logged with its place."""
    app.extensions["desk"] = None
    answer = app.test_client().post(VIEW, json=marked())
    fault = lines(capsys)[0]

    assert answer.status_code == 500
    assert answer.json["issue"][0]["code"] == "exception"
    assert MARK not in answer.text
    assert fault["event"] == "fault"
    assert fault["error"] == "AttributeError"


def test_health_checks_are_not_logged(app, capsys):
    """A probe every few seconds would drown the calls."""
    app.test_client().get("/healthz")

    assert lines(capsys) == []


def test_a_record_that_breaks_a_reader_is_told_and_logged(app, capsys):
    """A fault of ours in reading is a card, a log line with the type alone, and never an empty list."""

    def breaks(*_):
        raise ZeroDivisionError(MARK)

    broken = Memo(LoneReader(bounded(breaks), READERS), size=0, singles=0)
    app.extensions["desk"] = dataclasses.replace(app.extensions["desk"], memo=broken)
    colon = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C18.9"}]}
    told = app.test_client().post(
        VIEW, json=view(conditions=searchset({**condition(), "code": colon}))
    )

    (card,) = told.get_json()["cards"]
    assert card["source"]["topic"]["code"] == "advice-unavailable"
    assert "Condition/c1" in card["detail"]
    failed = [line for line in lines(capsys) if line["event"] == "record failed"]
    assert [(line["where"], line["error"]) for line in failed] == [
        ("Condition", "ZeroDivisionError"),
        ("Patient", "ZeroDivisionError"),
    ]
    assert MARK not in json.dumps(failed)
