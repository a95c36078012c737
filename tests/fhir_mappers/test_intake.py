"""Intake: who may speak about the patient."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappers.facts import Activity, Certainty
from fhir_mappers.intake import (
    PatientIdentity,
    Verdict,
    admit,
    condition_activity,
    condition_certainty,
    is_open_order,
)

ME = PatientIdentity("p1", frozenset({"urn:uuid:aaaa"}), frozenset({"urn:mrn|17"}))
VER = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ONKO = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/"


def observation(subject: Any) -> dict[str, Any]:
    """An Observation with the given subject."""
    return {"resourceType": "Observation", "id": "o", "status": "final", "subject": subject}


def condition(**elements: Any) -> dict[str, Any]:
    """A Condition of the patient."""
    return {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/p1"},
    } | elements


def verification(*codes: str) -> dict[str, Any]:
    """A verificationStatus with these codes, in order."""
    return {"coding": [{"system": VER, "code": code} for code in codes]}


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p1"},
        {"reference": "https://ehr.example/fhir/Patient/p1"},
        {"reference": "https://ehr.example/fhir/Patient/p1/_history/2"},
        {"reference": "urn:uuid:aaaa"},
        {"reference": "urn:uuid:p1"},
        {"reference": "#me"},
        {"display": "somebody"},
        {"identifier": {"system": "urn:mrn", "value": "17"}},
    ],
)
def test_every_form_of_the_patients_reference_is_admitted(subject: dict[str, Any]) -> None:
    """Relative, absolute, versioned, urn and unresolvable subjects all mean the patient."""
    assert admit(observation(subject), ME).verdict is Verdict.ADMITTED


def test_an_observation_without_subject_is_admitted() -> None:
    """A resource without any subject came through a prefetch of this patient."""
    raw = observation(None)
    del raw["subject"]
    assert admit(raw, ME).verdict is Verdict.ADMITTED


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/p2"},
        {"reference": "https://ehr.example/fhir/Patient/p2"},
        {"reference": "Patient/p11"},
        {"reference": "urn:uuid:bbbb"},
        {"identifier": {"system": "urn:mrn", "value": "18"}},
    ],
)
def test_another_patient_is_turned_away(subject: dict[str, Any]) -> None:
    """A subject that names somebody else is counted and never used."""
    assert admit(observation(subject), ME).verdict is Verdict.OTHER_PATIENT


@pytest.mark.parametrize("subject", [{"reference": "Group/g"}, {"reference": "Device/p1"}])
def test_a_subject_that_is_no_person_is_unread(subject: dict[str, Any]) -> None:
    """A group or a device with the same id is not the patient."""
    assert admit(observation(subject), ME).verdict is Verdict.UNREAD


@pytest.mark.parametrize(
    ("focus", "verdict"),
    [
        ({"reference": "RelatedPerson/mother"}, Verdict.UNREAD),
        ({"type": "RelatedPerson", "display": "donor"}, Verdict.UNREAD),
        ({"reference": "https://ehr.example/fhir/Patient/p2"}, Verdict.OTHER_PATIENT),
        ({"reference": "Patient/p1"}, Verdict.ADMITTED),
        ({"reference": "Condition/c"}, Verdict.ADMITTED),
    ],
)
def test_a_finding_with_another_person_in_focus_is_not_about_the_patient(
    focus: dict[str, Any], verdict: Verdict
) -> None:
    """A mother's BRCA1 variant in the chart of her daughter is no result of the daughter."""
    raw = observation({"reference": "Patient/p1"}) | {"focus": [focus]}
    assert admit(raw, ME).verdict is verdict


@pytest.mark.parametrize(
    "raw",
    [
        {"resourceType": "Observation", "status": "entered-in-error "},
        {"resourceType": "Observation", "status": "Entered in error"},
        {"resourceType": "Condition", "verificationStatus": verification("7", "entered-in-error")},
        {"resourceType": "Condition", "verificationStatus": "entered-in-error"},
        {"resourceType": "Procedure", "status": "not-done"},
        {"resourceType": "MedicationAdministration", "status": "not-done"},
        {"resourceType": "MedicationStatement", "status": "not-taken"},
        {"resourceType": "ServiceRequest", "status": "revoked"},
        {"resourceType": "ServiceRequest", "status": "active", "doNotPerform": True},
        {"resourceType": "Encounter", "status": "cancelled"},
        {"resourceType": "FamilyMemberHistory", "status": "completed"},
        {"resourceType": "OperationOutcome"},
        {
            "resourceType": "MedicationRequest",
            "status": "unknown",
            "code": {
                "extension": [
                    {
                        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                        "valueCode": "error",
                    }
                ]
            },
        },
    ],
)
def test_what_never_happened_is_unread_with_a_reason(raw: dict[str, Any]) -> None:
    """Errors, acts not done, relatives and outcomes become no evidence, and say why."""
    admission = admit(raw, ME)
    assert admission.verdict is Verdict.UNREAD
    assert admission.why


