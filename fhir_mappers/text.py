"""What phrases mean: a bounded lexicon with negation, suspicion, family and history (I3, I5 to I7).

`lexicon/<kind>.csv` lists phrases with their meaning. Matching works on whole words of normalised
text, the longest phrase of a kind wins, and every mention carries how the sentence around it puts
it. No phrase is ever guessed from context.
"""

from __future__ import annotations

import csv
import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

from fhir_mappers.facts import Certainty
from fhir_mappers.text_cues import judge
from fhir_mappers.text_open import heard
from fhir_mappers.text_scene import Cue
from fhir_mappers.text_words import Sentence, Word, normalise, sentences, words_of

COLUMNS = ["phrase", "language", "means", "source"]
REMEMBERED = 8192
SHORT = 160
CUES = "cues"
SITES = "metastatic_sites"
TEMPO = "tempo"
MAY_BE_OPEN = frozenset({SITES, "symptoms"})
SUPPOSABLE = frozenset({"resectable", "unresectable"})
STEM = 3
_DOUBTING = re.compile(
    r"(?:metastas|filia)\w*(?:suspekt|verd(?:ä|ae)chtig|verdacht|ausschluss|suche|screening|risiko|protokoll)"
    r"|metastatic (?:work ?up|screen|potential)"
)
_DENYING = re.compile(r"(?:(?:metastas|filia)\w*|mets)(?:frei|freiheit| free)\b")
# "Brain met" is a metastasis, "lung MET exon 14" and "liver met criteria" are none.
_OTHER_MET = re.compile(
    r"(?<!\w)(?:MET|(?i:met)(?=\s+(?i:exon|ex|amp|gene|criteria|skip|mut|inhib|protein|over|alter)))"
)
# "Carcinoma of colon metastatic to liver" names no metastasis of the colon.
_ONWARDS = re.compile(r"\s+(?:in)?to\b", re.IGNORECASE)


class LexiconError(Exception):
    """A lexicon that must not be used; the message names file, line and what was expected."""


class Mention(NamedTuple):
    """One phrase found in a text.

    `start` and `end` are offsets in the normalised text. `certainty` is EXCLUDED for a negated
    mention, SUSPECTED for a hedged or hypothetical one. `family` marks another person, `history`
    something that is over.
    """

    kind: str
    means: str
    phrase: str
    sentence: str
    start: int
    end: int
    certainty: Certainty
    family: bool
    history: bool


