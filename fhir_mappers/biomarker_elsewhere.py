"""Sentences of a report about another tumour of the past (clinical logic section 16.5)."""

from __future__ import annotations

from fhir_mappers.diagnosis_text import primaries_in
from fhir_mappers.diagnosis_words import parse
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import cleaned, written_sentences

_APART = "; "


def of_this_tumour(text: str, title: str, reading: Reading) -> str:
    """The text without `History of BRAF-mutated melanoma` where it reports on another cancer.

    A history of the cancer that the report is about, or in a report that names no other, is kept.
    """
    written = written_sentences(cleaned(text))
    past = [_types(one, reading, past=True) for one in written]
    if not any(past):
        return text
    here = {kind for one in (title, *written) for kind in _types(one, reading, past=False)}
    if not here:
        return text
    kept = [one for one, gone in zip(written, past, strict=True) if not gone or gone & here]
    return _APART.join(kept)


def _types(text: str, reading: Reading, *, past: bool) -> set[str]:
    """Types of the tumours that a sentence calls past, or else does not."""
    found = primaries_in(text, reading)
    tumours = (parse(one.means) for one in found if one.history is past and not one.family)
    return {tumour.type for tumour in tumours if tumour is not None}
