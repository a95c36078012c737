"""Statements, tempo and symptoms that a report or a note states (clinical logic sections 5 to 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers import symptom_text
from fhir_mappers.facts import Activity, Certainty, Evidence, Statement, Symptom, Tempo, Truth
from fhir_mappers.narrative_author import BOARD
from fhir_mappers.narrative_line import SEGMENT
from fhir_mappers.reading import Reading
from fhir_mappers.symptom_over import is_of_a_past_year
from fhir_mappers.text import Mention
from fhir_mappers.text_words import normalise
from fhir_mappers.trial import only_talked_of
from fhir_mappers.whole_plan import with_plan

_DISTRACTOR, _LESION, _LOCAL = "distractor", "lesion", "local"
_BENIGN, _DIFFUSE, _NED = "benign-lesion", "diffuse", "no-evidence-of-disease"
_UNRESECTABLE, _CONVERSION = "unresectable", "conversion-planned"
_NOT_THE_AIM = "not-the-aim"
_WHOLE = frozenset({"abdomen", "lung", "lymph-node"})
_COMPLETE = "complete"
_GROWTH = ":growth"


@dataclass(frozen=True)
class Note:
    """One text with its evidence and author; `affirms_spread` when it states a metastasis.

    `examined` is the organ that an endoscopy looked at.
    """

    text: str
    because: Evidence
    author: str
    affirms_spread: bool = False
    examined: str | None = None


def statements_in(note: Note, reading: Reading) -> tuple[Statement, ...]:
    """Statements that the text affirms now, each kind once.

    Unresectable now with a conversion planned is a conversion plan. A benign finding counts when it
    describes a lesion of no named organ, "no evidence of disease" when it is not said of one place.
    A board that plans to remove the primary and its metastases plans for every site.
    """
    scene = _Scene.of(note.text, reading)
    found = [
        mention.means
        for mention in scene.of_kind("statements")
        if scene.is_firm(mention) and not mention.history and _holds(mention, note, scene)
        if not only_talked_of(mention, note.text, reading)
    ]
    kinds = [kind for kind in found if kind != _UNRESECTABLE or _CONVERSION not in found]
    planned = with_plan(kinds, note.text, reading, deciding=note.author == BOARD)
    day = note.because.day
    return tuple(Statement(kind, note.author, day, (note.because,)) for kind in planned)


def benign_organs(note: Note, reading: Reading) -> frozenset[str]:
    """Organs whose lesion the text calls benign, so that it is no metastasis there."""
    scene = _Scene.of(note.text, reading)
    organs = (
        scene.organ_beside(mention)
        for mention in scene.of_kind("statements")
        if mention.means == _BENIGN
        and scene.is_firm(mention)
        and scene.beside(mention, "report_words", _LESION)
    )
    return frozenset(organ for organ in organs if organ is not None)


def tempo_in(note: Note, reading: Reading) -> tuple[Tempo, ...]:
    """How the text says the disease moves; on therapy when its sentence names a drug."""
    scene = _Scene.of(note.text, reading)
    written = normalise(note.text)
    treated = {drug.sentence for drug in reading.lexicon.find(note.text, "drugs", "regimens")}
    found = (
        Tempo(
            kind="responding" if mention.means == _COMPLETE else mention.means.split(":")[0],
            basis="text",
            on_therapy=Truth.YES if mention.sentence in treated else Truth.UNKNOWN,
            complete=mention.means == _COMPLETE,
            growth=mention.means.endswith(_GROWTH),
            day=note.because.day,
            because=(note.because,),
        )
        for mention in scene.of_kind("tempo")
        if scene.is_firm(mention) and not mention.history
        if not is_of_a_past_year(written, mention, reading.today)
    )
    return tuple(dict.fromkeys(found))


def symptoms_in(note: Note, reading: Reading, weakest: Certainty) -> tuple[Symptom, ...]:
    """Symptoms that the text states; a denied one is none. `weakest` caps what may be affirmed."""
    return tuple(
        Symptom(
            said.words.kind,
            said.words.organ or _organ_beside(said.words.kind, note, reading),
            weakest if said.certainty is Certainty.CONFIRMED else said.certainty,
            Activity.HISTORY if said.history else Activity.UNKNOWN,
            said.operative,
            note.because.day,
            (note.because,),
        )
        for said in symptom_text.said_in(note.text, reading)
        if said.certainty is not Certainty.EXCLUDED
    )


def examined_organ(title: str, reading: Reading) -> str | None:
    """The organ that the examination of a title looks at: a colonoscopy the colon."""
    named = {mention.means for mention in reading.lexicon.find(title, "examinations")}
    return named.pop() if len(named) == 1 else None


def _organ_beside(kind: str, note: Note, reading: Reading) -> str | None:
    """The one organ in the sentence of a symptom which names none itself, else that examined."""
    text = note.text
    told = {
        mention.sentence
        for mention in reading.lexicon.find(text, "symptoms")
        if symptom_text.parse(mention.means).kind == kind
    }
    organs = {
        mention.means
        for mention in reading.lexicon.find(text, "organs")
        if mention.sentence in told
    }
    return organs.pop() if len(organs) == 1 else (None if organs else note.examined)


@dataclass(frozen=True)
class _Scene:
    """Everything that the lexicon finds in one text."""

    text: str
    found: tuple[Mention, ...]

    @classmethod
    def of(cls, text: str, reading: Reading) -> _Scene:
        kinds = ("statements", "tempo", "amounts", "organs", "metastatic_sites", "report_words")
        return cls(text, reading.lexicon.find(text, *kinds, "order_words"))

    def of_kind(self, kind: str) -> Iterator[Mention]:
        return (mention for mention in self.found if mention.kind == kind)

    def beside(self, mention: Mention, kind: str, *means: str) -> bool:
        """Whether the sentence holds another phrase of a kind, with one of the meanings."""
        return any(
            one.sentence == mention.sentence and (not means or one.means in means)
            for one in self.of_kind(kind)
        )

    def organ_beside(self, mention: Mention) -> str | None:
        """The one organ that the sentence of a mention names."""
        organs = {one.means for one in self.of_kind("organs") if one.sentence == mention.sentence}
        return organs.pop() if len(organs) == 1 else None

    def is_firm(self, mention: Mention) -> bool:
        """Affirmed, about the patient, and no part of a longer phrase that says something else."""
        if mention.certainty is not Certainty.CONFIRMED or mention.family:
            return False
        return not any(_swallows(one, mention) for one in self.found)


def _swallows(one: Mention, mention: Mention) -> bool:
    overlaps = one.start < mention.end and mention.start < one.end
    if one.means in (_DISTRACTOR, _NOT_THE_AIM):
        return overlaps
    inside = one.start <= mention.start and mention.end <= one.end
    longer = one.end - one.start > mention.end - mention.start
    return inside and longer and one.kind in ("tempo", "statements")


def _holds(mention: Mention, note: Note, scene: _Scene) -> bool:
    """What some kinds ask for beside their words."""
    if mention.means == _BENIGN:
        described = scene.beside(mention, "report_words", _LESION) or note.author == "pathology"
        segment = SEGMENT.search(mention.sentence) is not None
        return segment or (described and not scene.beside(mention, "organs"))
    if mention.means == _DIFFUSE:
        counts = any(
            (one.start, one.end) == (mention.start, mention.end) for one in scene.of_kind("amounts")
        )
        return not counts or scene.beside(mention, "metastatic_sites")
    if mention.means == _NED:
        return not note.affirms_spread and not _is_local(mention, scene)
    return True


def _is_local(mention: Mention, scene: _Scene) -> bool:
    """No evidence of disease at one place says nothing of the others."""
    if scene.beside(mention, "report_words", _LOCAL):
        return True
    organ = scene.organ_beside(mention)
    return organ is not None and organ not in _WHOLE
