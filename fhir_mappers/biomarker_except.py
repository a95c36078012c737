"""Results that a denial leaves out: `no alterations other than KRAS G12D` (section 13.1).

What is excepted is the finding. It is set apart as a sentence of its own, so that the denial around
it speaks of the rest only.
"""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers.biomarker_alteration import alteration_in
from fhir_mappers.biomarker_words import Named, markers_in
from fhir_mappers.reading import Reading
from fhir_mappers.text import Mention
from fhir_mappers.text_words import cleaned, written_sentences

EXCEPT, REST, NO = "except", "rest-negative", "no"
_APART = "; "


def set_apart(text: str, reading: Reading) -> str:
    """The text, cleaned, with every exception that names a marker or alteration set apart.

    An alteration without a name (`no KRAS mutation other than G12C`) is that of the one marker that
    the denial names. An exception that holds neither is left as it is, and so is a bare repair
    protein (`all retained except PMS2`), of which nothing is told.
    """
    clean = cleaned(text)
    if not any(one.means == EXCEPT for one in reading.lexicon.find(clean, "results")):
        return clean
    written = written_sentences(clean)
    apart = tuple(_in_sentence(one, reading) for one in written)
    return _APART.join(apart) if apart != written else clean


def _in_sentence(written: str, reading: Reading) -> str:
    found = reading.lexicon.find(written, "results")
    start = next((one for one in found if one.means == EXCEPT), None)
    if start is None:
        return written
    ahead, behind = written[: start.start], written[start.end :]
    named = markers_in(behind, reading)
    if not named:
        return _unnamed(ahead, behind, written, reading)
    if all(one.protein for one in named) and not reading.lexicon.find(behind, "results"):
        return written
    cut = _cut(behind, named, leads=not ahead.strip(), reading=reading)
    return _APART.join((ahead, behind[:cut], behind[cut:]))


def _unnamed(ahead: str, behind: str, written: str, reading: Reading) -> str:
    names = markers_in(ahead, reading)
    if len(names) != 1 or not alteration_in(behind) or not _denies(ahead, reading):
        return written
    return f"{ahead[names[0].start : names[0].end]} {behind}"


def _cut(behind: str, named: tuple[Named, ...], *, leads: bool, reading: Reading) -> int:
    """Where the denial of the rest begins: at its first word, else behind the first comma."""
    denial = next((one for one in _denials(behind, reading) if one.start > named[0].end), None)
    if denial is not None:
        return denial.start
    comma = behind.find(",", named[0].end)
    return comma if leads and comma >= 0 else len(behind)


def _denies(text: str, reading: Reading) -> bool:
    return any(True for _ in _denials(text, reading))


def _denials(text: str, reading: Reading) -> Iterator[Mention]:
    """Words that begin a denial: `no mutation`, `keine`, `all other genes`; not `wild type`."""
    for one in reading.lexicon.find(text, "results"):
        first = reading.lexicon.find(one.phrase.split()[0], "results")
        if one.means == REST or any(word.means == NO for word in first):
            yield one
