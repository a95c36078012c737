"""Every row, panel, gate, population and threshold has a vignette, demanded by its name."""

from __future__ import annotations

from collections.abc import Iterator

from cards import knowledge_base
from cards.card import INDICATORS
from cards.catalogue import TOPICS
from cards.fatigue_rules import BASES
from tests.vignettes.shorthand import read_all
from tests.vignettes.shorthand_words import listed

KNOWLEDGE = knowledge_base.load()
VIGNETTES = read_all()
POPULATIONS = [f"16.{number}" for number in range(1, 11)]
SCENARIOS = ["C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "X"]
BEVACIZUMAB = ["<28", "28-41", ">=42", "no-date", "emergency", "minor"]
ANTI_EGFR = [
    "unknown",
    "mutated",
    "g12c",
    "braf",
    "braf-unknown",
    "incomplete",
    "pending",
    "conflict",
]
ANSWERS = ["override", "dismissed", "accepted", "same-facts"]
ABOUT_NO_ORDER = "palliative"
FIXED_GATES = ["bevacizumab", "bevacizumab-after-operation", "anti-egfr", "checkpoint", "rectal"]


def demanded() -> Iterator[str]:
    """The names that vignettes must cover, computed from the knowledge and the papers' sections."""
    yield from (f"surgery:{row.id}" for row in KNOWLEDGE.surgery_table.rows)
    for guideline in KNOWLEDGE.guidelines.by_id.values():
        yield from (f"{what}:{guideline.id}" for what in ("staging", "policy"))
        yield f"panel:{guideline.id}:silent"
        if guideline.biomarkers:
            yield f"panel:{guideline.id}:speaks"
    for gate in (*_drugs(), *FIXED_GATES, "palliative"):
        yield from (f"gate:{gate}:{what}" for what in ("speaks", "silent"))
    yield from (f"population:{name}" for name in POPULATIONS)
    yield from (f"threshold:{name}" for name in vars(KNOWLEDGE.thresholds))
    yield from (f"scenario:{name}" for name in SCENARIOS)
    yield from (f"topic:bevacizumab-interval:{name}" for name in BEVACIZUMAB)
    yield from (f"anti-egfr:{name}" for name in ANTI_EGFR)
    yield from (f"memory:{name}" for name in (*_shown_before(), *_families()))


def _drugs() -> Iterator[str]:
    """The drug gates, each by its drug class or its first drug."""
    for need in KNOWLEDGE.drug_gates.needs:
        yield need.drug_class or need.ingredients[0]


def _shown_before() -> Iterator[str]:
    """What section 17 says of repeats, of signing and of trials."""
    rules = KNOWLEDGE.fatigue
    yield from (f"repeat:{what}" for what in ("encounter", "hours", "user"))
    yield from (f"again-at-sign:{indicator}" for indicator in INDICATORS)
    yield from (f"once-at-sign:{topic}" for topic, _ in rules.once_at_sign)
    yield from (f"lowered:{reason}" for reason in rules.lowered_by)
    yield from (f"{topic}:repeat" for topic in rules.families)


def _families() -> Iterator[str]:
    """Each kind of answer, each reason with days of its own, and each fact of each family."""
    for family in KNOWLEDGE.fatigue.families.values():
        yield from (f"{family.name}:{what}" for what in (*ANSWERS, *family.reasons))
        yield from (f"{family.name}:fact:{basis}" for basis in family.rests_on)
        yield from (
            f"{family.name}:no-fact:{basis}"
            for basis in BASES
            if basis not in family.rests_on and (family.name, basis) != (ABOUT_NO_ORDER, "aim")
        )
        if family.name != ABOUT_NO_ORDER:
            yield from (f"{family.name}:{what}" for what in ("order", "reach"))


def test_everything_is_covered_by_name() -> None:
    """No row, panel, gate, population, threshold or scenario is without a vignette of its name."""
    covered = {name for vignette in VIGNETTES for name in vignette.covers}

    assert sorted(set(demanded()) - covered) == []


def test_every_topic_speaks_in_some_vignette_and_is_silent_in_another() -> None:
    """Each topic of the catalogue shows somewhere and does not show somewhere else."""
    shown = [set(vignette.expect.get("cards", {})) for vignette in VIGNETTES]

    for topic, _ in TOPICS:
        assert any(topic in cards for cards in shown), topic
        assert any(topic not in cards for cards in shown), topic


def test_surgery_rows_are_met_and_not_only_named() -> None:
    """A vignette that covers a row of the surgery table expects to meet that very row."""
    rows = {row.id for row in KNOWLEDGE.surgery_table.rows}
    for vignette in VIGNETTES:
        for name in vignette.covers:
            kind, _, row = name.partition(":")
            if kind == "surgery" and row in rows:
                assert vignette.expect["row"] == row, vignette.id


def test_a_panel_that_speaks_shows_its_card() -> None:
    """A vignette that covers a panel or gate as speaking expects a card, a silent one none of it."""
    for vignette in VIGNETTES:
        for name in vignette.covers:
            kind, _, what = name.partition(":")
            if kind in ("panel", "gate") and what.endswith(":speaks"):
                assert listed(list(vignette.expect["cards"]), vignette.id), vignette.id
            if kind == "panel" and what.endswith(":silent"):
                assert "molecular-testing-gap" not in vignette.expect["cards"], vignette.id


def test_a_vignette_of_the_memory_has_something_to_remember() -> None:
    """A vignette that covers a rule of section 17 has earlier calls and says what follows."""
    for vignette in VIGNETTES:
        if any(name.startswith("memory:") for name in vignette.covers):
            assert vignette.earlier, vignette.id
            silent = "17." in str(vignette.expect.get("rows", {}))
            assert silent or vignette.expect["cards"], vignette.id
