"""Who may speak: the right patient, not entered in error, not done, not about a relative.

Intake rules I1, I2, I5 and I18. It looks at resources as they were sent, before validation, so that
a status in an old or damaged shape is still seen. `refuted` conditions come in: they are
counter-evidence, and `condition_certainty` reads them as excluded.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_activity, condition_certainty
from fhir_mappers.fhir import Json

__all__ = [
    "Admission",
    "PatientIdentity",
    "Verdict",
    "admit",
    "admit_act",
    "admit_subject",
    "condition_activity",
    "condition_certainty",
    "is_open_order",
]

_REFERENCE = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([^/?#|]+)(?:/_history/[^/]+)?/?$")
_NOT_EVIDENCE = {
    "OperationOutcome": "an OperationOutcome is not evidence",
    "Bundle": "a Bundle inside a resource is not read",
    "FamilyMemberHistory": "about a relative, not the patient",
}
_NEVER_HAPPENED = {
    ("Procedure", "not-done"),
    ("MedicationAdministration", "not-done"),
    ("MedicationStatement", "not-taken"),
    ("MedicationDispense", "declined"),
    ("MedicationDispense", "cancelled"),
    ("ServiceRequest", "revoked"),
    ("ServiceRequest", "on-hold"),
    ("Encounter", "cancelled"),
    ("Appointment", "cancelled"),
}
_NOT_TO_BE_DONE = ("ServiceRequest", "MedicationRequest")
SUBJECTS = ("subject", "patient", "beneficiary", "individual", "for")
FOCUS = "focus"
ACT = ("status", "verificationStatus", "doNotPerform", "code")
"""Members that `admit_act` looks at."""


class Verdict(enum.Enum):
    """What becomes of one resource."""

    ADMITTED = "admitted"
    OTHER_PATIENT = "other-patient"
    UNREAD = "unread"


@dataclass(frozen=True)
class Admission:
    """The verdict, and for an unread resource the reason (which holds no patient data)."""

    verdict: Verdict
    why: str = ""


@dataclass(frozen=True)
class PatientIdentity:
    """The patient in context, under every name that a reference may use.

    `aliases` are further references as sent, above all the Bundle `fullUrl` (`urn:uuid:...`).
    `identifiers` are the patient's business identifiers as `system|value`.
    """

    id: str
    aliases: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()

    def is_named_by(self, target: str) -> bool:
        """Whether a reference of any form means this patient; server and version do not matter."""
        if target in self.aliases or target in (self.id, f"urn:uuid:{self.id}"):
            return True
        match = _REFERENCE.search(target)
        return match is not None and match.groups() == ("Patient", self.id)


_ADMITTED = Admission(Verdict.ADMITTED)
_OTHER_PATIENT = Admission(Verdict.OTHER_PATIENT)


def admit(raw: Json, patient: PatientIdentity) -> Admission:
    """Judge one resource as sent. Raises nothing; odd shapes are left to validation."""
    return admit_subject(raw, patient) or admit_act(raw)


def admit_subject(raw: Json, patient: PatientIdentity) -> Admission | None:
    """The verdict where the one it is about decides; None where the rest does."""
    if fhir.text(raw.get("resourceType")) == "Patient":
        return _ADMITTED if raw.get("id", patient.id) == patient.id else _OTHER_PATIENT
    return _subject_problem(raw, patient)


def admit_act(raw: Json) -> Admission:
    """The verdict on what is said of the patient, whoever it is."""
    resource_type = fhir.text(raw.get("resourceType"))
    if resource_type in _NOT_EVIDENCE:
        return Admission(Verdict.UNREAD, _NOT_EVIDENCE[resource_type])
    why = _no_evidence_of_the_act(resource_type, raw)
    return Admission(Verdict.UNREAD, why) if why else _ADMITTED


def is_open_order(json: Json) -> bool:
    """Whether a request still counts as an order: draft, active or without a status (§8)."""
    return _status(json) in ("", "draft", "active", "unknown")


def _subject_problem(raw: Json, patient: PatientIdentity) -> Admission | None:
    return _recorded_for_another(raw, patient) or _focus_problem(raw, patient)


def _recorded_for_another(raw: Json, patient: PatientIdentity) -> Admission | None:
    subject = next((raw[name] for name in SUBJECTS if isinstance(raw.get(name), dict)), None)
    if subject is None:
        return _participants_problem(raw, patient)
    target = fhir.reference(subject)
    if target is None:
        return _unreferenced(subject, patient)
    if target.startswith("#"):
        return _contained_subject(raw, target[1:])
    return None if patient.is_named_by(target) else _stranger(target)


def _focus_problem(raw: Json, patient: PatientIdentity) -> Admission | None:
    """A finding in the patient's record on a mother, a donor or a fetus, who is in focus (I1, I5)."""
    focused = tuple(fhir.items(raw.get(FOCUS)))
    if any(patient.is_named_by(fhir.reference(entry) or "") for entry in focused):
        return None
    kinds = {_kind(entry) for entry in focused}
    if "Patient" in kinds:
        return _OTHER_PATIENT
    return _not_a_person("RelatedPerson") if "RelatedPerson" in kinds else None


