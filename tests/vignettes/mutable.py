"""What of the knowledge is advice and must be tested, and what is prose: the reviewed list.

Whatever is not named here is mutated, so that a new key is tested or its author says here why not.
"""

from __future__ import annotations

import fnmatch

PROSE_FILES = {
    "evidence.toml": "sources; each citation is checked by the loader",
    "review.toml": "review dates; tests/cards/test_site_content.py",
    "decisions/surgery.toml": "the rows as sentences; the rows themselves are mutated",
    "tumour_agnostic.toml": "markers to consider; tests/cards/test_site_content.py",
    "override_reasons.toml": "the words of the reasons; which card has which is in topics.toml",
}
PROSE_KEYS = {
    "status": "review status",
    "citations": "sources",
    "citation": "source",
    "g12c_citations": "sources",
    "braf_citations": "sources",
    "unit": "unit of a threshold, for readers",
    "why": "wording",
    "reason": "wording",
    "when_m1": "wording",
    "name": "wording",
    "sequence": "wording",
    "display": "wording of a code",
    "label": "wording",
    "withdraw_label": "wording",
    "several_label": "wording",
    "text": "wording of an order",
    "note": "wording",
    "says": "wording",
    "source_label": "wording",
    "is_not": "wording",
    "regions": "whose approval counts; tests/cards/test_site_content.py",
    "trigger": "wording",
    "silent_when": "wording",
    "rows": "wording",
    "thresholds": "what the rulebook shows; tests/cards/test_topics_match_code.py",
    "orders": "what the rulebook shows; tests/cards/test_topics_match_code.py",
    "gates": "what the rulebook shows",
    "wording": "what the rulebook shows",
    "policies": "what the rulebook shows",
    "panels": "what the rulebook shows",
    "baseline": "offered, not shown; tests/cards/test_content_library.py",
    "cea-baseline": "offered, not shown; tests/cards/test_content_library.py",
    "team_questions": "wording",
    "staging_questions": "wording",
    "testing_advice": "wording",
    "pregnancy": "wording",
    "control_conditions": "wording",
    "intent_statement": "wording",
    "optimise_first": "wording",
    "alternatives": "wording by organ",
    "marker_names": "wording",
    "category": "where the record files an order; no advice",
}
PROSE_PLACES = {
    "guidelines/*/id": "a name; vignettes speak of tumours",
    "topics.toml/advice-unavailable": "shows when a topic fails; tests/cards/test_advice.py",
    "alert_fatigue.toml/never_silent": "shows when a topic fails; tests/cards/test_fatigue.py",
    "guidelines/*/surgery/policy (card off)": "the type is outside surgery advice, the policy is told",
}
EQUIVALENT = {
    "guidelines/thyroid-anaplastic.toml/*/from_stage to *": "every anaplastic cancer is stage IV",
    "guidelines/other.toml/type to nonsense": "the fallback is found by its id, whatever the type",
    "thresholds.toml/oligo_max_lesions/value +1": "six lesions are diffuse by the next threshold",
    "thresholds.toml/oligo_max_organs/value +1": "three organs are diffuse by the next threshold",
    "alert_fatigue.toml/family/surgery/no_reason_days -1": "no window is shorter than none",
    "alert_fatigue.toml/family/surgery/accepted_days -1": "no window is shorter than none",
    "alert_fatigue.toml/family/palliative/reach to class": "the card is about no order",
    "alert_fatigue.toml/family/palliative/reason_ends_order *": "the card is about no order",
    "alert_fatigue.toml/family/palliative/rests_on with aim": "the card is about no operation",
}
ALIKE = {
    "accepted": "neutral",  # both ask for the goal; the word is for readers
    "neutral": "accepted",
    "ihc": "other",  # both are offered as a test of their own
    "other": "ihc",
}


def is_equivalent(name: str) -> bool:
    """Whether a change cannot be noticed, for a reason that stands in the list above."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in EQUIVALENT)


def is_prose(file: str, path: tuple[str, ...]) -> bool:
    """Whether a value of the knowledge is prose by the lists above."""
    if file in PROSE_FILES or PROSE_KEYS.keys() & set(path):
        return True
    return f"{file}/{path[0]}" in PROSE_PLACES or (
        file.startswith("guidelines/") and path == ("id",)
    )
