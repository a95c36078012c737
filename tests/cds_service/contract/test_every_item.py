"""The checklist as a table: no binding item without a test, wherever in the tree it stands.

A test belongs to the item that its docstring starts with (`Item 67: …`, or the number alone).
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
DOCSTRING = re.compile(r"(?:Item )?(\d+): ")

# What the specification demands of a service, by section.
BINDING = {
    "A transport and JSON": (1, 2, 3, 4, 5),
    "B discovery": (7, 8, 9, 10, 11),
    "C envelope": (20, 27),
    "E prefetch": (41, 42, 44, 48, 55),
    "F FHIR access": (58, 60),
    "G response": (64, 67, 68, 70, 71, 76, 77, 81, 82, 83, 84, 85, 87, 88, 89, 92),
    "K trust": (116,),
}
# What it recommends or allows, where we follow; and what it promises of a client.
FOLLOWED = {
    "A transport and JSON": (6,),
    "B discovery": (12, 13, 14, 15, 16, 17, 18, 19),
    "C envelope": (21, 22, 23, 24, 25, 26, 28, 29, 30),
    "D context": (31, 32, 33, 34, 35, 36, 38, 39, 40),
    "E prefetch": (46, 47, 49, 50, 51, 52, 53, 54, 56),
    "F FHIR access": (57, 59, 61, 62, 63),
    "G response": (65, 66, 69, 72, 73, 74, 75, 78, 79, 80, 86, 90, 91, 94),
    "H feedback": (95, 96, 97, 98, 99, 100, 101),
    "I status codes": (102, 103, 104, 105, 106, 107),
    "J browsers": (108, 109, 110),
    "K trust": (111, 112, 113, 114, 115, 117, 118, 119),
    "L time": (120,),
}
# Read, and without anything to test: optional features that we leave alone, notes on versions.
LEFT_ALONE = (37, 43, 45, 93)


@cache
def covered() -> frozenset[int]:
    """The items that some test of the tree names."""
    return frozenset(
        int(found[1])
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if (found := DOCSTRING.match(ast.get_docstring(node) or ""))
    )


def items(table):
    """Section and item, one a row."""
    return [(section, item) for section, found in table.items() for item in found]


@pytest.mark.parametrize(("section", "item"), items(BINDING))
def test_every_demand_is_tested(section, item):
    """An item that binds a service has a test."""
    assert item in covered(), section


@pytest.mark.parametrize(("section", "item"), items(FOLLOWED))
def test_every_recommendation_that_we_follow_is_tested(section, item):
    """An item that we follow without being bound has a test."""
    assert item in covered(), section


def test_every_item_has_its_place():
    """The 120 items of the checklist are each in one of the lists, and in no other."""
    placed = [item for _, item in (*items(BINDING), *items(FOLLOWED))] + [*LEFT_ALONE]

    assert sorted(placed) == list(range(1, 121))
