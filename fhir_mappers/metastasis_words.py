"""The grammar of the code set `metastases`, and how several codings of one concept agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fhir_mappers.terminology import Meaning

UNSPECIFIED = "unspecified"
LYMPH_NODE = "lymph-node"
OTHER = "other"
"""What a code for the remaining organs says, such as C78.89 for the pancreas."""
_VAGUE_REGIONS = (None, "unspecified", "multiple")


@dataclass(frozen=True)
class SpreadWords:
    """What one meaning says of disease away from the primary.

    `origin` is the tumour that the words themselves name, `extension` an organ reached by direct
    growth (which is T, not M).
    """

    site: str = UNSPECIFIED
    region: str | None = None
    origin: str | None = None
    extension: str | None = None
    history: bool = False
    oligometastatic: bool = False


def parse(means: str) -> SpreadWords:
    """Read one `means`: a site, `lymph-node:<region>`, `from:`, `direct-extension:`, `history`."""
    head, _, tail = means.partition(":")
    if head == LYMPH_NODE:
        return SpreadWords(LYMPH_NODE, tail or UNSPECIFIED)
    if head == "from":
        return SpreadWords(origin=tail.split("/")[0].split("#")[0].split("@")[0])
    if head == "direct-extension":
        return SpreadWords(extension=tail or UNSPECIFIED)
    if head == "history":
        return SpreadWords(tail or UNSPECIFIED, history=True)
    if head == "oligometastatic":
        return SpreadWords(oligometastatic=True)
    return SpreadWords(head)


@dataclass(frozen=True)
class Spread:
    """All codings of one concept together; `disputed` when they name different sites."""

    words: SpreadWords
    meaning: Meaning
    disputed: bool = False


def agree(meanings: Iterable[Meaning]) -> Spread | None:
    """The most specific statement, verified codes first; None when there is no meaning."""
    ranked = sorted(meanings, key=lambda entry: not entry.verified)
    found: Spread | None = None
    for meaning in ranked:
        words = parse(meaning.means)
        found = Spread(words, meaning) if found is None else _with(found, words, meaning)
    return found


def _with(found: Spread, words: SpreadWords, meaning: Meaning) -> Spread:
    if _is_vaguer(words, found.words):
        return found
    if _is_vaguer(found.words, words):
        return Spread(words, meaning, found.disputed)
    return Spread(found.words, found.meaning, disputed=True)


def _is_vaguer(one: SpreadWords, other: SpreadWords) -> bool:
    """Whether the first adds nothing to the second."""
    if one.history or other.history:
        return one.history and other.history and one.site in (UNSPECIFIED, other.site)
    if one.site == other.site == LYMPH_NODE:
        return one.region in _VAGUE_REGIONS or one.region == other.region
    return one.site in (UNSPECIFIED, other.site) and one.origin in (None, other.origin)
