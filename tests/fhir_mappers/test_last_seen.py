"""What was made of the last nodes is never given for another node."""

from __future__ import annotations

from fhir_mappers.last_seen import MOST, of_last_nodes


def test_each_node_gets_its_own():
    """Nodes that come and go, more than are remembered, are never mixed up."""
    made = of_last_nodes(lambda node: node["n"])

    assert [made({"n": number}) for number in range(5 * MOST)] == list(range(5 * MOST))


def test_a_node_is_worked_on_once():
    """The second question about one node is answered from memory; an equal node is another one."""
    asked = []
    made = of_last_nodes(asked.append)
    node = {"n": 1}
    for one in (node, node, {"n": 1}):
        made(one)

    assert len(asked) == 2
