"""Which words of a text speak of which marker.

`KRAS G12V, TP53 R175H` gives each gene its own change; `NTRK, BRAF, RET: no alteration` and `No
mutation in KRAS, NRAS or BRAF` give one answer to a whole list; `KRAS mutated and NRAS wild type`
two. A marker that is named without any answer gets none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fhir_mappers.biomarker_alteration import alteration_in
from fhir_mappers.biomarker_gene import names_part_of_gene
from fhir_mappers.biomarker_her2 import speaks_of_hybridisation
from fhir_mappers.biomarker_kinds import STRONG_NEGATIVE, WEAK, firm, kinds_in
from fhir_mappers.biomarker_loci import counted
from fhir_mappers.biomarker_origin import germline_of
from fhir_mappers.biomarker_pieces import (
    Piece,
    has_number,
    is_measured,
    is_remark,
    on_one_scale,
    piece,
    pieces,
    tells_intensity,
)
from fhir_mappers.biomarker_short import spelt_out
from fhir_mappers.biomarker_words import Named, ids_in
from fhir_mappers.facts import Truth
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import cleaned, written_sentences

ASIDES = ("hypothetical", "comment")
_GENE = re.compile(r"\b(?!VAF\b|NGS\b|PCR\b|DNA\b|RNA\b|NM_)[A-Z][A-Z0-9]{2,}\b")
_GOES_ON = re.compile(r"\b(?:or|nor|oder|noch)\b")
# `BRAF V600E-mutated tumours have ...`: what is said of many is no result of this patient.
_OF_MANY = re.compile(r"(?:tumou?rs|cancers|patients|tumoren|karzinomen?)$")
LEADING = STRONG_NEGATIVE | {"retained", "lost", "rest-negative"}


@dataclass(frozen=True)
class Clause:
    """Markers, and the words that speak of all of them.

    `origin` is that of the sentence, else of the heading above it: yes for the germline.
    """

    named: tuple[Named, ...]
    text: str
    origin: Truth = Truth.UNKNOWN


@dataclass
class _Line:
    """One sentence being read: clauses so far, names still without a result, a result that leads."""

    reading: Reading
    clauses: list[Clause] = field(default_factory=list)
    waiting: list[Piece] = field(default_factory=list)
    lead: str = ""
    negated_lead: str = ""

    def take(self, said: Piece) -> None:
        """The next piece."""
        if said.named and self.lead:
            self._add((said,), f"{self.lead}: {said.text}" if not _own(said) else said.text)
        elif said.named:
            self._named(said)
        elif self._answers(said):
            self._unnamed(said)
        elif self.clauses and names_part_of_gene(said.text):
            self._append(said.text)

    def _named(self, said: Piece) -> None:
        follows = self.negated_lead and not _own(said)
        if follows:
            self._add((*self.waiting, said), f"{self.negated_lead} {said.text}")
            self.waiting = []
        elif not said.decided:
            self.waiting.append(said)
        else:
            self._close_other_origin(said)
            shared = self.waiting if not said.specific else []
            self._add((*shared, said), " ".join(one.text for one in (*shared, said)))
            self.waiting = []
        if not follows:
            leading = kinds_in(said.lead, self.reading) & LEADING
            self.negated_lead = said.lead if leading else ""

    def _unnamed(self, said: Piece) -> None:
        if said.before == ":" and (self.waiting or self.clauses):
            self._answer_head(said)
        elif self.waiting:
            self._answer_waiting(said)
        elif said.after == ":":
            self.lead = said.text
        elif self.clauses and self._of_other_origin(said, self.clauses[-1].text):
            self.clauses.append(Clause(self.clauses[-1].named, said.text))
        elif self.clauses and self._remarks(said):
            self._remark(said)

    def _answers(self, said: Piece) -> bool:
        """Whether a piece without a marker is a result; `KRAS: mutation in exon 2` is one as well.

        What was not found in other genes (`all other genes wild type`) answers for none before it.
        """
        if "rest-negative" in said.kinds:
            return said.after == ":"
        named = said.before == ":" and bool(said.kinds & WEAK)
        return said.decided or "no" in said.kinds or named or self._measures(said)

    def _measures(self, said: Piece) -> bool:
        """Whether a bare number behind a colon is the value of a marker that waits for one."""
        if said.before != ":" or not has_number(said.text):
            return False
        stained = any(tells_intensity(f"{one.text} {said.text}", one.named) for one in self.waiting)
        return stained or any(map(is_measured, self.waiting)) or counted(said.text) is not None

    def _remarks(self, said: Piece) -> bool:
        if _ids(self.clauses[-1]) == {"HER2"} and speaks_of_hybridisation(said.text):
            return True
        return is_remark(said, self.reading)

    def _of_other_origin(self, said: Piece, before: str) -> bool:
        """`Somatic BRCA2 mutation, germline testing pending`: two tests of one gene."""
        origins = {germline_of(text, self.reading) for text in (said.text, before)}
        return origins == {Truth.YES, Truth.NO}

    def _close_other_origin(self, said: Piece) -> None:
        before = " ".join(one.text for one in self.waiting)
        if self.waiting and self._of_other_origin(said, before):
            self._add(self.waiting, before)
            self.waiting = []

    def _answer_waiting(self, said: Piece) -> None:
        before = " ".join(one.text for one in self.waiting)
        if self._of_other_origin(said, before):
            self._add(self.waiting, before)
            self._add(self.waiting, said.text)
        else:
            self._add(self.waiting, f"{before} {said.text}")
        self.waiting = []

    def _answer_head(self, said: Piece) -> None:
        """An answer behind a colon speaks for everything before it that has no answer yet."""
        last = len(self.clauses) - 1 if not self.waiting else -1
        for number, clause in enumerate(self.clauses):
            if number == last or not piece(clause.text, "", "", self.reading).decided:
                text = f"{clause.text}: {said.text}"
                self.clauses[number] = Clause(clause.named, text)
        if self.waiting:
            self._answer_waiting(said)

    def _remark(self, said: Piece) -> None:
        """A further change with a result of its own (`L858R positive, T790M negative`) stands apart."""
        before = self.clauses[-1]
        if alteration_in(before.text) and alteration_in(said.text) and firm(said.kinds):
            self.clauses.append(Clause(before.named, said.text))
        else:
            self._append(said.text)

    def _append(self, text: str) -> None:
        self.clauses[-1] = Clause(self.clauses[-1].named, f"{self.clauses[-1].text}, {text}")

    def _add(self, said: list[Piece] | tuple[Piece, ...], text: str) -> None:
        self.clauses.append(Clause(tuple(name for one in said for name in one.named), text))

    def close(self, *, conditional: bool = False) -> list[Clause]:
        """The clauses, with names whose only word is an alteration (`ALK rearrangement`).

        Behind a condition (`KRAS mutation, if present`), or before an answer that nobody understood
        (`KRAS mutation: see below`), such a name says nothing. Exons that follow
        an answer (`RAS wild type (KRAS/NRAS exons 2-4)`) belong to it.
        """
        for one in self.waiting:
            if (
                self.clauses
                and names_part_of_gene(one.text)
                and _ids(one) <= _ids(self.clauses[-1])
            ):
                self._append(one.text)
            elif one.kinds and not conditional and (one.decided or one.after != ":"):
                self._add((one,), one.text)
        return self.clauses


def clauses(text: str, reading: Reading) -> Iterator[Clause]:
    """Clauses of a whole text, sentence by sentence; exons in a sentence of their own go back one."""
    last: list[Clause] = []
    heading = Truth.UNKNOWN
    for written in written_sentences(spelt_out(cleaned(text))):
        own = germline_of(written, reading)
        if written.rstrip().endswith(":"):
            heading = own
        origin = heading if own is Truth.UNKNOWN else own
        found = [replace(one, origin=origin) for one in _in_sentence(written, reading)]
        if not found and last and _is_further_change(written, reading):
            found = [Clause(last[-1].named, written, last[-1].origin)]
        elif not found and last and _goes_on(written, last, reading):
            found = [Clause(one.named, f"{one.text}; {written}") for one in last]
            last = []
        yield from last
        last = found
    yield from last


def _is_further_change(written: str, reading: Reading) -> bool:
    """`BRAF: no V600E; V600K detected`: a sentence that begins with a change names no other gene."""
    change = alteration_in(written)
    if not change or ids_in(written, reading) or not written.lstrip(" (").startswith(change):
        return False
    kinds = kinds_in(written, reading)
    return not kinds & set(ASIDES) and _GENE.search(written.replace(change, "", 1)) is None


def _goes_on(written: str, last: list[Clause], reading: Reading) -> bool:
    """Whether a sentence without a marker adds to the one before: exons, hybridisation."""
    if ids_in(written, reading):
        return False
    if _ids(last[-1]) == {"HER2"} and speaks_of_hybridisation(written):
        return True
    return names_part_of_gene(written)


def _ids(said: Piece | Clause) -> set[str]:
    return {name for entry in said.named for name in entry.biomarkers}


def _in_sentence(written: str, reading: Reading) -> list[Clause]:
    """Clauses of a sentence; what stands behind a condition (`if`, `recommend`) says nothing.

    A comment (`associated with`) takes only the rest of its own piece with it. What it says of a
    marker for which no result stands before it (`BRAF V600E is associated with`) holds in general.
    """
    line = _Line(reading)
    conditional = False
    for said in on_one_scale(pieces(written, reading), reading):
        aside = _aside(said, reading)
        if aside is None:
            line.take(said)
            continue
        conditional = True
        before = piece(said.text[: aside.start], said.before, "", reading)
        general = aside.means == "comment" and before.named and not firm(before.kinds) - {"no"}
        if before.text.strip() and not general and not _OF_MANY.search(aside.phrase):
            line.take(before)
        if aside.means == "hypothetical":
            break
    return line.close(conditional=conditional)


def _aside(said: Piece, reading: Reading) -> Mention | None:
    """The first condition or comment in a piece."""
    found = (m for m in reading.lexicon.find(said.text, "results") if m.means in ASIDES)
    return next(found, None)


def _own(said: Piece) -> bool:
    """Whether a piece answers for itself; a closing verb (`were detected`) belongs to the lead.

    `or` goes on with a denied list, even where one change is named (`or BRAF V600E were detected`).
    """
    kinds = firm(said.kinds)
    if kinds - {"found", "no"}:
        return True
    if "found" not in kinds or _GOES_ON.search(said.text):
        return False
    return bool(alteration_in(said.text)) or "%" in said.text or bool(said.kinds - {"found"})
