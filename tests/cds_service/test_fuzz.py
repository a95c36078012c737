"""Whatever arrives, it is answered, and never with a fault of ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cds_service.calls import SELECT, SIGN, VIEW, order, select, view
from tests.conftest import application

TYPES = ["Condition", "Observation", "Patient", "Procedure", "MedicationRequest", "Bundle", "X", 3]
MEMBERS = ["id", "subject", "code", "status", "coding", "text", "reference", "entry", "resource"]
MORE = ["extension", "valueCodeableConcept", "component", "stage", "identifier", "contained"]
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
words = st.sampled_from(["Patient/p1", "draft", "final", "2026-11-01", "http://snomed.info/sct"])
junk = st.recursive(
    leaves | st.text(max_size=8).filter(lambda text: text.isprintable()) | words,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(MEMBERS + MORE), inner, max_size=4)
    ),
    max_leaves=12,
)
resources = st.builds(
    lambda kind, body: {"resourceType": kind, "subject": {"reference": "Patient/p1"}, **body},
    st.sampled_from(TYPES),
    st.dictionaries(st.sampled_from(MEMBERS + MORE), junk, max_size=5),
)
bundles = st.builds(
    lambda found: {"resourceType": "Bundle", "entry": [{"resource": one} for one in found]},
    st.lists(resources | junk, max_size=3),
)
keys = st.sampled_from(["patient", "conditions", "observations", "medications", "reports"])
prefetches = st.dictionaries(keys, bundles | resources | junk, max_size=4)
quiet = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def status(url: str, body: Any) -> int:
    """How a call was answered."""
    return application().test_client().post(url, json=body).status_code


@pytest.mark.parametrize("url", [VIEW, SELECT, SIGN])
@quiet
@given(body=junk)
def test_any_json_is_answered(url, body):
    """Arbitrary JSON as the whole body is the sender's fault."""
    assert 400 <= status(url, body) < 500


@quiet
@given(prefetch=prefetches)
def test_any_prefetch_is_answered(prefetch):
    """Arbitrary JSON in prefetch gives cards or a refusal."""
    assert status(VIEW, view(**prefetch)) in (200, 400, 412)


@quiet
@given(
    drafts=st.lists(resources | junk, max_size=3),
    selections=junk,
    member=st.sampled_from([*MEMBERS, *MORE]),
    value=junk,
)
def test_any_draft_is_answered(drafts, selections, member, value):
    """Arbitrary JSON among the drafts is never an error."""
    call = select({**order(), member: value}, *drafts, selections=selections)

    assert status(SELECT, call) == 200


@quiet
@given(
    name=st.sampled_from(["hook", "hookInstance", "context", "prefetch", "fhirAuthorization"]),
    value=junk,
)
def test_any_envelope_is_answered(name, value):
    """Arbitrary JSON in a member of the envelope gives cards or a refusal."""
    assert status(VIEW, {**view(), name: value}) in (200, 400, 412)