def _kind(node: Json) -> str:
    match = _REFERENCE.search(fhir.reference(node) or "")
    return match.group(1) if match else fhir.text(node.get("type"))


def _stranger(target: str) -> Admission | None:
    match = _REFERENCE.search(target)
    if match is not None and match.group(1) != "Patient":
        return _not_a_person(match.group(1))
    # A conditional reference names an identifier, which may not be at hand to compare.
    return None if target.startswith("Patient?") else _OTHER_PATIENT


def _participants_problem(raw: Json, patient: PatientIdentity) -> Admission | None:
    """An appointment names its patient among the participants."""
    actors = [fhir.reference(entry.get("actor")) for entry in fhir.items(raw.get("participant"))]
    people = [actor for actor in actors if actor and "Patient/" in actor]
    if people and not any(patient.is_named_by(actor) for actor in people):
        return _OTHER_PATIENT
    return None


def _unreferenced(subject: Json, patient: PatientIdentity) -> Admission | None:
    """A subject by identifier or display only: ours unless its identifier contradicts."""
    kind = fhir.text(subject.get("type"))
    if kind and kind != "Patient":
        return _not_a_person(kind)
    for identifier in fhir.items(subject.get("identifier")):
        system, value = fhir.text(identifier.get("system")), fhir.text(identifier.get("value"))
        same_system = {own for own in patient.identifiers if own.startswith(f"{system}|")}
        if system and value and same_system and f"{system}|{value}" not in same_system:
            return _OTHER_PATIENT
    return None


def _contained_subject(raw: Json, local_id: str) -> Admission | None:
    for entry in fhir.items(raw.get("contained")):
        if entry.get("id") == local_id and entry.get("resourceType") != "Patient":
            return _not_a_person(fhir.text(entry.get("resourceType")))
    return None


def _not_a_person(kind: str) -> Admission:
    return Admission(Verdict.UNREAD, f"its subject is a {kind}, not the patient")


def _no_evidence_of_the_act(resource_type: str, raw: Json) -> str:
    if "entered-in-error" in {_status(raw), *_words(raw.get("verificationStatus"))}:
        return "entered in error"
    if _word(raw.get("verificationStatus")) not in ("", "confirmed"):
        # DSTU2 and STU3 wrote a bare string, which validation as R4 would silently lose.
        return "its verificationStatus is not in the form of R4"
    if _blanked_as_error(raw.get("code")):
        return "its code was blanked as entered in error"
    if (resource_type, _status(raw)) in _NEVER_HAPPENED:
        return f"{resource_type} with status {_status(raw)}"
    if resource_type in _NOT_TO_BE_DONE and raw.get("doNotPerform") is True:
        return f"{resource_type} says do not perform"
    return ""


def _status(raw: Json) -> str:
    return _word(raw.get("status"))


def _words(node: object) -> Iterator[str]:
    concept = fhir.concept(node)
    yield from (_word(written) for written in (node, concept.text))
    yield from (_word(coding.code) for coding in concept.codings)


def _word(value: object) -> str:
    """A status word as real systems vary it: case, blanks for hyphens, blanks at the ends."""
    return re.sub(r"[\s_]+", "-", fhir.text(value).casefold())


def _blanked_as_error(code: object) -> bool:
    if not isinstance(code, dict):
        return False
    reasons = (entry.get("valueCode") for entry in fhir.extensions(code, "data-absent-reason"))
    codings = fhir.concept(code).codings
    return "error" in reasons or any(
        coding.code == "error" and coding.system.endswith("data-absent-reason")
        for coding in codings
    )
