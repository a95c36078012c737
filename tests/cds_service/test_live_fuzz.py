"""Real calls with something wrong in them, against the running service: no 5xx."""

from __future__ import annotations

import copy

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cds_service.samples import VIGNETTES
from tests.conftest import REQUESTS

NAMES = st.sampled_from(sorted(VIGNETTES))
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["Patient/x", "", "0000", "2026-02-30", "http://snomed.info/sct", "#", "/"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["code", "coding", "text", "value", "id"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(node, path=()):
    """The path of every member inside a value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    for name, child in inner:
        yield (*path, name)
        if isinstance(child, dict | list):
            yield from places(child, (*path, name))


PLACES = {name: list(places(vignette["request"])) for name, vignette in VIGNETTES.items()}


def spoilt(call, path, value):
    """Replace one member of the call."""
    *parents, name = path
    node = call
    for parent in parents:
        node = node[parent]
    node[name] = value


@pytest.mark.timeout(3_600)
@settings(
    max_examples=REQUESTS // 4,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(name=NAMES, data=st.data())
def test_a_real_call_gone_wrong_is_answered(live, name, data):
    """A vignette with some of its members replaced by anything gives cards or a refusal."""
    vignette = VIGNETTES[name]
    call = copy.deepcopy(vignette["request"])
    chosen = data.draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=3))
    # The deepest first: what has been replaced is not entered again.
    for path in sorted(chosen, key=len, reverse=True):
        spoilt(call, path, data.draw(odd))
    url = f"{live.url}/cds-services/oncology-{vignette['hook']}"

    assert requests.post(url, json=call, timeout=30).status_code in (200, 400, 412)
