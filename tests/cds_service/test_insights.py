"""The figures for programmes: right, on both databases, and nothing in them about one patient."""

from __future__ import annotations

import csv
import io
import re
import uuid

import pytest
from click.testing import CliRunner

from cds_service.app import create_app
from cds_service.cli import main
from cds_service.settings import Settings
from tests.cds_service.samples import VIGNETTES
from tests.cds_service.trust_desk import bearer, service, signed
from tests.cds_service.visits import GAP, SURGERY, outcome, taken
from tests.databases import rows

AS_OF = "2026-11-20T09:00:00Z"
EARLIER = "2026-10-05T09:00:00Z"
LATER = "2026-11-20T10:00:00Z"
CALLS = 7


def visit(desk, **body):
    """A call for a patient of another server, so that nothing was said before."""
    server = {"fhirServer": f"https://{uuid.uuid4()}.example"}
    return desk.send({**desk.body(), **body, **server})


def figures(desk, table, query=""):
    """The figures of one table: by names and measure."""
    answer = desk.client.get(f"/insights?format=csv{query}")
    assert answer.status_code == 200, answer.text
    found = csv.DictReader(io.StringIO(answer.text))
    names = ("month", "hook", "topic", "rule", "reason", "type")
    return {
        (*(row[name] for name in names if row[name]), row["measure"]): row["value"]
        for row in found
        if row["table"] == table
    }


def test_cards_and_answers_are_counted(desk_at, database):
    """By topic, month and hook: shown, accepted, set aside and why, not answered."""
    first = desk_at(database, EARLIER, insights_exact=True)
    first.tell(taken(visit(first)[SURGERY], at=EARLIER))
    desk = desk_at(database, insights_exact=True)
    desk.tell(outcome(visit(desk)[SURGERY], "mdt-recommended"))
    visit(desk)

    cells, months = figures(desk, "cells"), figures(desk, "months")
    assert cells["2026-10", "order-select", SURGERY, "accepted"] == "1"
    assert cells["2026-11", "order-select", SURGERY, "cards"] == "2"
    assert cells["2026-11", "order-select", SURGERY, "overridden"] == "1"
    assert cells["2026-11", "order-select", GAP, "unanswered"] == "2"
    assert months["2026-11", "calls"] == "2"
    assert months["2026-11", "load"] == "200"
    assert figures(desk, "hooks")["order-select", "set_aside"] == "16.7"
    assert figures(desk, "reasons") == {(SURGERY, "mdt-recommended", "times"): "1"}


def test_the_last_answer_counts(desk_at, database):
    """A card that was set aside and then accepted is accepted, and has no reason any more."""
    desk = desk_at(database, insights_exact=True)
    card = visit(desk)[SURGERY]
    desk.tell(outcome(card, "emergency"))
    desk.tell(taken(card, at=LATER))

    topics = figures(desk, "topics")
    assert (topics[SURGERY, "accepted"], topics[SURGERY, "overridden"]) == ("1", "0")
    assert figures(desk, "reasons") == {}


def test_a_retry_counts_once(desk_at, database):
    """The same call sent again is one call with the same cards."""
    desk = desk_at(database, insights_exact=True)
    body = desk.body()
    desk.send(body)
    desk.send(body)

    total = figures(desk, "total")
    assert (total["calls",], total["spoke",], total["cards",]) == ("1", "1", "2")


def test_the_rule_that_is_set_aside_is_named(desk_at, database):
    """The row of the table and the panel of the tumour are told, though sealed in the store."""
    desk = desk_at(database, insights_exact=True)
    cards = visit(desk)
    desk.tell(outcome(cards[SURGERY], "emergency"), outcome(cards[GAP], "data-wrong"))

    rules = {names[1] for names in figures(desk, "rules")}
    assert "tumour-colorectal" in rules
    assert any(re.fullmatch(r"D\d+[a-z]?", rule) for rule in rules)
    stored = {row.rule for row in rows(database, "SELECT rule FROM shown")}
    assert all(re.fullmatch("[0-9a-f]{64}", rule) for rule in stored)
    assert f'href="rules/{GAP}#tumour-colorectal"' in desk.client.get("/insights").text


def test_every_rule_of_today_has_its_name(desk_at, url):
    """Whatever decided in the vignettes is told by name once it was set aside."""
    desk = desk_at(url, insights_exact=True)
    for vignette in VIGNETTES.values():
        cards = visit(desk, **vignette["request"])
        desk.tell(*(outcome(card, "data-wrong") for card in cards.values()))

    rules = {names[1] for names in figures(desk, "rules")}
    assert len(rules) > 3
    assert "earlier-content" not in rules


def test_data_that_did_not_come_is_counted(desk_at, database):
    """A type that was not delivered, and one that was cut short, in calls where it is known."""
    desk = desk_at(database, insights_exact=True)
    body = desk.body()
    visit(desk, prefetch={**body["prefetch"], "reports": None})
    short = {"resourceType": "Bundle", "type": "searchset", "total": 9, "entry": []}
    visit(desk, prefetch={**body["prefetch"], "reports": short})
    without = {key: value for key, value in body["prefetch"].items() if key != "reports"}
    visit(desk, prefetch=without)

    types = figures(desk, "types")
    assert types["DiagnosticReport", "missing"] == "1"
    assert types["DiagnosticReport", "part"] == "1"
    assert types["DiagnosticReport", "missing_rate"] == "33.3"
    assert figures(desk, "delivery")["known",] == "3"


