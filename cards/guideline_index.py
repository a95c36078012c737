"""All guidelines, and which one speaks for a given tumour."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.content_errors import ContentError
from cards.content_file import ContentFile
from cards.guideline import Guideline, read_guideline

FALLBACK = "other"


@dataclass(frozen=True)
class Guidelines:
    """Guidelines by id; there is always one named `other` for tumours without a file."""

    by_id: Mapping[str, Guideline]

    @functools.cached_property
    def _by_type(self) -> Mapping[str, Sequence[Guideline]]:
        found: dict[str, list[Guideline]] = {}
        for guideline in self.by_id.values():
            found.setdefault(guideline.type, []).append(guideline)
        return found

    def for_tumour(self, type_: str, subtype: str | None, histology: str | None) -> Guideline:
        """The most specific guideline that fits; subtype counts more than histology."""
        fitting = [
            guideline
            for guideline in self._by_type.get(type_, ())
            if (not guideline.subtypes or subtype in guideline.subtypes)
            and (not guideline.histologies or histology in guideline.histologies)
        ]
        return max(fitting, key=_specificity, default=self.by_id[FALLBACK])


def _specificity(guideline: Guideline) -> tuple[bool, bool]:
    return bool(guideline.subtypes), bool(guideline.histologies)


def read(files: Sequence[ContentFile], register: Mapping[str, object]) -> Guidelines:
    """Read every file. Raises `ContentError`."""
    guidelines = tuple(read_guideline(file, register) for file in files)
    _refuse_twins(guidelines)
    by_id = {guideline.id: guideline for guideline in guidelines}
    if FALLBACK not in by_id:
        raise ContentError("guidelines: a file with id 'other' is needed for all other tumours.")
    return Guidelines(by_id)


def _refuse_twins(guidelines: tuple[Guideline, ...]) -> None:
    """Two files must never claim the same tumour."""
    seen: dict[tuple[str, str, str], str] = {}
    for entry in guidelines:
        for subtype in entry.subtypes or {""}:
            for histology in entry.histologies or {""}:
                key = (entry.type, subtype, histology)
                if key in seen:
                    raise ContentError(f"{entry.id} and {seen[key]} both claim {' '.join(key)}.")
                seen[key] = entry.id
