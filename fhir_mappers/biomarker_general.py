"""What laboratories write below a result and what holds for every tumour, not for this one.

`MSI-H tumors are associated with Lynch syndrome`, `Positive is defined as at least 1 %`, the legend
of a score and the list of papers explain a result; read as one, they turn `MSS` into unstable.
"""

from __future__ import annotations

import re

from fhir_mappers.biomarker_kinds import kinds_in
from fhir_mappers.biomarker_words import ids_in
from fhir_mappers.reading import Reading
from fhir_mappers.text_words import cleaned, written_sentences

_APART = "; "
_SOURCES = re.compile(
    r"(?:^|(?<=[.;\n]))\s*(?:references|literature|bibliography|literatur(?:angaben|verzeichnis)?)\s*:.*",
    re.IGNORECASE | re.DOTALL,
)
# One report is about one tumour of one patient: what is said of many is said of all.
_TUMOURS = (
    r"(?:tumou?rs|cancers|carcinomas|crcs|nsclcs|patients|tumoren|karzinome|patient(?:inn)?en)"
)
_MANY = re.compile(
    rf"\b{_TUMOURS}\b"
    r"|\b(?:mutations|variants|alterations|rearrangements|fusions|amplifications|deletions|mutationen"
    r"|varianten|alterationen|fusionen|amplifikationen)(?:\s+[\w/]+){0,5}\s+"
    r"(?:are|predict|confer|can|may|indicate|lead|sind|sagen|können|führen|sprechen)\b",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"\b(?:detected|identified|present|seen|observed|harbou?rs|nachgewiesen|gefunden|vorhanden)\b",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:is|are|ist|sind|wird|werden) (?:defined (?:as|by)|definiert (?:als|durch))\b"
    r"|^\W*(?:\w+\W+){0,2}cut[- ]?off\b"
    r"|\b(?:patients|individuals|carriers)\b(?!')"
    r"|[<>≥≤]=?\s*\d[\d.,]*\s*%?\s*(?:is|are|ist|gilt als|considered)\b"
    rf"|\d\s*%\s*(?:of|der|aller)\s+(?:\w+\s+){{0,2}}(?:{_TUMOURS}|cases|crc|nsclc|fälle)\b(?!\s+cells)",
    re.IGNORECASE | re.MULTILINE,
)
_SCORE = re.compile(r"(?<![\w.%])(?:0|[1-3]\+)(?![\w.%])")
_THRESHOLD = re.compile(r"(?:[<>≥≤]=?\s*\d+|\d+\s*[-–]\s*\d+)\s*%?\s*[:=]")
_LEGEND = ({"1+", "2+", "3+"}, {"0", "2+", "3+"})


def of_this_patient(text: str, reading: Reading) -> str:
    """The text without its explanations; untouched where it has none."""
    own = _SOURCES.sub("", text)
    if _is_legend(own, reading):
        return ""
    if not (_MANY.search(own) or _RULE.search(own)):
        return own
    written = written_sentences(cleaned(own))
    kept = [one for one in written if not _holds_for_all(one, reading)]
    return own if len(kept) == len(written) else _APART.join(kept)


def _is_legend(text: str, reading: Reading) -> bool:
    """`2+ equivocal, 3+ positive`, `>= 50%: high. 1-49%: low`: what scores of one marker mean."""
    scores = set(_SCORE.findall(text))
    of_scores = any(whole <= scores for whole in _LEGEND)
    of_thresholds = len(_THRESHOLD.findall(text)) > 1
    if not (of_scores or of_thresholds) or len(ids_in(text, reading)) > 1:
        return False
    return of_thresholds or {"negative", "positive"} <= kinds_in(text, reading)


def _holds_for_all(sentence: str, reading: Reading) -> bool:
    if _RULE.search(sentence):
        return True
    if not _MANY.search(sentence) or _SEEN.search(sentence):
        return False
    return "comment" in kinds_in(sentence, reading)
