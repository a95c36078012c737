"""Stands at the door of a chart: asks the intake rules about each resource, once for each answer.

What the rules look at is the same for most resources of a chart: whom one is about is asked once for
each subject of a call, whether it may speak at all once for all of one sign.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable, Mapping

import msgspec

from fhir_mappers import fhir
from fhir_mappers.document import Document
from fhir_mappers.facts import Unread
from fhir_mappers.intake import (
    ACT,
    FOCUS,
    SUBJECTS,
    Admission,
    PatientIdentity,
    Verdict,
    admit_act,
    admit_subject,
)
from fhir_mappers.relevance import Sign

_NAMING = (*SUBJECTS, FOCUS, "participant", "contained", "id")
"""Members that may name whom a resource is about, and those that help to tell."""


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
        self._subjects: dict[Hashable, Admission | None] = {}

    def admits(self, document: Document, sign: Sign) -> bool:
        """Whether the resource, which has that sign, may speak."""
        admission = self._of_subject(document) or _of_act(document, sign)
        if admission.verdict is Verdict.OTHER_PATIENT:
            self.strangers += 1
        elif admission.verdict is Verdict.UNREAD:
            self.refused.append(Unread(document.reference, admission.why))
        return admission.verdict is Verdict.ADMITTED

    def _of_subject(self, document: Document) -> Admission | None:
        whose = _whose(document)
        if whose not in self._subjects:
            seen = {name: document.value(name) for name in _NAMING if name in document.members}
            subject = admit_subject({"resourceType": document.kind, **seen}, self.identity)
            self._subjects[whose] = subject
        return self._subjects[whose]


def _whose(document: Document) -> Hashable:
    """What decides whether a resource is about the patient, as bytes."""
    members = document.members
    subject = bytes(members.get("subject", b""))
    if subject.startswith(b"{") and document.kind != "Patient" and "contained" not in members:
        return subject, bytes(members.get(FOCUS, b""))
    return document.kind, *((name, _bytes(members, name)) for name in _NAMING)


def _of_act(document: Document, sign: Sign) -> Admission:
    """The answer to what is said, whoever it is about: the same for all of one sign."""
    if sign.act is None:
        sign.act = _act(document.kind, *(_bytes(document.members, name) for name in ACT))
    return sign.act


@functools.lru_cache(maxsize=1000)
def _act(kind: str, *members: bytes) -> Admission:
    seen = {name: msgspec.json.decode(raw) for name, raw in zip(ACT, members, strict=True) if raw}
    return admit_act({"resourceType": kind, **seen})


def _bytes(members: Mapping[str, msgspec.Raw], name: str) -> bytes:
    raw = members.get(name)
    return b"" if raw is None else bytes(raw)


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
