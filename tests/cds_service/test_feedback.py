"""The feedback endpoint, item by item of the protocol (95 to 101)."""

from __future__ import annotations

import json
import threading
import uuid

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings
from tests.cds_service.calls import SELECT, VIEW
from tests.cds_service.visits import outcome, taken
from tests.databases import new_sqlite, rows

AS_OF = "2026-11-20T09:30:00Z"
CARD = "2f4d7a60-6d40-4a1c-9d7a-0f3c1b2a4e55"
MARK = "Xyzzyxdottir"
ALL = "SELECT * FROM feedback ORDER BY id"


@pytest.fixture
def post(url):
    """Sends entries to one service of an application at the database."""
    app = create_app(Settings(_env_file=None, database_url=url, as_of=AS_OF))

    def send(*entries, path=VIEW):
        return app.test_client().post(f"{path}/feedback", json={"feedback": list(entries)})

    yield send
    app.extensions["desk"].store.close()


def test_there_is_an_endpoint_for_every_service(post, url):
    """95: cards offer override reasons, so each service takes feedback, stored by service."""
    answers = [post(outcome(CARD), path=path) for path in (VIEW, SELECT)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [row.service for row in rows(url, ALL)] == ["oncology-patient-view"]


def test_one_outcome_told_to_two_services_is_one(post, url):
    """100: the identity of an entry is card, outcome, time and content, not where it was sent."""
    post(outcome(CARD), path=VIEW)
    post(outcome(CARD), path=SELECT)

    assert len(rows(url, ALL)) == 1


@pytest.mark.parametrize("body", [[], "x", None, {}, {"feedback": None}, {"feedback": {}}])
def test_the_body_is_an_object_with_a_list(post, client, body):
    """96: anything but an object with an array `feedback` is 400."""
    del post
    answer = client.post(f"{VIEW}/feedback", data=json.dumps(body), content_type="application/json")

    assert answer.status_code == 400
    assert answer.json["resourceType"] == "OperationOutcome"


GOOD = outcome(CARD, "mdt-recommended")
BAD = {
    "no card": ({**GOOD, "card": None}, "card"),
    "empty card": ({**GOOD, "card": ""}, "card"),
    "card is a number": ({**GOOD, "card": 7}, "card"),
    "card is endless": ({**GOOD, "card": MARK * 200}, "card"),
    "card with NUL": ({**GOOD, "card": f"{MARK}\0"}, "card"),
    "no outcome": ({**GOOD, "outcome": None}, "outcome"),
    "another outcome": ({**GOOD, "outcome": MARK}, "outcome"),
    "outcome in capitals": ({**GOOD, "outcome": "ACCEPTED"}, "outcome"),
    "no time": ({**GOOD, "outcomeTimestamp": None}, "outcomeTimestamp"),
    "no time zone": ({**GOOD, "outcomeTimestamp": "2026-11-20T09:00:00"}, "outcomeTimestamp"),
    "a day": ({**GOOD, "outcomeTimestamp": "2026-11-20"}, "outcomeTimestamp"),
    "no such day": ({**GOOD, "outcomeTimestamp": "2026-02-30T09:00:00Z"}, "outcomeTimestamp"),
    "before time": ({**GOOD, "outcomeTimestamp": "0001-01-01T00:00:00+14:00"}, "outcomeTimestamp"),
    "reason is a string": ({**GOOD, "overrideReason": MARK}, "overrideReason"),
    "reason without code": (
        {**GOOD, "overrideReason": {"reason": {"display": MARK}}},
        "overrideReason.reason.code",
    ),
    "reason is no object": ({**GOOD, "overrideReason": {"reason": MARK}}, "overrideReason.reason"),
    "comment is a number": (
        {**GOOD, "overrideReason": {"userComment": 7}},
        "overrideReason.userComment",
    ),
    "nothing accepted": ({**taken(CARD), "acceptedSuggestions": []}, "acceptedSuggestions"),
    "not said what": ({**taken(CARD), "acceptedSuggestions": None}, "acceptedSuggestions"),
    "accepted as strings": (
        {**taken(CARD), "acceptedSuggestions": [MARK]},
        "acceptedSuggestions[0]",
    ),
    "accepted without id": (
        {**taken(CARD), "acceptedSuggestions": [{"uuid": MARK}]},
        "acceptedSuggestions[0].id",
    ),
}


@pytest.mark.parametrize(("entry", "place"), BAD.values(), ids=BAD)
def test_a_malformed_entry_is_named_by_its_place(post, url, entry, place):
    """97, 98, 99, 101: 400 names the place, never the value, and nothing of the batch is kept."""
    answer = post(outcome(CARD), taken(CARD), entry)

    assert answer.status_code == 400
    assert answer.json["issue"][0]["expression"] == [f"feedback[2].{place}"]
    assert MARK not in answer.text
    assert rows(url, ALL) == []


def test_an_entry_that_is_no_object_is_named(post):
    """97: an entry of another type is 400 with its index."""
    assert post(MARK).json["issue"][0]["expression"] == ["feedback[0]"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T09:01:02Z", "09:01:02.000000"),
        ("2026-11-20T09:01:02.345Z", "09:01:02.345000"),
        ("2026-11-20T09:01:02.123456789Z", "09:01:02.123456"),
        ("2026-11-20T10:01:02+01:00", "09:01:02.000000"),
        ("2026-11-20t09:01:02z", "09:01:02.000000"),
    ],
)
def test_times_are_rfc_3339(post, url, text, moment):
    """97: with or without fraction, in any zone; stored as UTC."""
    assert post(outcome(CARD, at=text)).status_code == 200
    (row,) = rows(url, ALL)

    assert row.outcome_at == f"2026-11-20 {moment}"


