"""What was said and answered before, over HTTP and across processes."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from tests.cds_service.visits import GAP, SURGERY, outcome, progressed, taken
from tests.databases import new_sqlite, rows

BOTH = {SURGERY, GAP}
DAY_1, DAY_2, DAY_20 = (f"2026-{day}T09:00:00Z" for day in ("11-20", "11-21", "12-10"))
DAY_40, YEAR_LATER = "2026-12-30T09:00:00Z", "2027-11-30T09:00:00Z"
EGFR = Path(__file__).parents[1] / "vignettes" / "given" / "O-10.json"


def test_a_card_shows_once_in_an_encounter(desk_at, database):
    """The same chart twice in an encounter gives cards once; the next encounter gives them again."""
    desk = desk_at(database)

    assert set(desk.ask()) == BOTH
    assert desk.ask() == {}
    assert set(desk.ask(encounterId="another")) == BOTH


def test_a_retry_gets_the_same_cards(desk_at, url):
    """The same call sent again, and again after others, is answered alike."""
    desk = desk_at(url)
    body = desk.body()
    first = desk.send(body)
    desk.ask(encounterId="another")

    assert first
    assert desk.send(body) == desk.send(body) == first


def test_new_facts_show_the_cards_again(desk_at, url):
    """A new progression in the same encounter re-arms what was said and answered."""
    desk = desk_at(url)
    card = desk.ask()[SURGERY]
    desk.tell(outcome(card, "mdt-recommended"))

    assert desk.ask() == {}
    assert SURGERY in desk.send(progressed(desk.body()))


def test_without_encounter_a_user_sees_a_card_once_a_day(desk_at, url):
    """24 hours and the user stand in for an encounter that is not named."""
    nowhere = {"encounterId": None}
    first, next_day = desk_at(url), desk_at(url, DAY_2)

    assert set(first.ask(**nowhere)) == BOTH
    assert first.ask(**nowhere) == {}
    assert set(first.ask(**nowhere, userId="Practitioner/other")) == BOTH
    assert set(next_day.ask(**nowhere)) == BOTH


def test_an_open_warning_shows_again_at_sign_only(desk_at, url):
    """Selecting and signing show the warning once each; the info card only once."""
    desk = desk_at(url)
    desk.ask()

    assert set(desk.ask("order-sign")) == {SURGERY}
    assert desk.ask("order-sign") == {}


def test_a_dismissed_warning_does_not_show_at_sign(desk_at, url):
    """A card that was set aside without a reason was answered all the same."""
    desk = desk_at(url)
    desk.tell(outcome(desk.ask()[SURGERY]))

    assert desk.ask("order-sign") == {}


def test_an_override_lasts_for_the_order(desk_at, url):
    """A surgery card set aside with a reason stays silent for that order in later encounters."""
    desk = desk_at(url)
    desk.tell(outcome(desk.ask()[SURGERY], "mdt-recommended"))
    later = desk_at(url, DAY_40)

    assert set(later.ask(encounterId="later")) == {GAP}


@pytest.mark.parametrize(
    ("reason", "silent_on", "again_on"),
    [
        ("result-known-not-in-record", DAY_40, YEAR_LATER),
        ("tissue-insufficient", DAY_20, DAY_40),
        ("not-relevant", DAY_2, DAY_20),
        ("", DAY_2, DAY_20),
    ],
)
def test_a_gap_is_silent_for_the_days_of_the_reason(desk_at, url, reason, silent_on, again_on):
    """365, 30 and 14 days, counted from the answer."""
    desk = desk_at(url)
    desk.tell(outcome(desk.ask()[GAP], reason))

    assert GAP not in desk_at(url, silent_on).ask(encounterId="v2")
    assert GAP in desk_at(url, again_on).ask(encounterId="v3")


def test_what_was_accepted_is_never_repeated_for_that_order(desk_at, url):
    """A suggestion that was taken ends the card for the order; the other card goes on."""
    desk = desk_at(url)
    desk.tell(taken(desk.ask()[SURGERY]))

    assert set(desk_at(url, YEAR_LATER).ask(encounterId="later")) == {GAP}


def test_the_last_answer_counts(desk_at, url):
    """Answers may come late and change: the one with the latest time of its own holds."""
    desk = desk_at(url)
    card = desk.ask()[GAP]
    desk.tell(outcome(card, "not-relevant", at="2026-11-20T08:59:00Z"))
    desk.tell(outcome(card, "result-known-not-in-record", at="2026-11-20T08:58:00Z"))

    assert GAP in desk_at(url, DAY_20).ask(encounterId="later")


def test_a_clock_that_runs_ahead_silences_no_longer(desk_at, url):
    """An answer dated in the future counts from when we received it."""
    desk = desk_at(url)
    desk.tell(outcome(desk.ask()[GAP], "not-relevant", at="2031-01-01T00:00:00Z"))

    assert GAP in desk_at(url, DAY_20).ask(encounterId="later")


def test_mutated_ras_comes_back_once_at_sign(desk_at, url):
    """The critical card overridden at select shows at sign, once, then rests (17.3)."""
    vignette = json.loads(EGFR.read_text(encoding="utf-8"))["request"]
    topic = "anti-egfr-without-ras"
    desk = desk_at(url)

    drafts = [one["resource"] for one in vignette["context"]["draftOrders"]["entry"]]
    selections = [f"{one['resourceType']}/{one['id']}" for one in drafts]

    def ask(hook):
        context = {**vignette["context"], "selections": selections}
        return desk.send(
            {**vignette, "hook": hook, "context": context, "hookInstance": str(uuid.uuid4())}
        )

    desk.tell(outcome(ask("order-select")[topic], "clinical-trial"))

    assert topic not in ask("order-select")
    assert topic in ask("order-sign")
    assert topic not in ask("order-sign")


def test_two_processes_share_one_memory(desk_at, database):
    """A card shown by one application is known to another one, and its answer too."""
    one, other = desk_at(database), desk_at(database)
    card = one.ask()[SURGERY]

    assert other.ask() == {}
    other.tell(outcome(card, "mdt-recommended"))
    assert set(one.ask(encounterId="later")) == {GAP}


def test_memory_survives_a_restart(desk_at, database):
    """What was shown before the end of an application is known to the next one."""
    before = desk_at(database)
    before.ask()
    before.client.application.extensions["desk"].store.close()

    assert desk_at(database).ask() == {}


def test_patients_of_two_servers_may_share_an_id(desk_at, url):
    """The same id at another FHIR server is another patient."""
    desk = desk_at(url)
    elsewhere = {**desk.body(), "fhirServer": "https://other.example.org/r4"}

    assert set(desk.ask()) == set(desk.send(elsewhere)) == BOTH


def test_explaining_remembers_nothing(desk_at, url):
    """/explain gives the clinical answer: it neither silences nor is silenced."""
    desk = desk_at(url)
    address = "/explain/oncology-order-select"
    before = desk.client.post(address, json=desk.body()).json
    shown = desk.ask()
    after = desk.client.post(address, json=desk.body()).json

    assert set(shown) == BOTH
    assert len(before["cards"]) == len(after["cards"]) == 2
    assert len(rows(url, "SELECT id FROM audit")) == 1


def test_without_memory_every_call_is_the_first(desk_at, url):
    """`CDS_ALERT_MEMORY=off` repeats every card and keeps the audit trail all the same."""
    desk = desk_at(url, alert_memory="off")

    assert set(desk.ask()) == set(desk.ask()) == BOTH
    assert len(rows(url, "SELECT id FROM audit")) == 2


def test_the_audit_trail_says_who_was_told_what(desk_at, database):
    """Each call leaves a row: service, topics, cards, silenced topics and the content version."""
    desk = desk_at(database)
    cards = desk.ask()
    desk.ask()
    version = desk.client.application.extensions["desk"].knowledge.version
    first, second = rows(database, "SELECT * FROM audit ORDER BY id")

    assert (first.service, first.hook) == ("oncology-order-select", "order-select")
    assert first.content_version == version
    assert set(json.loads(first.topics)) == BOTH
    assert set(json.loads(first.cards)) == set(cards.values())
    assert json.loads(second.topics) == json.loads(second.cards) == []
    assert set(json.loads(second.silenced)) == BOTH
    assert (first.user, first.patient) == (second.user, second.patient)


def test_nothing_stored_names_a_person_or_a_value(desk_at, database):
    """Patient, user and encounter are keyed hashes; no text of the chart is kept."""
    desk = desk_at(database)
    body = desk.body(patientId="o01", userId="Practitioner/prac-1", encounterId="o01-enc")
    desk.tell(outcome(desk.send(body)[SURGERY], "mdt-recommended"))
    stored = json.dumps(
        [
            [str(value) for value in row]
            for table in ("shown", "audit", "feedback")
            for row in rows(database, f"SELECT * FROM {table}")  # noqa: S608 - our own names
        ]
    )

    assert not [word for word in ("o01", "prac-1", "enc", "colectomy", "liver") if word in stored]


def test_another_key_gives_other_hashes(desk_at, tmp_path):
    """With `CDS_HASH_KEY` the hash of a patient depends on the site's key alone."""
    hashes = []
    for key in ("k" * 32, "k" * 32, "x" * 32):
        place = new_sqlite(tmp_path)
        desk_at(place, hash_key=key).ask()
        (row,) = rows(place, "SELECT patient FROM audit")
        hashes.append(row.patient)

    assert hashes[0] == hashes[1] != hashes[2]


def test_advice_comes_without_a_database(desk_at, tmp_path, capsys):
    """A store that is away costs the memory, never the cards; the log names the kind of error."""
    (tmp_path / "file").write_text("no folder")
    desk = desk_at(f"sqlite:///{tmp_path}/file/cds.sqlite3")

    assert set(desk.ask()) == set(desk.ask()) == BOTH
    assert '"event": "store away"' in capsys.readouterr().err


def test_feedback_without_a_database_is_not_acknowledged(desk_at, tmp_path):
    """What cannot be stored is 503 with an OperationOutcome and a time to try again."""
    (tmp_path / "file").write_text("no folder")
    answer = desk_at(f"sqlite:///{tmp_path}/file/cds.sqlite3").tell(outcome("card"))

    assert answer.status_code == 503
    assert answer.json["issue"][0]["code"] == "transient"
    assert int(answer.headers["Retry-After"]) > 0
