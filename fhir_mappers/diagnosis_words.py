"""The tumour grammar of the code sets, and how several codings agree.

The grammar is `[suspected:|history:]type[/subtype][#histology][@side]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fhir_mappers.fhir import Coding
from fhir_mappers.terminology import Meaning, Terminology

VOCABULARY = "urn:oncology-cds:vocabulary"
"""The system under which code sets list words of our own (`nsclc#small-cell` means `sclc`)."""

HISTOLOGIES = (
    "adenocarcinoma",
    "squamous",
    "adenosquamous",
    "large-cell",
    "small-cell",
    "neuroendocrine",
    "sarcoma",
    "clear-cell",
    "germ-cell",
    "sex-cord",
    "epithelial",
    "mixed",
    "anaplastic",
    "medullary",
)
NO_CANCER = {
    "in-situ": "a carcinoma in situ is no invasive cancer",
    "benign": "a benign tumour",
    "uncertain": "a neoplasm of uncertain or unspecified behaviour",
    "not-cancer": "not a cancer",
    "family-history": "about a relative, not the patient",
}
_GRAMMAR = re.compile(r"([a-z-]+)(?:/([a-z0-9-]+))?(?:#([a-z-]+))?(?:@(left|right))?")
_UNSPECIFIED = ("other", "unspecified")
_TRUSTED = ("sct", "icd10cm", "icd10gm", "icd10")


@dataclass(frozen=True)
class TumourWords:
    """A tumour as the code sets write it; `role` is ``, `suspected` or `history`."""

    type: str
    subtype: str | None = None
    histology: str | None = None
    side: str | None = None
    role: str = ""

    @property
    def is_unspecified(self) -> bool:
        """Whether it says no more than cancer."""
        return (self.type, self.subtype) in (_UNSPECIFIED, ("other", None))


def parse(means: str) -> TumourWords | None:
    """Read one `means`; None for words that state no tumour of this patient."""
    if means in NO_CANCER:
        return None
    role, _, rest = means.rpartition(":")
    match = _GRAMMAR.fullmatch(rest)
    if match is None:
        return None
    kind, subtype, histology, side = match.groups()
    return TumourWords(kind, subtype, histology, side, role)


@dataclass(frozen=True)
class Agreement:
    """What all codings together say; `disputes` name, without patient data, where they differ."""

    words: TumourWords
    meaning: Meaning
    disputes: tuple[str, ...] = ()


def agree(meanings: Iterable[Meaning], terms: Terminology) -> Agreement | None:
    """Fold the meanings of one concept, the most trusted coding first; None when none is a tumour.

    A specific statement refines an unspecified one, and a type that code sets list as a
    refinement (`nsclc+sclc`) replaces the wider one. Any other difference in type is a dispute.
    """
    ranked = sorted(meanings, key=lambda entry: _trust(entry, terms))
    found: Agreement | None = None
    for meaning in ranked:
        words = parse(meaning.means)
        if words is not None:
            found = (
                Agreement(words, meaning) if found is None else _with(found, words, meaning, terms)
            )
    return found


def _trust(meaning: Meaning, terms: Terminology) -> tuple[bool, bool]:
    return (terms.system(meaning.coding.system) not in _TRUSTED, not meaning.verified)


def _with(found: Agreement, words: TumourWords, meaning: Meaning, terms: Terminology) -> Agreement:
    if words.type == found.words.type:
        return _filled(found, words)
    if words.is_unspecified:
        return found
    if found.words.is_unspecified:
        return Agreement(words, meaning, found.disputes)
    narrower = refined(f"{found.words.type}+{words.type}", terms)
    if narrower is None:
        narrower = refined(f"{words.type}+{found.words.type}", terms)
    if narrower is None:
        return replace(found, disputes=(*found.disputes, "its codings disagree on the tumour"))
    return found if narrower.type == found.words.type else Agreement(words, meaning, found.disputes)


def _filled(found: Agreement, words: TumourWords) -> Agreement:
    filled = fill(found.words, words)
    details = ("subtype", "side")
    lost = any(getattr(found.words, name) and not getattr(filled, name) for name in details)
    dispute = ("its codings disagree on the part of the organ",) if lost else ()
    return replace(found, words=filled, disputes=(*found.disputes, *dispute))


def fill(words: TumourWords, other: TumourWords) -> TumourWords:
    """Details of the same tumour type taken together; where they contradict, the detail is lost."""
    return replace(
        words,
        subtype=_either(words.subtype, other.subtype),
        histology=_either(words.histology, other.histology, generic="epithelial"),
        side=_either(words.side, other.side),
        role=words.role or other.role,
    )


def _either(one: str | None, other: str | None, generic: str = "") -> str | None:
    if one in (None, generic, other):
        return other or one
    return one if other in (None, generic) else None


def refined(word: str, terms: Terminology) -> TumourWords | None:
    """What a word of our own narrows down to, by the code set `tumour_refinements`."""
    meaning = terms.coding("tumour_refinements", Coding(VOCABULARY, word))
    return parse(meaning.means) if meaning else None
