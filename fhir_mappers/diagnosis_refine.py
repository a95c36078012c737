"""What text and histology add to a coded tumour: details, and only rarely another type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fhir_mappers.diagnosis_histology import histology_in, with_histology
from fhir_mappers.diagnosis_words import TumourWords, fill, parse, refined
from fhir_mappers.facts import Certainty
from fhir_mappers.fhir import Concept
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention


def refine(
    words: TumourWords, code: Concept, histology: str | None, reading: Reading
) -> TumourWords:
    """The coded tumour with the details of `code.text` and of a coded histology."""
    mentions = reading.lexicon.find(code.text, "tumours")
    said = _with_text(_narrowed(words, code, mentions, reading), mentions)
    said = with_subtype(said, code.text, mentions, reading)
    return _with_histology_words(with_histology(said, histology, reading), code, reading)


def _narrowed(
    words: TumourWords, code: Concept, mentions: tuple[Mention, ...], reading: Reading
) -> TumourWords:
    """Another type where ICD names the organ alone and the text the tumour: "GIST" beside C16.9.

    Only types that the code set `tumour_refinements` lists for the coded one, and only where the
    text does not name the coded type as well.
    """
    named = list(dict.fromkeys(_present(mentions)))
    types = {entry.type for entry in named}
    if not _icd_alone(code, reading) or len(types) != 1 or words.type in types:
        return words
    narrower = _listed(words, named[0].type, reading)
    if narrower is None:
        return words
    subtypes = [narrower.subtype, *(entry.subtype for entry in named)]
    subtype = next((entry for entry in subtypes if entry), None)
    return replace(narrower, subtype=subtype, side=words.side, role=words.role)


def _present(mentions: Iterable[Mention]) -> Iterator[TumourWords]:
    for mention in mentions:
        said = parse(mention.means)
        present = mention.certainty is Certainty.CONFIRMED and not mention.history
        if said is not None and present and not mention.family:
            yield said


def _listed(words: TumourWords, narrower: str, reading: Reading) -> TumourWords | None:
    """The refinement for the part of the organ, else for the organ."""
    part = refined(f"{words.type}/{words.subtype}+{narrower}", reading.terms)
    return part or refined(f"{words.type}+{narrower}", reading.terms)


def _with_text(words: TumourWords, mentions: tuple[Mention, ...]) -> TumourWords:
    """Text refines details of the coded type ("Lung adenocarcinoma"); it never changes the type."""
    for mention in mentions:
        said = parse(mention.means)
        if said is not None and said.type == words.type and not mention.family:
            words = fill(words, replace(said, role="")) if _adds(words, said) else words
    return words


def with_subtype(
    words: TumourWords, text: str, mentions: Iterable[Mention], reading: Reading
) -> TumourWords:
    """A subtype in words that say it for one tumour type only: "medullary" beside C73."""
    loose = (entry for entry in reading.lexicon.find(text, "subtype_words"))
    for said in _present((*mentions, *loose)):
        if said.type != words.type or said.subtype in (None, words.subtype):
            continue
        if words.subtype is None:
            words = replace(words, subtype=said.subtype)
        else:
            words = _part(words, said, reading)
    return words


def _part(words: TumourWords, said: TumourWords, reading: Reading) -> TumourWords:
    """A narrower subtype that the code set lists: acral for cutaneous."""
    key = f"{words.type}/{words.subtype}+{said.subtype}"
    narrower = refined(key, reading.terms)
    return words if narrower is None else replace(words, subtype=narrower.subtype)


def _with_histology_words(words: TumourWords, code: Concept, reading: Reading) -> TumourWords:
    """A histology in the words.

    It makes another tumour type only where the codes are ICD alone, which say nothing of histology
    (C34 is lung cancer of any kind): "small cell lung cancer" beside C34.1 is small-cell.
    """
    sharper = with_histology(words, histology_in(code.text, words.type, reading), reading)
    return sharper if _icd_alone(code, reading) or sharper.type == words.type else words


def _icd_alone(code: Concept, reading: Reading) -> bool:
    """Whether no coding but ICD names the tumour; one of a hospital's own tells us nothing."""
    known = (coding.system for coding in code.codings if reading.terms.knows(coding.system))
    return all(reading.terms.system(system).startswith("icd") for system in known)


def _adds(words: TumourWords, said: TumourWords) -> bool:
    """Whether a text adds details without contradicting one that is coded."""
    pairs = [(getattr(words, name), getattr(said, name)) for name in ("subtype", "side")]
    return all(coded in (None, written) or written is None for coded, written in pairs)
