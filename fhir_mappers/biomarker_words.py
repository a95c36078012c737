"""Biomarkers as codes and texts name them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fhir_mappers import coverage
from fhir_mappers.biomarker_kinds import firm, kinds_in
from fhir_mappers.facts import Truth
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import cleaned, normalise

SCALES = frozenset({"ratio", "copies", "share"})
SILENT = frozenset({"tested-for", "locus"})
METHODS = frozenset({"ihc", "ish", "ngs", "pcr", "ctdna", "germline"})
PROTEIN, DRUG, CAPITALS, PART, UNLIKE = "MMR", "drug", "capitals", "part", "unlike"
OTHER = "other"
RECEPTORS = frozenset({"ER", "PR"})
_SIGNED = re.compile(
    r"(?<![\w-])(?P<word>[A-Za-z][\w./-]*?[A-Za-z0-9])"
    r"(?:\s?\((?P<bracket>[+\u2212\u2013-])\)|(?P<sign>[+\u2212\u2013-])(?=[\s,;/.)]|$)"
    r"|\s(?P<apart>[+\u2212\u2013-])(?=[,;.)]|$))"
)
_HANGING = re.compile(r"-,?\s*(?:[\w/]+-,?\s*)*(?:und|oder|bzw\.?|sowie|and|or)\s+[\w/]+-\w")
_BRACKETED = re.compile(r"\([^()\n]*;[^()\n]*\)")
_LISTED = re.compile(r"[,;\n]|\.\s|\b(?:and|und|sowie|plus)\b")
_HEADING = re.compile(r"\s*(?P<method>[^:,;]+?)\s*(?::|\bfor\b|\bof\b|\bauf\b)")
_WORD = re.compile(r"\w{2,}")
_EXON = re.compile(r"\b[Ee]x\.\s?(?=\d)")
_STAINED = frozenset({"ER", "PR", "HER2", "AR", "PDL1", "ALK", "ROS1", "P16"})
_HYBRIDISATION = frozenset({"ish", "fish", "cish", "sish", "dish"})


@dataclass(frozen=True)
class Named:
    """One mention: the biomarkers meant, the repair protein when it is one, and its offsets.

    `part` marks one gene of a group (ATM for HRR_SOMATIC): a normal one leaves the others open.
    `any_of` marks a word for several genes of which one is enough (RAS): it does not say which.
    """

    biomarkers: tuple[str, ...]
    protein: str
    part: bool
    any_of: bool
    start: int
    end: int
    mention: Mention


@dataclass(frozen=True)
class Tested:
    """What one `means` of the code set says.

    `protein` is the repair protein stained. `scale` is what a number counts (`ratio`, `copies`, a
    `share` of cells). `part` marks a test of one change or one gene of several. `silent` tests hold
    no result: lists of what was tested for, single loci of a microsatellite test.
    """

    biomarkers: tuple[str, ...]
    method: str = ""
    protein: str = ""
    scale: str = ""
    part: bool = False
    silent: bool = False


def parse(means: str) -> Tested:
    """`KRAS+NRAS:ngs`, `MMR:MLH1:ihc`, `BRCA:germline`, `EGFR:tested-for`, `HER2:ish:ratio`."""
    head, *rest = means.split(":")
    return Tested(
        biomarkers=("MSI_MMR",) if head == PROTEIN else tuple(head.split("+")),
        method=next((part for part in rest if part in METHODS), ""),
        protein=rest[0] if head == PROTEIN and rest else "",
        scale=next((part for part in rest if part in SCALES), ""),
        part=PART in rest,
        silent=bool(SILENT & set(rest)),
    )


def expand(means: str, germline: Truth) -> tuple[str, ...]:
    """Biomarker ids of an order code; an order for BRCA that names no origin answers both."""
    tested = parse(means)
    if tested.biomarkers != ("BRCA",):
        return tested.biomarkers
    inherited, somatic = germline is not Truth.NO, germline is not Truth.YES
    return ("BRCA_GERMLINE",) * inherited + ("HRR_SOMATIC",) * somatic


def markers_in(text: str, reading: Reading) -> tuple[Named, ...]:
    """Markers that a text names, in text order; drug classes (`anti-EGFR`) and relatives' are none.

    Words that are English as well (met, kit, ret, er) count in capitals only, and `eGFR` is not EGFR.
    """
    return tuple(entry for entry in named_in(text, reading) if entry.biomarkers)


def named_in(text: str, reading: Reading) -> tuple[Named, ...]:
    """The same with tests that nobody advises on (`Ki-67`), which mean no biomarker here."""
    plain = normalise(text)
    found = []
    for mention in reading.lexicon.find(text, "biomarker_words"):
        head, *attributes = mention.means.split(":")
        surface = plain[mention.start : mention.end]
        if (
            head == DRUG
            or mention.family
            or (CAPITALS in attributes and surface != surface.upper())
            or f"{UNLIKE} {surface}" in attributes
        ):
            continue
        found.append(_named(head, attributes, mention))
    return tuple(found)


def is_ambiguous(mention: Mention) -> bool:
    """Whether a phrase of `biomarker_words` counts in capitals only, or names a drug."""
    head, *attributes = mention.means.split(":")
    return head == DRUG or CAPITALS in attributes


def question(name: str, *, stain: bool) -> str:
    """The id that a test of a marker answers: the stain of MET is another question than its gene."""
    return coverage.load().stained.get(name, name) if stain else name


def asked_in(text: str, reading: Reading) -> tuple[str, ...]:
    """Ids of the questions that a text names: `c-Met IHC` asks for the protein only.

    The stain is that of a bare name joined to it as well: `c-Met and PD-L1 IHC`, `IHC: PD-L1, c-Met`.
    """
    words, plain = coverage.load().stain_words, cleaned(text)
    heading = _HEADING.match(plain)
    stained = headed = heading is not None and coverage.says(heading["method"], words)
    found: list[str] = []
    parts = _LISTED.split(plain)
    joins = [*(match[0] for match in _LISTED.finditer(plain)), ""]
    for part, join in zip(reversed(parts), reversed(joins), strict=True):
        bare = not _WORD.search(without_markers(part, reading))
        carried = headed or (stained and join[:1].isalpha())
        stained = coverage.says(part, words) or (bare and carried)
        found[:0] = [question(name, stain=stained) for name in ids_in(part, reading)]
    return tuple(dict.fromkeys(found))


def _named(head: str, attributes: list[str], mention: Mention) -> Named:
    known = coverage.load()
    meant = () if head == OTHER else known.groups.get(head, (head,))
    return Named(
        biomarkers=("MSI_MMR",) if head == PROTEIN else meant,
        protein=attributes[0] if head == PROTEIN else "",
        part=PART in attributes,
        any_of=head in known.any_of,
        start=mention.start,
        end=mention.end,
        mention=mention,
    )


def ids_in(text: str, reading: Reading) -> tuple[str, ...]:
    """Ids of the markers that a text names, each once, in text order."""
    named = markers_in(text, reading)
    return tuple(dict.fromkeys(name for entry in named for name in entry.biomarkers))


def spelled_out(text: str, reading: Reading) -> str:
    """The text, cleaned, with `Ex.` and the signs of stains as words: `ER+, HER2(-)`.

    A hyphen that only hangs (`KRAS- und NRAS-Mutation`) is no minus. A semicolon in brackets
    without a result (`KRAS exon 2; NRAS exon 2`) lists what was looked at and ends no sentence.
    """

    def word_for(match: re.Match[str]) -> str:
        word, sign = match["word"], match["bracket"] or match["sign"] or match["apart"]
        signed = word.lower() in _HYBRIDISATION or _is_stained(word, reading)
        hangs = sign == "-" and _HANGING.match(match.string, match.end("word"))
        if not signed or (hangs and match["sign"]):
            return match[0]
        return f"{word} {'positive' if sign == '+' else 'negative'}"

    def one_list(match: re.Match[str]) -> str:
        told = firm(kinds_in(match[0], reading))
        return match[0] if told else match[0].replace(";", ",")

    listed = _BRACKETED.sub(one_list, cleaned(text))
    return _SIGNED.sub(word_for, _EXON.sub("exon ", listed))


def _is_stained(word: str, reading: Reading) -> bool:
    named = markers_in(word, reading)
    return any(entry.protein or _STAINED & set(entry.biomarkers) for entry in named)


def without_markers(text: str, reading: Reading) -> str:
    """The text with the names of markers blanked, so that the 2 of `HER 2` is no score."""
    blanked = list(cleaned(text))
    for mention in reading.lexicon.find(text, "biomarker_words"):
        blanked[mention.start : mention.end] = " " * (mention.end - mention.start)
    return "".join(blanked)
