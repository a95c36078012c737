"""Which kinds of result words a text holds, negation already applied."""

from __future__ import annotations

from fhir_mappers.facts import Certainty
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention

NEGATED = {
    "positive": "negative",
    "found": "negative",
    "alteration": "negative",
    "lost": "retained",
    "high": "retained",
    "retained": "lost",
    "methylated": "unmethylated",
}
WEAK = frozenset({"alteration"})
HEDGED, FAMILY = "hedged", "family"
ASIDE = frozenset(
    {
        "hypothetical",
        "comment",
        "sought",
        "listed",
        "rest-negative",
        "some",
        "except",
        "unit",
        HEDGED,
        FAMILY,
    }
)
_UNTOUCHED = ASIDE | {"pending", "not-a-result", "equivocal"}
STRONG_NEGATIVE = frozenset({"negative", "no"})


def kinds_in(text: str, reading: Reading) -> frozenset[str]:
    """Kinds of the result words in a text.

    `positive`, `found` (a verb), `alteration` (a noun: weak), `negative`, `no` (a bare negation),
    `lost`, `retained`, `high`, `low`, `ultralow`, `methylated`, `unmethylated`, `benign`,
    `equivocal`, `not-a-result`, `unknown`, `pending`, and the asides `hypothetical`, `comment` (what a finding
    means), `sought` (what was looked for), `listed`, `rest-negative`, `some` (of the repair
    proteins), `except`, `unit`, `hedged` (a suspicion) and `family` (about a relative).
    """
    mentions = reading.lexicon.find(text, "results")
    unclear = any(mention.means == "equivocal" for mention in mentions)
    return frozenset(_kind(mention, unclear=unclear) for mention in mentions)


def _kind(mention: Mention, *, unclear: bool) -> str:
    """`unclear`: an equivocal result beside it, which is a result of its own and no doubt."""
    if mention.family:
        return FAMILY
    hedged = mention.certainty is Certainty.SUSPECTED and not unclear
    if hedged and mention.means not in _UNTOUCHED:
        return HEDGED
    if mention.certainty is Certainty.EXCLUDED:
        return NEGATED.get(mention.means, mention.means)
    return mention.means


def firm(kinds: frozenset[str]) -> frozenset[str]:
    """Kinds that decide something by themselves."""
    return kinds - WEAK - ASIDE


def reason(text: str, kind: str, reading: Reading) -> str:
    """The phrase of the lexicon that stands for a kind, as the reason of a missing result."""
    found = (m.phrase for m in reading.lexicon.find(text, "results") if m.means == kind)
    return next(found, "")
