"""Laws that hold for every chart: order, repetition, strangers, and less evidence of stage IV."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

FILES = sorted((Path(__file__).parent / "given").glob("*.json"))
VIGNETTES = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in FILES}
STAGING = {"21907-1", "21901-4", "21908-9", "21902-2", "399387003", "399537006"}
names = st.sampled_from(sorted(VIGNETTES))


def entries(vignette: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The entries of one prefetch key; none where nothing was delivered."""
    bundle = vignette["request"]["prefetch"].get(key) or {}
    found: list[dict[str, Any]] = bundle.get("entry", [])
    return found


def tells_stage_iv(entry: dict[str, Any]) -> bool:
    """Whether a resource is evidence of distant disease: secondary code, M1, stage IV."""
    codings = entry["resource"].get("code", {}).get("coding", [])
    codes = {coding.get("code", "") for coding in codings}
    text = json.dumps(entry["resource"].get("code", {})).lower()
    secondary = any(code[:3] in ("C78", "C79") or code.startswith("94") for code in codes)
    value = json.dumps(entry["resource"].get("valueCodeableConcept", {}))
    staged = bool(codes & STAGING) and ("M1" in value or "IV" in value)
    return secondary or staged or "stage iv" in text


def surgery(answer: Any) -> bool:
    """Whether the answer warns of stage IV surgery."""
    return any(card["source"]["topic"]["code"] == "stage-iv-surgery" for card in answer["cards"])


@pytest.fixture(scope="module")
def ask(play_forever: Any) -> Any:
    """The service, for many examples of one test."""
    return play_forever


@given(name=names, data=st.data())
def test_the_order_of_resources_never_changes_the_answer(
    name: str, data: st.DataObject, ask: Any
) -> None:
    """Shuffled Bundles give the same cards and the same explanation."""
    shuffled = copy.deepcopy(VIGNETTES[name])
    for bundle in shuffled["request"]["prefetch"].values():
        if bundle and bundle.get("entry"):
            bundle["entry"] = data.draw(st.permutations(bundle["entry"]))

    assert ask(shuffled) == ask(VIGNETTES[name])


@given(name=names, data=st.data())
def test_a_repeated_resource_changes_nothing(name: str, data: st.DataObject, ask: Any) -> None:
    """A page overlap sends resources twice; the answer is the same."""
    repeated = copy.deepcopy(VIGNETTES[name])
    for bundle in repeated["request"]["prefetch"].values():
        if bundle and bundle.get("entry"):
            again = data.draw(st.lists(st.sampled_from(bundle["entry"]), max_size=3))
            bundle["entry"] = [*bundle["entry"], *again]

    assert ask(repeated)[0] == ask(VIGNETTES[name])[0]


@given(name=names, other=names)
def test_resources_of_another_patient_change_no_card(name: str, other: str, ask: Any) -> None:
    """A stranger's chart mixed into the Bundles leaves every card as it was."""
    mixed = copy.deepcopy(VIGNETTES[name])
    own = mixed["request"]["context"]["patientId"]
    if VIGNETTES[other]["request"]["context"]["patientId"] == own:
        return
    for key, bundle in mixed["request"]["prefetch"].items():
        # One key carries several types of medication; which of them came is told by what came.
        if key != "medications" and bundle and bundle.get("resourceType") == "Bundle":
            strange = entries(VIGNETTES[other], key)
            bundle["entry"] = [*bundle.get("entry", []), *copy.deepcopy(strange)]

    assert ask(mixed)[0] == ask(VIGNETTES[name])[0]


@given(name=names, data=st.data())
def test_less_evidence_of_stage_iv_never_adds_a_surgery_warning(
    name: str, data: st.DataObject, ask: Any
) -> None:
    """Taking away what says stage IV cannot make the service question an operation."""
    reduced = copy.deepcopy(VIGNETTES[name])
    for key in ("conditions", "observations"):
        bundle = reduced["request"]["prefetch"].get(key)
        if bundle and bundle.get("entry"):
            bundle["entry"] = [
                entry
                for entry in bundle["entry"]
                if not (tells_stage_iv(entry) and data.draw(st.booleans()))
            ]

    assert not surgery(ask(reduced)[0]) or surgery(ask(VIGNETTES[name])[0])
