"""How one coding style writes a concept: which code it has, and which words stand beside it.

Codes and words are those of the documents that came with the project and of the vignettes in
`given/`, never those of the service: a renderer that shared its code sets would prove nothing.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "dialects"
SYSTEMS = {
    "snomed": "http://snomed.info/sct",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd10gm": "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
    "cpt": "http://www.ama-assn.org/go/cpt",
    "loinc": "http://loinc.org",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "atc": "http://www.whocc.no/atc",
    "uicc": "https://www.uicc.org/resources/tnm",
    "gene": "http://www.genenames.org",
    "local": "urn:oid:1.2.840.114350.1.13.0.1.7.2.696871",
}
NEEDS_WORDS = "+"
Row = Mapping[str, str]


class UnwritableError(Exception):
    """What a style cannot say; the message is the reason, in the same words for every patient."""


@dataclass(frozen=True)
class Style:
    """A coding style of the given vignettes.

    `diagnoses`, `orders` and `drugs` name the columns whose codes are written, the first that has
    one first; `both` writes all of them. `words` says whether text stands beside a code.
    """

    name: str
    diagnoses: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    words: bool = False
    both: bool = False
    local: bool = False
    language: str = "english"

    @property
    def coded(self) -> bool:
        """Whether anything but text is written."""
        return bool(self.diagnoses)

    @property
    def tells(self) -> bool:
        """Whether stages and numbers of lesions are words as well."""
        return not self.diagnoses or self.local

    def diagnosis(self, row: Row) -> dict[str, Any]:
        """A condition; a code marked with `+` says it only together with words."""
        return self._concept(row, self.diagnoses)

    def order(self, row: Row) -> dict[str, Any]:
        """An operation or another service; one without a code is ordered by its name."""
        named = any(row[column] for column in self.orders)
        return self._concept(row, self.orders if named else ())

    def say(self, row: Row) -> str:
        """The words of the style's language."""
        if not row[self.language]:
            raise UnwritableError(f"no {self.language} words")
        return row[self.language]

    def _concept(self, row: Row, columns: tuple[str, ...]) -> dict[str, Any]:
        codes = [(column, row[column]) for column in columns if row[column]]
        if columns and not codes:
            raise UnwritableError(f"no {columns[0]} code")
        if codes and codes[0][1].endswith(NEEDS_WORDS) and not self.words:
            raise UnwritableError(f"the {columns[0]} code alone does not say it")
        codings = [coding(column, code.rstrip(NEEDS_WORDS)) for column, code in codes]
        codings = codings if self.both else codings[:1]
        if self.local and codings:
            codings = [coding("local", str(len(self.say(row)))), *codings]
        text = {"text": self.say(row)} if self.words or not codings else {}
        return ({"coding": codings} if codings else {}) | text


def coding(column: str, code: str) -> dict[str, str]:
    """One coding."""
    return {"system": SYSTEMS[column], "code": code}


def loinc(code: str, text: str = "") -> dict[str, Any]:
    """A concept with a LOINC code."""
    return {"coding": [coding("loinc", code)]} | ({"text": text} if text else {})


STYLES = {
    style.name: style
    for style in (
        Style("mcode", ("snomed",), ("snomed",), ("rxnorm",), words=True),
        Style("snomed-only", ("snomed",), ("snomed",), ("rxnorm",)),
        Style("icd10cm-only", ("icd10cm",), ("cpt", "snomed"), ("rxnorm",)),
        Style("text+icd", ("icd10cm", "snomed"), ("snomed",), ("rxnorm",), words=True, both=True),
        Style("text-only", words=True),
        Style("text-only-german", words=True, language="german"),
        Style("epic-like", ("icd10cm",), ("cpt",), words=True, local=True),
        Style("icd-10-gm", ("icd10gm",), (), ("atc",), words=True, language="german"),
    )
}


@functools.cache
def table(name: str, *keys: str) -> Mapping[str, Row]:
    """A table of the folder by the given columns, joined with a blank."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {" ".join(row[key] for key in keys).strip(): row for row in rows}


def find(name: str, keys: tuple[str, ...], wanted: str) -> Row:
    """A row, or the refusal of what the documents have no code or words for."""
    row = table(name, *keys).get(wanted)
    if row is None:
        raise UnwritableError(f"not in {name}: {wanted}")
    return row
