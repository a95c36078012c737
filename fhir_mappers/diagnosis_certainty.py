"""How firmly a Condition is stated, and whether it is present now (intake rules I2 to I7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fhir_mappers import fhir, text
from fhir_mappers.diagnosis_note import note_certainty
from fhir_mappers.facts import Activity, Certainty
from fhir_mappers.fhir import Json
from fhir_mappers.last_seen import of_last_nodes

_VERIFICATION = {
    "refuted": Certainty.EXCLUDED,
    "provisional": Certainty.SUSPECTED,
    "differential": Certainty.SUSPECTED,
    "unconfirmed": Certainty.SUSPECTED,
}
_GERMAN = {"A": Certainty.EXCLUDED, "V": Certainty.SUSPECTED}
_GERMAN_HISTORY = "Z"
_CLINICAL = {
    "active": Activity.ACTIVE,
    "recurrence": Activity.ACTIVE,
    "relapse": Activity.ACTIVE,
    "inactive": Activity.HISTORY,
    "remission": Activity.HISTORY,
    "resolved": Activity.HISTORY,
}
_GM = "icd-10-gm"
_PREVIOUS = "fruehere-tumorerkrankung"
_LETTER = re.compile(r"[A-Z]\d[^\sA-Z]*(?P<blank>\s*)(?P<letter>[AGVZ])\s?[BLR]?")
_FINDINGS = ("tumours", "metastatic_sites", "symptoms")
_WEIGHT = (Certainty.CONFIRMED, Certainty.SUSPECTED, Certainty.EXCLUDED)


def weaker(*certainties: Certainty) -> Certainty:
    """The least firm of several statements about the same thing; none at all is confirmed."""
    return max(certainties, key=_WEIGHT.index, default=Certainty.CONFIRMED)


def firmest(certainties: Iterable[Certainty]) -> Certainty:
    """The firmest of several mentions of one thing; none at all is confirmed."""
    return min(certainties, key=_WEIGHT.index, default=Certainty.CONFIRMED)


def condition_certainty(json: Json, *kinds: str) -> Certainty:
    """Certainty by status, by German diagnostic certainty, and by a hedge in the text.

    Every coding of `verificationStatus` is looked at, because German registries put a code of
    their own first. An unconfirmed diagnosis is suspected even when it is active and treated:
    lack of confirmation is no refutation. No status and no hedge reads as confirmed. `kinds` are
    the lexicon kinds whose mentions in `code.text` may hedge or negate; all kinds of findings if
    none is named.
    """
    written = text_certainty(fhir.concept(json.get("code")).text, *(kinds or _FINDINGS))
    return weaker(status_certainty(json), written)


@of_last_nodes
def status_certainty(json: Json) -> Certainty:
    """Certainty by verificationStatus, German diagnostic certainty and a note on the record itself."""
    stated = [_VERIFICATION.get(word, Certainty.CONFIRMED) for word in _codes(json, "verification")]
    german = [_GERMAN.get(letter, Certainty.CONFIRMED) for letter in german_certainty(json)]
    return weaker(*stated, *german, note_certainty(json))


def text_certainty(written: str, *kinds: str) -> Certainty:
    """The firmest mention of the kinds in a text; a text that mentions none of them is no hedge."""
    mentions = text.load().find(written, *kinds) if written else ()
    return firmest(mention.certainty for mention in mentions if not mention.family)


@of_last_nodes
def condition_activity(json: Json) -> Activity:
    """Activity by clinicalStatus, else by an abatement; with neither it is unknown, not active."""
    if _GERMAN_HISTORY in german_certainty(json) or _is_previous(json):
        return Activity.HISTORY
    for word in _codes(json, "clinical"):
        if word in _CLINICAL:
            return _CLINICAL[word]
    abated = any(name.startswith("abatement") and json[name] is not False for name in json)
    return Activity.HISTORY if abated else Activity.UNKNOWN


def _is_previous(json: Json) -> bool:
    """Whether a German cancer registry lists it as a previous cancer; nothing else in it says so."""
    meta = json.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    names = [fhir.text(one) for one in profiles] if isinstance(profiles, list) else []
    names += [fhir.text(entry.get("system")) for entry in fhir.items(json.get("identifier"))]
    return any(_PREVIOUS in name for name in names)


def clinical_status(json: Json) -> frozenset[str]:
    """The words of clinicalStatus in lower case, whatever system they come from."""
    return frozenset(_codes(json, "clinical"))


@of_last_nodes
def german_certainty(json: Json) -> tuple[str, ...]:
    """ICD-10-GM letters G, V, A, Z, wherever a server keeps them.

    That is an extension of the coding, of the code or of the Condition, the legacy form `C18.7 V`,
    or one of the codings of `verificationStatus`.
    """
    code, status = json.get("code"), json.get("verificationStatus")
    nodes = [json, *(node for node in (code, status) if isinstance(node, dict))]
    codings = [coding for node in nodes[1:] for coding in fhir.items(node.get("coding"))]
    return tuple(letter for node in (*nodes, *codings) for letter in _letters(node))


def _letters(node: Json) -> Iterator[str]:
    for entry in fhir.extensions(node, "icd-10-gm-diagnosesicherheit", "diagnosesicherheit"):
        value = entry.get("valueCoding")
        yield fhir.text(value.get("code") if isinstance(value, dict) else entry.get("valueCode"))
    system = fhir.text(node.get("system")).casefold()
    if "icd-10" in system:
        yield from _behind(fhir.text(node.get("code")).upper(), glued=_GM in system)
    if "diagnosesicherheit" in system:
        yield fhir.text(node.get("code")).upper()


def _behind(code: str, *, glued: bool) -> Iterator[str]:
    """`C78.7 V`, `C78.7V` and, with a side, `C50.9 GR`; S72.001A of ICD-10-CM holds no certainty."""
    match = _LETTER.fullmatch(code.strip())
    if match and (glued or match["blank"]):
        yield match["letter"]


def _codes(json: Json, which: str) -> Iterator[str]:
    node = json.get(f"{which}Status")
    yield fhir.text(node).casefold()
    concept = fhir.concept(node)
    yield from (coding.code.casefold() for coding in concept.codings)
    if not concept.codings:
        yield concept.text.casefold()
