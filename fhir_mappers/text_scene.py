"""A finding in a sentence, the cues around it, and what they make of it."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_mappers.facts import Certainty
from fhir_mappers.text_words import Sentence

NEGATIONS = ("negation", "negation-short", "negation-adverb", "negation-next")
"""Cues that deny what stands behind them."""
CONDITIONS = ("condition", "condition-first")
RETRACTED = "retracted"
"""What takes all before it in the sentence back: `..., which could not be confirmed`."""
FEARS = ("hypothetical", *CONDITIONS)
"""Cues of what may come or is only talked about; the conditions among them name its terms."""


@dataclass(frozen=True)
class Cue:
    """One cue phrase with its offsets.

    Before a finding: `negation` (also through commas), `negation-short` (to the next comma),
    `negation-adverb` (the same, unless it denies an adjective), `negation-next` (the next word only),
    `suspicion`, `hypothetical`, `history`, `history-short` (to the next comma), `family`, `condition`
    (to the end of a sentence that it begins), `condition-first` (the same, and nothing where it does
    not begin the sentence: `sollten`). Behind it: `negation-behind`, `negation-tail` (only a
    copula in between), `suspicion-behind`, `history-behind`, `history-next` (only a date in between),
    `open-tail` (`unknown`, `pending`: only a copula in between, and the clause ends there), `compound`
    (`colon cancer screening`: nothing in between; so does `hypothetical` at the end of a clause). Both ways:
    `suspicion-around`, `alternative` (`metastasis vs adenoma`; behind only where it follows at once),
    `unassessed` (likewise: nobody looked), `unlikely` (before the next word only). `suspicion-next`
    hedges the next word only, as does `sought` (`evaluated for`) beside a finding. Between: `break`,
    `break-negation`, `break-hedge` and `break-behind` end a reach, `self` ends that of `family`,
    `restart` makes the part behind a comma a clause of its own, `supposition` (`would be`) hedges what
    may be supposed, `declined` (before it) and `declined-behind` take a plan back, `aspect` is what a
    negation denies of a finding that is there (`progression of`), `listing` keeps a list together. `not-negation`, `no-more` and `not-history` only stand in for the
    shorter cue that they contain.
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


@dataclass(frozen=True)
class Scene:
    """One mention in its sentence, with the cues that do not overlap it (a restart may)."""

    sentence: Sentence
    start: int
    end: int
    cues: tuple[Cue, ...]

    @property
    def stop(self) -> int:
        """Where the sentence ends."""
        return self.sentence.start + len(self.sentence.text)

    def between(self, begin: int, end: int) -> str:
        """The words between two offsets."""
        return self.sentence.text[begin - self.sentence.start : end - self.sentence.start]

    def holds(self, begin: int, end: int, *means: str) -> bool:
        """Whether a cue of these meanings starts between two offsets."""
        return any(cue.means in means and begin <= cue.start < end for cue in self.cues)
