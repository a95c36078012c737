"""Stands at the door of a chart: asks the intake rules about each resource, once for each answer.

What the rules look at (subject, status, certainty) is the same for most resources of a chart, so the
answer is remembered for the length of one call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from fhir_mappers import fhir
from fhir_mappers.document import Document
from fhir_mappers.facts import Unread
from fhir_mappers.intake import SUBJECTS, Admission, PatientIdentity, Verdict, admit

_ALWAYS = ("status", "verificationStatus", "doNotPerform", *SUBJECTS)
_WITHOUT_SUBJECT = ("participant", "id")
_BLANKED = b"error"
_SUBJECTS = frozenset(SUBJECTS)


class Doorkeeper:
    """Admits resources of one patient; counts strangers and notes the others with a reason."""

    def __init__(
        self,
        chart: Iterable[Document],
        patient_id: str,
        identity: PatientIdentity | None = None,
    ) -> None:
        """Learn the patient's names from the chart, or take them as given."""
        self.identity = identity or _identity(chart, patient_id)
        self.refused: list[Unread] = []
        self.strangers = 0
        self._answers: dict[tuple[Any, ...], Admission] = {}

    def admits(self, document: Document) -> bool:
        """Whether the resource may speak."""
        admission = self._judged(document)
        if admission.verdict is Verdict.OTHER_PATIENT:
            self.strangers += 1
        elif admission.verdict is Verdict.UNREAD:
            self.refused.append(Unread(document.reference, admission.why))
        return admission.verdict is Verdict.ADMITTED

    def _judged(self, document: Document) -> Admission:
        key = (document.kind, *_looked_at(document.members))
        answer = self._answers.get(key)
        if answer is None:
            seen = {name: document.value(name) for name in key[1::2]}
            answer = admit({"resourceType": document.kind, **seen}, self.identity)
            self._answers[key] = answer
        return answer


def _looked_at(members: Mapping[str, msgspec.Raw]) -> list[Any]:
    """The members that decide, name and bytes by turns.

    Participants count only where no subject is named, a code only if it may have been blanked.
    """
    names = [name for name in _ALWAYS if name in members]
    if _SUBJECTS.isdisjoint(members):
        names.extend(name for name in _WITHOUT_SUBJECT if name in members)
    elif "contained" in members:
        names.append("contained")
    if "code" in members and _BLANKED in bytes(members["code"]):
        names.append("code")
    found: list[Any] = []
    for name in names:
        found += (name, bytes(members[name]))
    return found


def _identity(chart: Iterable[Document], patient_id: str) -> PatientIdentity:
    """Every name under which the patient in context may be referred to."""
    mine = [one for one in chart if one.kind == "Patient" and one.id == patient_id]
    identifiers = (
        f"{fhir.text(entry.get('system'))}|{fhir.text(entry.get('value'))}"
        for document in mine
        for entry in fhir.items(document.value("identifier"))
    )
    aliases = (document.full_url for document in mine if document.full_url)
    return PatientIdentity(patient_id, frozenset(aliases), frozenset(identifiers))
