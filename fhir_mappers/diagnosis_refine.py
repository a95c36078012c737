"""What text and histology add to a coded tumour: details, and only rarely another type."""

from __future__ import annotations

from dataclasses import replace

from fhir_mappers.diagnosis_histology import histology_in, with_histology
from fhir_mappers.diagnosis_words import TumourWords, fill, parse
from fhir_mappers.fhir import Concept
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention


def refine(
    words: TumourWords, code: Concept, histology: str | None, reading: Reading
) -> TumourWords:
    """The coded tumour with the details of `code.text` and of a coded histology."""
    said = _with_text(words, reading.lexicon.find(code.text, "tumours"))
    return _with_histology_words(with_histology(said, histology, reading), code, reading)


def _with_text(words: TumourWords, mentions: tuple[Mention, ...]) -> TumourWords:
    """Text refines details of the coded type ("Lung adenocarcinoma"); it never changes the type."""
    for mention in mentions:
        said = parse(mention.means)
        if said is not None and said.type == words.type and not mention.family:
            words = fill(words, replace(said, role="")) if _adds(words, said) else words
    return words


def _with_histology_words(words: TumourWords, code: Concept, reading: Reading) -> TumourWords:
    """A histology in the words.

    It makes another tumour type only where the codes are ICD alone, which say nothing of histology
    (C34 is lung cancer of any kind): "small cell lung cancer" beside C34.1 is small-cell.
    """
    sharper = with_histology(words, histology_in(code.text, words.type, reading), reading)
    systems = (reading.terms.system(coding.system) for coding in code.codings)
    silent = all(system.startswith("icd") for system in systems)
    return sharper if silent or sharper.type == words.type else words


def _adds(words: TumourWords, said: TumourWords) -> bool:
    """Whether a text adds details without contradicting one that is coded."""
    pairs = [(getattr(words, name), getattr(said, name)) for name in ("subtype", "side")]
    return all(coded in (None, written) or written is None for coded, written in pairs)