def test_a_refuted_condition_is_admitted_as_counter_evidence() -> None:
    """Refuted comes in and reads as excluded."""
    raw = condition(verificationStatus=verification("refuted"))
    assert admit(raw, ME).verdict is Verdict.ADMITTED
    assert condition_certainty(raw) is Certainty.EXCLUDED


def test_a_registry_code_before_the_fhir_code_does_not_hide_it() -> None:
    """All codings of verificationStatus count, because German lists put their own first."""
    assert condition_certainty(condition(verificationStatus=verification("7", "unconfirmed"))) is (
        Certainty.SUSPECTED
    )


@pytest.mark.parametrize(
    ("letter", "certainty"),
    [("G", Certainty.CONFIRMED), ("V", Certainty.SUSPECTED), ("A", Certainty.EXCLUDED)],
)
def test_german_certainty_in_the_extension(letter: str, certainty: Certainty) -> None:
    """The letters of ICD-10-GM decide, in the extension as well as behind the code."""
    extension = {
        "url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit",
        "valueCoding": {"code": letter},
    }
    coding = {"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "C18.7"}
    modern = condition(code={"coding": [coding | {"extension": [extension]}]})
    assert condition_certainty(modern) is certainty
    for written in (f"C18.7 {letter}", f"C18.7{letter}", f"C187{letter}", f"C50.9 {letter}R"):
        legacy = condition(code={"coding": [coding | {"code": written}]})
        assert condition_certainty(legacy) is certainty


def test_an_encounter_letter_of_icd_10_cm_is_no_german_certainty() -> None:
    """The seventh character of ICD-10-CM tells the encounter."""
    code = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M84.58XA"}]}
    assert condition_certainty(condition(code=code)) is Certainty.CONFIRMED


@pytest.mark.parametrize("place", ["condition", "code", "status"])
def test_german_certainty_counts_wherever_a_server_keeps_it(place: str) -> None:
    """V on the Condition, on its code or among the verification codings is a suspicion."""
    value = {
        "system": "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT",
        "code": "V",
    }
    url = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
    extension = {"extension": [{"url": url, "valueCoding": value}]}
    code = {"coding": [{"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "C78.0"}]}
    placed: dict[str, dict[str, Any]] = {
        "condition": {"code": code, **extension},
        "code": {"code": code | extension},
        "status": {"code": code, "verificationStatus": {"coding": [value]}},
    }
    assert condition_certainty(condition(**placed[place])) is Certainty.SUSPECTED


@pytest.mark.parametrize(
    "element",
    [
        {"meta": {"profile": [f"{ONKO}StructureDefinition/mii-pr-onko-fruehere-tumorerkrankung"]}},
        {"identifier": [{"system": "https://x.org/fruehere-tumorerkrankung-condition-id"}]},
    ],
)
def test_a_previous_cancer_of_a_registry_is_history(element: dict[str, Any]) -> None:
    """German registries tell previous cancers by their kind of resource alone."""
    assert condition_activity(condition(**element)) is Activity.HISTORY


def test_german_state_after_is_history() -> None:
    """Z means state after, so the diagnosis is past."""
    coding = {"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "C18.7 Z"}
    assert condition_activity(condition(code={"coding": [coding]})) is Activity.HISTORY


@pytest.mark.parametrize("text", ["Rule out liver metastases", "V. a. Lebermetastasen"])
def test_a_hedge_in_the_text_makes_a_confirmed_condition_suspected(text: str) -> None:
    """Words such as rule out weigh more than a verification status set by default."""
    raw = condition(code={"text": text}, verificationStatus=verification("confirmed"))
    assert condition_certainty(raw) is Certainty.SUSPECTED


def test_a_missing_clinical_status_is_not_active() -> None:
    """Silence about the clinical status stays unknown."""
    assert condition_activity(condition()) is Activity.UNKNOWN


def test_only_open_requests_count_as_orders() -> None:
    """Completed requests are on record but are no orders any more."""
    assert is_open_order({"status": "active"})
    assert not is_open_order({"status": "completed"})
