"""Reads `knowledge/orders.toml`: the orders that cards propose, and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.content_file import ContentFile
from cards.strict import exactly

TOP = {
    "status",
    "citations",
    "withdraw_label",
    "postpone_label",
    "oncologic_order_classes",
    "order",
    "single_test",
    "goal",
    "baseline",
}
ORDER = {"label", "text", "category", "codes", "note"}
TEST = {"label", "several_label", "category", "note"}
BASELINE = {"marker", "order"}
GOAL = {"key", "label", "code", "display"}


@dataclass(frozen=True)
class OrderText:
    """One order to propose: the suggestion's label, the order's text, codes and note."""

    label: str
    text: str
    category: Mapping[str, str]
    codes: tuple[Mapping[str, str], ...]
    note: str


@dataclass(frozen=True)
class Goal:
    """One of the two legitimate aims, as a code that the clinician may put on the order."""

    key: str
    label: str
    code: str
    display: str


@dataclass(frozen=True)
class Baseline:
    """A tumour marker whose first value belongs to staging, and the key of the order for it."""

    marker: str
    order: str


@dataclass(frozen=True)
class OrderTexts:
    """Everything that `orders.toml` says."""

    orders: Mapping[str, OrderText]
    goals: tuple[Goal, ...]
    withdraw_label: str
    postpone_label: str
    oncologic_order_classes: frozenset[str]
    test_category: Mapping[str, str]
    test_label: str
    several_tests_label: str
    test_note: str
    baseline: Mapping[str, Baseline]


def read(file: ContentFile) -> OrderTexts:
    """Read and check the file. Raises `ContentError` for a missing or unknown key."""
    table = file.table()
    _check(table, TOP, "top level")
    test = table["single_test"]
    _check(test, TEST, "single_test")
    return OrderTexts(
        orders={key: _order(key, entry) for key, entry in table["order"].items()},
        goals=tuple(_goal(entry) for entry in table["goal"]),
        withdraw_label=table["withdraw_label"],
        postpone_label=table["postpone_label"],
        oncologic_order_classes=frozenset(table["oncologic_order_classes"]),
        test_category=test["category"],
        test_label=test["label"],
        several_tests_label=test["several_label"],
        test_note=test["note"],
        baseline={key: _baseline(key, entry) for key, entry in table["baseline"].items()},
    )


def _order(key: str, entry: Mapping[str, Any]) -> OrderText:
    _check(entry, ORDER, f"order.{key}")
    return OrderText(
        entry["label"], entry["text"], entry["category"], tuple(entry["codes"]), entry["note"]
    )


def _baseline(key: str, entry: Mapping[str, Any]) -> Baseline:
    _check(entry, BASELINE, f"baseline.{key}")
    return Baseline(entry["marker"], entry["order"])


def _goal(entry: Mapping[str, Any]) -> Goal:
    _check(entry, GOAL, "goal")
    return Goal(entry["key"], entry["label"], entry["code"], entry["display"])


def _check(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    exactly(table, keys, f"orders.toml [{where}]")