def test_what_was_kept_silent_and_strays_are_counted(desk_at, url):
    """A second look in one encounter is a silence; an answer to a card of nobody is a stray."""
    desk = desk_at(url, insights_exact=True)
    desk.ask()
    desk.ask()
    desk.tell(outcome(str(uuid.uuid4())))

    assert figures(desk, "silenced")[SURGERY, "silent"] == "1"
    assert figures(desk, "delivery")["strays",] == "1"


@pytest.mark.parametrize("shown", [1, 4, 5, CALLS])
def test_small_figures_are_not_told(desk_at, url, shown):
    """By default no count of 1 to 4 leaves, every other one is rounded to 5, totals too."""
    desk = desk_at(url)
    for _ in range(shown):
        visit(desk)
    text = desk.client.get("/insights?format=csv").text

    counted = [row for row in csv.DictReader(io.StringIO(text)) if row["value"]]
    counts = [
        row["value"] for row in counted if not row["measure"].endswith(("load", "_aside", "_rate"))
    ]
    assert set(counts) <= {"0", "under 5", "5", "10", "15"}
    assert figures(desk, "total")["calls",] == ("under 5" if shown < 5 else "5")


def test_a_rate_says_no_more_than_its_counts(desk_at, url):
    """Where a count is not told there is no rate either."""
    desk = desk_at(url)
    for number in range(CALLS):
        card = visit(desk)[SURGERY]
        if not number:
            desk.tell(outcome(card, "emergency"))
    topics = figures(desk, "topics")

    assert topics[SURGERY, "overridden"] == "under 5"
    assert topics[SURGERY, "set_aside"] == ""
    assert figures(desk, "total")["load",] == "300"


def test_nothing_of_a_patient_or_a_client_is_told(desk_at, database):
    """No id, no hash, no name and no word that a client sent is on the page or in the export."""
    desk = desk_at(database, insights_exact=True, keep_comments=True)
    canary = "canary-4711"
    body = desk.body(userId=f"Practitioner/{canary}", encounterId=canary)
    card = desk.send(body)[SURGERY]
    entry = outcome(card, canary)
    entry["overrideReason"]["userComment"] = canary
    desk.tell(entry)
    told = desk.client.get("/insights").text + desk.client.get("/insights?format=csv").text

    hashes = {
        value
        for query in ('SELECT call, patient, encounter, "user", facts, rule, card FROM shown', 'SELECT call, patient, "user" FROM audit', "SELECT entry FROM feedback")
        for row in rows(database, query)
        for value in row
    }  # fmt: skip
    assert "A reason that is none of ours" in told
    secrets = {*filter(None, hashes), canary, body["context"]["patientId"], body["hookInstance"]}
    assert [one for one in secrets if re.search(rf"\b{re.escape(one)}\b", told)] == []
    assert not re.search("[0-9a-f]{64}", told)


def test_the_page_is_for_known_callers(tmp_path):
    """Where tokens are required the figures need one; the page and the export alike."""
    client = service(tmp_path).test_client()

    for path in ("/insights", "/insights?format=csv"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=bearer(signed("/insights"))).status_code == 200


def test_the_page_runs_nothing_and_is_not_kept(desk_at, url):
    """No script may run, nothing else is loaded, and no cache keeps the figures."""
    desk = desk_at(url)
    visit(desk)
    answer = desk.client.get("/insights")

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.text
    assert "under 5" in answer.text


def test_months_outside_are_left_out(desk_at, url):
    """One month is this one; what was before it does not count."""
    visit(desk_at(url, EARLIER))
    desk = desk_at(url, insights_exact=True)

    assert figures(desk, "total")["calls",] == "1"
    assert figures(desk, "total", "&months=1") == {}


@pytest.mark.parametrize("query", ["months=0", "months=x", "months=121", "months=²", "format=pdf"])
def test_a_question_that_makes_no_sense_is_refused(client, query):
    """400, with the name of the parameter and not its value."""
    answer = client.get(f"/insights?{query}")

    assert answer.status_code == 400
    assert answer.json["issue"][0]["expression"] == [query.partition("=")[0]]


def test_a_store_that_is_away_is_said(tmp_path):
    """503, and not a page without figures."""
    (tmp_path / "file").write_text("")
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/file/x.sqlite3")

    assert create_app(settings).test_client().get("/insights").status_code == 503


def test_the_figures_can_be_written_to_a_file(desk_at, url, tmp_path, monkeypatch):
    """The command writes the same export, and the same page, from the same store."""
    desk = desk_at(url)
    visit(desk)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDS_DATABASE_URL", url)
    monkeypatch.setenv("CDS_AS_OF", AS_OF)
    done = [
        CliRunner().invoke(main, ["insights", "--out", f"f.{kind}"]) for kind in ("csv", "html")
    ]

    assert [one.exit_code for one in done] == [0, 0], done[0].output
    exported = desk.client.get("/insights?format=csv").data
    assert (tmp_path / "f.csv").read_bytes() == exported
    assert (tmp_path / "f.html").read_text() == desk.client.get("/insights").text


def test_a_file_that_cannot_be_written_is_explained(url, tmp_path, monkeypatch):
    """A message, not a traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDS_DATABASE_URL", url)
    done = CliRunner().invoke(main, ["insights", "--out", "nowhere/f.csv"])

    assert done.exit_code == 2
    assert "nowhere/f.csv" in done.output
