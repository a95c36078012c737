"""A cue of the lexicon in a sentence, and what the cues around a finding make of it."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_mappers.facts import Certainty


@dataclass(frozen=True)
class Cue:
    """One cue phrase with its offsets.

    Before a finding: `negation` (also through commas), `negation-short` (to the next comma),
    `negation-next` (the next word only), `suspicion`, `hypothetical`, `history`, `history-short`
    (to the next comma), `family`, `condition` (to the end of a sentence that it begins). Behind it: `negation-behind`, `negation-tail` (only a copula in
    between), `suspicion-behind`, `history-behind`,
    `history-next` (only a date in between), `open-tail` (`unknown`, `pending`: only a copula in between, and the
    clause ends there). Both ways: `suspicion-around`, `alternative` (`metastasis vs
    adenoma`; behind only where it follows at once), `unassessed` (likewise: nobody looked), `unlikely` (before the
    next word only). Between: `break`,
    `break-negation`, `break-hedge` and `break-behind` end a reach, `self` ends that of `family`, `restart` makes the
    part behind a comma a clause of its own, `supposition` (`would be`) hedges what may be supposed,
    `listing` keeps a list together. `not-negation`,
    `no-more` and `not-history` only stand in for the shorter cue that they contain.
    """

    means: str
    start: int
    end: int


@dataclass(frozen=True)
class Status:
    """What the sentence makes of one mention."""

    certainty: Certainty
    family: bool
    history: bool