class Phrase(NamedTuple):
    """One compiled phrase: words, of which those ending in `*` match any word ending."""

    kind: str
    means: str
    words: tuple[str, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """Words, then letters: the heaviest of several phrases at one place is meant."""
        return len(self.words), sum(map(len, self.words))

    def fits(self, words: Sequence[Word], at: int) -> bool:
        """Whether the phrase stands at this position."""
        if at + len(self.words) > len(words):
            return False
        return all(
            _fits(pattern, words[at + offset].text) for offset, pattern in enumerate(self.words)
        )


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


Index = dict[str, dict[str, list[Phrase]]]


class Lexicon:
    """All phrases, indexed by first word and kind."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Compile the index."""
        self._exact: Index = {}
        self._stems: Index = {}
        self._kinds: set[str] = set()
        for phrase in phrases:
            first = phrase.words[0]
            index = self._stems if first.endswith("*") else self._exact
            index.setdefault(_key(first), {}).setdefault(phrase.kind, []).append(phrase)
            self._kinds.add(phrase.kind)
        self._find_short = functools.lru_cache(maxsize=REMEMBERED)(self._find)

    @property
    def kinds(self) -> frozenset[str]:
        """All kinds there are."""
        return frozenset(self._kinds)

    def find(self, text: str, *kinds: str) -> tuple[Mention, ...]:
        """Mentions of the kinds asked for, in text order; an empty text has none.

        Names of tests and diseases come again and again, so short texts are remembered.
        """
        if not text:
            return ()
        return self._find_short(text, *kinds) if len(text) <= SHORT else self._find(text, *kinds)

    def _find(self, text: str, *kinds: str) -> tuple[Mention, ...]:
        unknown = set(kinds) - self._kinds
        if unknown:
            raise LexiconError(f"no lexicon of kind {', '.join(sorted(unknown))}")
        found: list[Mention] = []
        for sentence in sentences(normalise(text)):
            found.extend(self._in_sentence(sentence, kinds))
        return tuple(sorted(found, key=lambda mention: (mention.start, -mention.end)))

    def _in_sentence(self, sentence: Sentence, kinds: Sequence[str]) -> Iterator[Mention]:
        words = words_of(sentence)
        hits = list(self._hits(words, frozenset((*kinds, CUES))))
        cues = [
            Cue(phrase.means, words[at].start, words[at + len(phrase.words) - 1].end)
            for phrase, at in hits
            if phrase.kind == CUES
        ]
        for phrase, at in hits:
            own = words[at : at + len(phrase.words)]
            no_site = phrase.kind == SITES and _is_no_site(own, sentence)
            if phrase.kind in kinds and not no_site:
                yield _mention(phrase, own, sentence, cues)

    def _hits(self, words: Sequence[Word], kinds: frozenset[str]) -> Iterator[tuple[Phrase, int]]:
        """Longest phrase of each kind at each place, without overlap within a kind."""
        taken: dict[str, int] = {}
        for at, word in enumerate(words):
            best: dict[str, Phrase] = {}
            for phrase in self._candidates(word.text, kinds):
                if taken.get(phrase.kind, 0) <= at and phrase.fits(words, at):
                    held = best.get(phrase.kind)
                    if held is None or phrase.weight > held.weight:
                        best[phrase.kind] = phrase
            for kind in sorted(best):
                phrase = best[kind]
                taken[kind] = at + len(phrase.words)
                yield phrase, at

    def _candidates(self, word: str, kinds: frozenset[str]) -> Iterator[Phrase]:
        yield from _of_kinds(self._exact.get(word), kinds)
        for length in range(1, min(len(word), STEM) + 1):
            yield from _of_kinds(self._stems.get(word[:length]), kinds)


def _of_kinds(
    held: Mapping[str, Sequence[Phrase]] | None, kinds: frozenset[str]
) -> Iterator[Phrase]:
    for kind, phrases in held.items() if held else ():
        if kind in kinds:
            yield from phrases


def _mention(
    phrase: Phrase, words: Sequence[Word], sentence: Sentence, cues: Sequence[Cue]
) -> Mention:
    start, end = words[0].start, words[-1].end
    ahead = sentence.text[: start - sentence.start]
    status = judge(
        sentence,
        start,
        end,
        heard(cues, start, ahead, may_be_open=phrase.kind in MAY_BE_OPEN),
        doubts_itself=phrase.kind == SITES,
        supposable=phrase.kind == TEMPO or phrase.means in SUPPOSABLE,
    )
    written = " ".join(_as_written(word, sentence) for word in words)
    return Mention(
        phrase.kind,
        phrase.means,
        written,
        sentence.text,
        start,
        end,
        _settled(phrase, written, status.certainty),
        status.family,
        status.history,
    )


def _is_no_site(words: Sequence[Word], sentence: Sentence) -> bool:
    """Whether the `met` of a site is the gene or the verb, or the site is where disease came from."""
    if len(words) > 1 and words[-1].text == "metastatic":
        return _ONWARDS.match(sentence.text, words[-1].end - sentence.start) is not None
    met = next((word for word in words if word.text == "met"), None)
    return (
        met is not None and _OTHER_MET.match(sentence.text, met.start - sentence.start) is not None
    )


def _as_written(word: Word, sentence: Sentence) -> str:
    return sentence.text[word.start - sentence.start : word.end - sentence.start].lower()


def _settled(phrase: Phrase, written: str, certainty: Certainty) -> Certainty:
    """German compounds doubt or deny in one word: `lebermetastasensuspekt`, `metastasenfrei`."""
    if phrase.kind != SITES or certainty is not Certainty.CONFIRMED:
        return certainty
    if _DOUBTING.search(written):
        return Certainty.SUSPECTED
    return Certainty.EXCLUDED if _DENYING.search(written) else Certainty.CONFIRMED


def _key(pattern: str) -> str:
    """A whole first word, or the first letters of a stem."""
    return pattern[:-1][:STEM] if pattern.endswith("*") else pattern


@functools.cache
def load() -> Lexicon:
    """Read the packaged lexicon. Raises `LexiconError` on the first thing that is wrong."""
    return read(resources.files("fhir_mappers") / "lexicon")


def read(folder: Traversable) -> Lexicon:
    """Read every CSV file of a folder; the file name is the kind."""
    files = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return Lexicon(
        phrase for file in files if file.name.endswith(".csv") for phrase in _phrases(file)
    )


def _phrases(file: Traversable) -> Iterator[Phrase]:
    kind = file.name.removesuffix(".csv")
    seen: dict[tuple[str, ...], int] = {}
    with file.open(encoding="utf-8") as stream:
        reader = csv.reader(stream)
        if next(reader, None) != COLUMNS:
            raise LexiconError(f"{file.name}:1: columns must be {','.join(COLUMNS)}.")
        for number, line in enumerate(filter(None, reader), start=2):
            phrase, _language, means = (*line, "", "", "")[:3]
            words = _pattern_words(phrase)
            if not words or not means:
                raise LexiconError(f"{file.name}:{number}: phrase and means must be filled in.")
            if words in seen:
                raise LexiconError(
                    f"{file.name}:{number}: the phrase stands in line {seen[words]} already."
                )
            seen[words] = number
            yield Phrase(kind, means, words)


def _pattern_words(phrase: str) -> tuple[str, ...]:
    """Words of a phrase, each keeping its `*`."""
    return tuple(itertools.chain.from_iterable(map(_part_words, phrase.split())))


@functools.lru_cache(maxsize=10_000)
def _part_words(part: str) -> tuple[str, ...]:
    bare = part.rstrip("*")
    if bare.isascii() and bare.isalnum():
        return (bare.lower() + "*" * part.endswith("*"),)
    words = tuple(word.text for word in words_of(Sentence(normalise(bare), 0)))
    return (*words[:-1], words[-1] + "*") if words and part.endswith("*") else words
