"""Scores one answer of the service against a vignette's expectations, as their README reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def faults(
    expected: dict[str, Any], cards: list[dict[str, Any]], findings: dict[str, Any]
) -> Iterator[str]:
    """Everything in which the answer differs from what the vignette asks for."""
    shown: dict[str, list[str]] = {}
    for card in cards:
        shown.setdefault(card["source"]["topic"]["code"], []).append(card["indicator"])
    yield from _required(expected, shown)
    for topic in expected["must_not"]:
        if topic in shown:
            yield f"{topic} must not show"
    for topic, allowed in expected.get("allowed_indicators", {}).items():
        if set(shown.get(topic, [])) - set(allowed):
            yield f"{topic}: {shown[topic]} not among {allowed}"
    yield from _findings(expected, findings)


def _required(expected: dict[str, Any], shown: dict[str, list[str]]) -> Iterator[str]:
    for wanted in expected["cards"]:
        topic = wanted["topic"]
        if not set(shown.get(topic, [])) & set(wanted["indicator"]):
            yield f"{topic}: wanted {wanted['indicator']}, got {shown.get(topic)}"


def _findings(expected: dict[str, Any], findings: dict[str, Any]) -> Iterator[str]:
    for name in ("scenario", "stage_iv", "intent"):
        accepted = expected.get(f"{name}_acceptable", [expected[name]])
        if findings[name] not in accepted:
            yield f"{name}: {findings[name]} not among {accepted}"
    missing = expected["missing_biomarkers"]
    if missing is None:
        return
    extra = set(expected.get("missing_biomarkers_allowed_extra", []))
    found = set(findings["missing_biomarkers"])
    if set(missing) - found or found - set(missing) - extra:
        yield f"missing biomarkers: {sorted(found)} instead of {sorted(missing)}"
