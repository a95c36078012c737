"""Stands at the door of a chart: asks the intake rules about each resource, once for each answer.

What the rules look at (subject, status, certainty) is the same for most resources of a chart, so the
answer is remembered for the length of one call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from fhir_mappers import fhir
from fhir_mappers.document import Document
from fhir_mappers.facts import Unread
from fhir_mappers.intake import SUBJECTS, Admission, PatientIdentity, Verdict, admit

_ALWAYS = ("status", "verificationStatus", "doNotPerform", *SUBJECTS)
_WITHOUT_SUBJECT = ("participant", "id")
_BLANKED = b"error"


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
        looked_at = dict(_looked_at(document))
        key = (document.kind, *((name, bytes(raw)) for name, raw in looked_at.items()))
        answer = self._answers.get(key)
        if answer is None:
            seen = {name: msgspec.json.decode(raw) for name, raw in looked_at.items()}
            answer = admit({"resourceType": document.kind, **seen}, self.identity)
            self._answers[key] = answer
        return answer


def _looked_at(document: Document) -> Iterator[tuple[str, msgspec.Raw]]:
    """The members that decide: participants only where no subject is named, a code if blanked."""
    members = document.members
    names: Sequence[str] = _ALWAYS
    if not any(name in members for name in SUBJECTS):
        names = (*_ALWAYS, *_WITHOUT_SUBJECT)
    elif "contained" in members:
        names = (*_ALWAYS, "contained")
    for name in names:
        if name in members:
            yield name, members[name]
    if "code" in members and _BLANKED in bytes(members["code"]):
        yield "code", members["code"]


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
