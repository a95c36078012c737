"""Alterations as laboratories write them: `p.Gly12Asp`, `G12D`, `exon 19 deletion`, `EML4-ALK`."""

from __future__ import annotations

import re

_AMINO = "(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val|Ter)"
_EVENT = (
    r"skipping(?: mutation)?|deletions?|insertions?|duplications?|deletionen|insertionen|skip|"
    r"del(?:ins)?\b|ins\b|dup\b"
)
_MADE = "(?:[Dd]eletion|[Ii]nsertion|[Dd]uplication|[Dd]uplikation|[Ss]kipping)"
_NO_PARTNER = "(?:EGFR|ALK|ROS|RET|MET|KIT|BRAF|[KNH]RAS|HER|ERBB|NTRK|TRK|PD|FGFR|IDH|NON|ANTI|PAN|FISH|IHC|NGS)"
_PATTERNS = (
    # Protein change in three letters, with or without `p.` and brackets.
    rf"(?:\bp\.\s?\(?)?\b{_AMINO}\d{{1,4}}(?:_\w+?\d+)?(?:{_AMINO}|\*|fs|del|dup|ins)[\w*]*",
    # Protein change in one letter behind `p.`, or long enough to be nothing else.
    r"\bp\.\s?\(?[A-Z]\d{1,4}(?:_[A-Z]\d+)?(?:[A-Z*]|fs|del|dup|ins)[\w*]*",
    r"(?<![A-Za-z0-9])[A-Z]\d{2,4}(?:_[A-Z]\d{2,4})?(?:[A-Z](?![a-z0-9])|\*|fs[\w*]*|del\w*|ins\w*|dup\w*)",
    # Hot spots of RAS without the new amino acid.
    r"(?<![A-Za-z0-9])(?:G12|G13|A59|Q61|K117|A146)(?![0-9A-Za-z])",
    rf"\bexon[\s-]?\d+[\s-]?(?:{_EVENT})",
    r"(?<![A-Za-z0-9])[Dd]el[\s-]?(?:19|20)(?![\w.])",
    rf"\bex\s?\d+\s?(?:{_EVENT})",
    rf"\b{_MADE}\s(?:in|im|of|von|des)\s[Ee]xons?\s?\d+",
    r"\b[A-Z][A-Z0-9]{1,9}(?:::|-|/)[A-Z][A-Z0-9]{1,9}(?=[\s-]?(?i:fusion))",
    r"(?<=\b[Ff]usion )[A-Z][A-Z0-9]{1,9}(?:::|-|/)[A-Z][A-Z0-9]{1,9}",
    r"\b[A-Z][A-Z0-9]{1,9}::[A-Z][A-Z0-9]{1,9}",
    # A partner and its kinase without the word fusion (`EML4-ALK`); a list of markers is none.
    rf"(?<![\w-])(?!{_NO_PARTNER}\w*-)[A-Z][A-Z0-9]{{1,9}}-(?:ALK|ROS1|RET|NTRK[123])(?![\w-])",
    rf"(?<![\w-])FGFR[23]-(?!{_NO_PARTNER})[A-Z][A-Z0-9]{{2,9}}(?![\w-])",
    r"\bc\.[\d+*_-]+(?:[ACGT]+>[ACGT]+|del\w*|ins\w*|dup\w*)",
)
_COMPILED = tuple(
    re.compile(pattern, re.IGNORECASE if pattern.startswith(r"\bex") else 0)
    for pattern in _PATTERNS
)
_ANOTHER = re.compile(
    r"\b(?:non|not|nicht|other than|except|außer|andere als|neither|weder)[\s-]+(?:p\.\s?)?$",
    re.IGNORECASE,
)
_UNCHANGED = re.compile(rf"\bp\.\s?\(?(?:=|{_AMINO}\d+=|[A-Z]\d+=|\?)")


def alteration_in(text: str) -> str:
    """The first alteration as written, protein changes before all others; empty when none.

    What is named only to say that it is another one (`non-V600E`) does not count.
    """
    for pattern in _COMPILED:
        for match in pattern.finditer(text):
            if _ANOTHER.search(text[: match.start()]) is None:
                found = match[0].removesuffix(")")
                return f"{found})" if "(" in found else found
    return ""


def unchanged(text: str) -> bool:
    """Whether the protein change says that the protein is not changed (`p.(=)`)."""
    return _UNCHANGED.search(text) is not None
