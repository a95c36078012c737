"""The part of a made-up chart that oncology reads: one cancer, its stage, markers and treatment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.synthetic.chart import LOINC, RXNORM, SNOMED, TERMS, Json, Maker, concept
from tests.synthetic.chart import patient as person

MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-"
AJCC = "http://cancerstaging.org"


@dataclass(frozen=True)
class Kind:
    """One cancer: its codes, where it spreads to, markers by LOINC code, and a usual drug."""

    snomed: str
    icd: str
    name: str
    spreads_to: tuple[tuple[str, str, str], ...]
    markers: tuple[tuple[str, str], ...]
    drugs: tuple[tuple[str, str], ...]
    tumour_marker: tuple[str, str]
    operation: tuple[str, str]


LIVER = ("94381002", "C78.7", "Secondary malignant neoplasm of liver")
LUNG = ("94391008", "C78.00", "Secondary malignant neoplasm of lung")
BONE = ("94222008", "C79.51", "Secondary malignant neoplasm of bone")
BRAIN = ("94225005", "C79.31", "Secondary malignant neoplasm of brain")
CEA = ("2039-6", "Carcinoembryonic Ag [Mass/volume] in Serum or Plasma")
PSA = ("2857-1", "Prostate specific Ag [Mass/volume] in Serum or Plasma")
KINDS = (
    Kind(
        "363406005",
        "C18.7",
        "Malignant neoplasm of sigmoid colon",
        (LIVER, LUNG),
        (
            ("81695-9", "Microsatellite instability"),
            ("85509-8", "KRAS"),
            ("85510-6", "NRAS"),
            ("97025-1", "BRAF"),
        ),
        (("4492", "fluorouracil"), ("32592", "oxaliplatin"), ("253337", "bevacizumab")),
        CEA,
        ("43075005", "Partial resection of colon"),
    ),
    Kind(
        "254637007",
        "C34.11",
        "Non-small cell lung cancer",
        (BRAIN, BONE, LIVER),
        (("21665-5", "EGFR"), ("78205-2", "ALK"), ("83052-1", "PD-L1")),
        (("40048", "carboplatin"), ("1547545", "pembrolizumab")),
        CEA,
        ("173171007", "Lobectomy of lung"),
    ),
    Kind(
        "254837009",
        "C50.911",
        "Malignant neoplasm of breast",
        (BONE, LIVER, LUNG),
        (
            ("85337-4", "Estrogen receptor"),
            ("85339-0", "Progesterone receptor"),
            ("85319-2", "HER2"),
        ),
        (("72965", "letrozole"), ("1601374", "palbociclib")),
        ("6875-9", "Cancer Ag 15-3 [Units/volume] in Serum or Plasma"),
        ("172043006", "Simple mastectomy"),
    ),
    Kind(
        "363418001",
        "C25.0",
        "Malignant neoplasm of pancreas",
        (LIVER,),
        (("85509-8", "KRAS"), ("50995-0", "BRCA1 and BRCA2")),
        (("12574", "gemcitabine"),),
        ("24108-3", "Cancer Ag 19-9 [Units/volume] in Serum or Plasma"),
        ("116241004", "Pancreatoduodenectomy"),
    ),
    Kind(
        "399068003",
        "C61",
        "Malignant tumor of prostate",
        (BONE,),
        (("50995-0", "BRCA1 and BRCA2"),),
        (("42375", "leuprolide"), ("1100072", "abiraterone")),
        PSA,
        ("26294005", "Radical prostatectomy"),
    ),
)
RESULTS = (
    ("LA6576-8", "Positive"),
    ("LA6577-6", "Negative"),
    ("LA11884-6", "Indeterminate"),
)
CONCLUSIONS = (
    "Multiple hypodense liver metastases in both lobes, the largest 3.2 cm. No ascites.",
    "Stable disease. Two liver metastases, unchanged. No new lesions.",
    "No evidence of distant metastases. Postoperative changes.",
    "Partial response to systemic therapy. Lung nodules have decreased.",
    "Progressive disease with new bone metastases.",
)


class CancerMaker(Maker):
    """Adds one cancer to a chart; whether it has spread is the dice's choice too."""

    def core(self, *, metastatic: bool) -> Iterator[Json]:
        """About twenty resources that carry clinical facts, more with a longer course."""
        kind = self.dice.choice(KINDS)
        yield self.condition(kind.snomed, kind.icd, kind.name)
        sites = self.dice.sample(
            kind.spreads_to, k=min(len(kind.spreads_to), self.dice.randint(1, 2))
        )
        for site in sites if metastatic else ():
            yield self.condition(*site)
        yield from self.staging(metastatic=metastatic)
        for code, name in kind.markers:
            if self.dice.random() < 0.6:
                yield self.marker(code, name)
        yield self.performance()
        yield from self.course(kind)

    def course(self, kind: Kind) -> Iterator[Json]:
        """Drugs, operations, tumour marker series and reports."""
        for code, name in kind.drugs:
            yield self.prescription(code, name)
            yield self.given(code, name)
        yield self.procedure(*kind.operation)
        for _ in range(self.dice.randint(2, 5)):
            yield self.measured(((*kind.tumour_marker, "ng/mL", 1, 90),), "laboratory")
        for _ in range(self.dice.randint(1, 3)):
            yield self.report()

    def operation_ordered(self) -> Json:
        """An operation that was asked for."""
        code, name = self.dice.choice(KINDS).operation
        return self.base("ServiceRequest") | {
            "status": self.dice.choice(["active", "completed"]),
            "intent": "order",
            "code": concept(SNOMED, code, name, text=name),
            "authoredOn": self.day(),
        }

    def staging(self, *, metastatic: bool) -> Iterator[Json]:
        """Stage group and M; one in ten charts has none of it."""
        if self.dice.random() < 0.1:
            return
        group = self.dice.choice(["4", "4A", "4B"] if metastatic else ["1", "2A", "3B"])
        m = self.dice.choice(["cM1", "cM1a", "cM1b"]) if metastatic else "cM0"
        yield self.staged("21908-9", "Stage group.clinical Cancer", group)
        yield self.staged("21907-1", "Distant metastases.clinical [Class] Cancer", m)
        yield self.staged(
            "21905-5",
            "Primary tumor.clinical [Class] Cancer",
            self.dice.choice(["cT2", "cT3", "cT4"]),
        )
        yield self.staged(
            "21906-3",
            "Regional lymph nodes.clinical [Class] Cancer",
            self.dice.choice(["cN0", "cN1"]),
        )

    def staged(self, code: str, name: str, value: str) -> Json:
        """One staging Observation."""
        return self.observation(code, name, f"{MCODE}cancer-stage-group") | {
            "method": concept(SNOMED, "897275008", "AJCC 8th edition"),
            "valueCodeableConcept": concept(AJCC, value),
        }

    def marker(self, code: str, name: str) -> Json:
        """One biomarker result."""
        answer, words = self.dice.choice(RESULTS)
        return self.observation(code, name, f"{MCODE}tumor-marker-test") | {
            "valueCodeableConcept": concept(LOINC, answer, words, text=words)
        }

    def performance(self) -> Json:
        """ECOG."""
        return self.observation(
            "89247-1", "ECOG Performance Status score", f"{MCODE}ecog-performance-status"
        ) | {"valueInteger": self.dice.choice([0, 1, 1, 2, 3])}

    def observation(self, code: str, name: str, profile: str) -> Json:
        """A final Observation without its value."""
        return self.base("Observation", profile) | {
            "status": "final",
            "category": [concept(f"{TERMS}observation-category", "laboratory")],
            "code": concept(LOINC, code, name),
            "effectiveDateTime": self.day(),
        }

    def given(self, code: str, name: str) -> Json:
        """A dose."""
        return self.base("MedicationAdministration") | {
            "status": "completed",
            "medicationCodeableConcept": concept(RXNORM, code, name, text=name),
            "effectiveDateTime": self.day(),
        }

    def report(self) -> Json:
        """A report with a conclusion in words."""
        return self.base("DiagnosticReport") | {
            "status": "final",
            "code": concept(
                LOINC, "18748-4", "Diagnostic imaging study", text="CT chest and abdomen"
            ),
            "effectiveDateTime": self.day(),
            "conclusion": self.dice.choice(CONCLUSIONS),
        }


def chart(
    patient_id: str, size: int, *, seed: int, cancer: bool = True, metastatic: bool = True
) -> list[Json]:
    """A chart of `size` resources, the Patient among them, in random order."""
    dice = random.Random(f"{seed}/{patient_id}")
    maker = CancerMaker(patient_id, dice)
    resources = [person(patient_id, dice)]
    if cancer:
        while len(resources) < 2 or len(resources) < size // 90:
            resources.extend(maker.core(metastatic=metastatic))
    while len(resources) < size:
        resources.append(maker.noise())
    del resources[size:]
    head, tail = resources[:1], resources[1:]
    dice.shuffle(tail)
    return head + tail
