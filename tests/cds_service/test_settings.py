"""Settings from the environment."""

from __future__ import annotations

import datetime as dt

import pytest

from cds_service.settings import (
    KNOWN_TOPICS,
    Settings,
    SettingsError,
    load_settings,
    unknown_variables,
)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """A folder without a `.env` file."""
    monkeypatch.chdir(tmp_path)


def test_the_clock_can_be_fixed(monkeypatch):
    """`CDS_AS_OF` is the day of every call, as it is written."""
    monkeypatch.setenv("CDS_AS_OF", "2026-11-20T23:30:00+09:00")

    assert load_settings().policy().today == dt.date(2026, 11, 20)


def test_without_a_fixed_clock_it_is_today():
    """The host's calendar day is the default."""
    before = dt.datetime.now().astimezone().date()
    today = Settings().policy().today

    assert before <= today <= dt.datetime.now().astimezone().date()


def test_topics_not_named_are_off(monkeypatch):
    """`CDS_TOPICS` lists what stays on; empty means all."""
    monkeypatch.setenv("CDS_TOPICS", f" {KNOWN_TOPICS[0]} ,")

    assert load_settings().policy().topics_off == set(KNOWN_TOPICS[1:])
    assert Settings(topics="").policy().topics_off == set()


def test_fewer_cards_can_be_asked_for():
    """`CDS_MAX_CARDS` bounds both kinds of hooks; patient-view never shows more than two."""
    assert Settings().policy().limits == (3, 2)
    assert Settings(max_cards=1).policy().limits == (1, 1)
    assert Settings(max_cards=5).policy().limits == (5, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CDS_AS_OF", "yesterday"),
        ("CDS_TOPICS", "stage-four"),
        ("CDS_MAX_CARDS", "0"),
        ("CDS_MAX_BODY_MB", "-1"),
        ("CDS_LOG_LEVEL", "loud"),
        ("CDS_DATABASE_URL", "mysql://host/name"),
        ("CDS_DATABASE_URL", "a file"),
        ("CDS_HASH_KEY", "short"),
        ("CDS_ALERT_MEMORY", "perhaps"),
        ("CDS_CORS_ORIGINS", "*"),
        ("CDS_CORS_ORIGINS", "https://ehr.example.org/"),
        ("CDS_CORS_ORIGINS", "https://.*"),
        ("CDS_CORS_ORIGINS", "null"),
        ("CDS_TLS_KEY", "/nowhere/key.pem"),
    ],
)
def test_a_bad_value_is_named(monkeypatch, name, value):
    """A value that cannot be used stops the start with the name of the variable."""
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=name):
        load_settings()


@pytest.mark.parametrize("url", ["mysql://u:hidden@host/name", "hidden"])
def test_a_password_in_a_bad_url_is_not_repeated(monkeypatch, url):
    """What is wrong with the database URL is said without the URL."""
    monkeypatch.setenv("CDS_DATABASE_URL", url)

    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "hidden" not in str(refused.value)


def test_a_misspelt_variable_is_noticed():
    """What looks like a setting and is none is named at the start."""
    assert unknown_variables(["CDS_MAX_CARD", "CDS_AS_OF", "PATH"]) == ["CDS_MAX_CARD"]


def test_the_servers_that_may_be_read_are_a_list(monkeypatch):
    """`CDS_FHIR_ALLOWLIST` holds bases; the default holds none."""
    monkeypatch.setenv("CDS_FHIR_ALLOWLIST", "https://a.example/r4, http://127.0.0.1:8103/fhir/")

    assert Settings(_env_file=None).fhir_allowlist == (
        "https://a.example/r4",
        "http://127.0.0.1:8103/fhir/",
    )


@pytest.mark.parametrize(
    "value", ["a.example/r4", "https://", "https://u:p@a.example", "https://a.example/?x", "*"]
)
def test_a_server_that_could_never_be_read_stops_the_start(monkeypatch, value):
    """An entry that allows nothing is a mistake that must be seen."""
    monkeypatch.setenv("CDS_FHIR_ALLOWLIST", value)

    with pytest.raises(SettingsError, match="CDS_FHIR_ALLOWLIST"):
        load_settings()
