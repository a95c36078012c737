"""What the rulebook says of a topic is what the code of the topic does."""

from __future__ import annotations

import ast
import dataclasses
from importlib import resources
from pathlib import Path

import pytest

from cards import knowledge_base
from cards.catalogue import TOPICS
from cards.thresholds import Thresholds

KNOWLEDGE = knowledge_base.load()
CARDS = Path(str(resources.files("cards")))
CITED_IN_CODE = {"E38"}


def trees() -> list[ast.AST]:
    """The syntax trees of all rules."""
    folders = (CARDS, CARDS / "topics", CARDS / "findings")
    return [
        ast.parse(file.read_text(encoding="utf-8"))
        for folder in folders
        for file in sorted(folder.glob("*.py"))
        if file.name != "thresholds.py"
    ]


def attributes() -> set[str]:
    """Every attribute name that some rule reads."""
    return {
        node.attr for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


def strings(topic: str) -> set[str]:
    """Every text in the module of a topic and in those that topics share."""
    shared = ("gap_tests", "operations", "drug_orders", "drug_needs")
    names = (topic.replace("-", "_"), *shared)
    files = [CARDS / "topics" / f"{name}.py" for name in names]
    return {
        node.value
        for file in files
        if file.exists()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_threshold_is_read_by_some_rule() -> None:
    """No window or cut-off is reviewed for nothing."""
    names = {field.name for field in dataclasses.fields(Thresholds)}
    used = attributes() | {"kps_steps"}

    assert names - used == set()


@pytest.mark.parametrize("topic", [topic for topic, _ in TOPICS])
def test_the_orders_of_a_topic_are_those_it_proposes(topic: str) -> None:
    """Each order named in the rulebook is proposed by the module, and the other way round."""
    texts = strings(topic)
    own = {key for key in KNOWLEDGE.orders if key in texts}
    named = set(KNOWLEDGE.topics[topic].orders)
    by_tumour = {entry.order for entry in KNOWLEDGE.order_texts.baseline.values()}

    assert named <= own | by_tumour
    module = CARDS / "topics" / f"{topic.replace('-', '_')}.py"
    written = module.read_text(encoding="utf-8")
    assert {key for key in KNOWLEDGE.orders if f'"{key}"' in written} <= named


def test_every_citation_of_a_card_is_in_the_register() -> None:
    """Sources that modules cite by themselves exist and are named by their topic."""
    named = {key for topic in KNOWLEDGE.topics.values() for key in topic.citations}
    written = {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in KNOWLEDGE.evidence
    }

    assert written <= named | CITED_IN_CODE