def test_accepted_suggestions_are_objects_with_ids(post, url):
    """98: the ids of what was accepted are stored with the card."""
    ids = [str(uuid.uuid4()), str(uuid.uuid4())]
    entry = {**taken(CARD), "acceptedSuggestions": [{"id": one, "extra": 1} for one in ids]}

    assert post(entry).status_code == 200
    (row,) = rows(url, ALL)
    assert json.loads(row.suggestions) == ids


@pytest.mark.parametrize(
    ("given", "reason", "system"),
    [
        (
            {"reason": {"code": "emergency", "system": "urn:x", "display": "E"}},
            "emergency",
            "urn:x",
        ),
        ({"reason": {"code": "emergency", "system": "urn:x"}}, "emergency", "urn:x"),
        ({"reason": {"code": "emergency"}}, "emergency", ""),
        ({"reason": {"code": "emergency"}, "userComment": MARK}, "emergency", ""),
        ({"userComment": MARK}, "comment-only", ""),
        ({}, "", ""),
        (None, "", ""),
    ],
)
def test_override_reasons_come_in_many_shapes(post, url, given, reason, system):
    """99: display and system may be missing; a plain dismiss has no reason at all."""
    assert post({**outcome(CARD), "overrideReason": given}).status_code == 200
    (row,) = rows(url, ALL)

    assert (row.reason, row.reason_system) == (reason, system)


def test_comments_are_dropped_unless_the_site_keeps_them(post, url, tmp_path, capsys):
    """99: a comment may name a patient: not stored by default, and in no log either way."""
    entry = {**outcome(CARD), "overrideReason": {"userComment": MARK}}
    post(entry)
    place = new_sqlite(tmp_path)
    keeping = create_app(Settings(_env_file=None, database_url=place, keep_comments=True))
    keeping.test_client().post(f"{VIEW}/feedback", json={"feedback": [entry]})
    keeping.extensions["desk"].store.close()

    assert MARK not in str(rows(url, ALL))
    assert [row.comment for row in rows(place, ALL)] == [MARK]
    assert MARK not in capsys.readouterr().err


def test_repeats_change_nothing(post, url):
    """100: the same entry again, alone, twice in a batch or in another zone, is stored once."""
    entry = outcome(CARD, "emergency", at="2026-11-20T09:01:00Z")
    same = {**entry, "outcomeTimestamp": "2026-11-20T10:01:00.000+01:00"}
    answers = [post(entry), post(entry, entry), post(same)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(rows(url, ALL)) == 1


def test_batches_late_and_changed_outcomes_are_events(post, url):
    """100: several cards in one request, older outcomes after newer ones, changes of mind."""
    other = str(uuid.uuid4())
    post(outcome(CARD, at="2026-11-20T09:01:00Z"), taken(other))
    post(outcome(CARD, at="2026-11-01T09:00:00Z"))
    post(taken(CARD, at="2026-11-20T09:02:00Z"))

    assert len(rows(url, ALL)) == 4


def test_an_unknown_card_is_stored(post, url):
    """101: a card may come from another worker: 2xx, and kept."""
    assert post(outcome("no card of ours")).status_code == 200
    assert [row.card for row in rows(url, ALL)] == ["no card of ours"]


def test_an_unknown_service_is_404(post, url):
    """101: a service that does not exist takes no feedback."""
    answer = post(outcome(CARD), path="/cds-services/no-such-service")

    assert answer.status_code == 404
    assert answer.json["issue"][0]["code"] == "not-found"
    assert rows(url, ALL) == []


def test_the_answer_is_json_and_counts(post):
    """101, 102: 200 with a small object, so that clients that read JSON get JSON."""
    answer = post(outcome(CARD), taken(CARD))

    assert answer.status_code == 200
    assert answer.json == {"received": 2}
    assert post().json == {"received": 0}


def test_only_posting_is_allowed(client):
    """105: another method is 405 and names what is allowed."""
    answer = client.get(f"{VIEW}/feedback")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_threads_may_tell_the_same_at_once(post, url):
    """100: eight threads with one entry store it once, and all are acknowledged."""
    entry, answers = outcome(CARD, "emergency"), []
    threads = [threading.Thread(target=lambda: answers.append(post(entry))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [200] * 8
    assert len(rows(url, ALL)) == 1
