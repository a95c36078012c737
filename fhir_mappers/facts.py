"""The vocabulary of facts: what a chart says, stripped of how FHIR said it.

Everything here is frozen and hashable. A fact always carries its evidence (`because`), and what is
not known is a value of its own: `Truth` refuses to be used as a Python bool, so that "unknown" can
never slide into "no".

Facts are statements of single resources. What follows from several statements together (the
stage IV decision, the scenario, the intent) is judged in `cards.findings`, never here.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Truth(enum.Enum):
    """Yes, no or unknown. Missing data is always `UNKNOWN`."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse: a truth with three values must be compared, not tested."""
        raise TypeError("Truth has three values; compare it with Truth.YES, NO or UNKNOWN")


class Certainty(enum.Enum):
    """How firmly a source states a finding (intake rules I2 to I7)."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
    EXCLUDED = "excluded"


class Activity(enum.Enum):
    """Whether a condition is present now. A missing clinicalStatus is `UNKNOWN`, not active."""

    ACTIVE = "active"
    HISTORY = "history"
    UNKNOWN = "unknown"


class BiomarkerStatus(enum.Enum):
    """The six states of one biomarker in one statement."""

    KNOWN_POSITIVE = "known-positive"
    KNOWN_NEGATIVE = "known-negative"
    PENDING = "pending"
    ORDERED = "ordered"
    NOT_TESTED = "not-tested"
    UNKNOWN = "unknown"


@dataclass(frozen=True, order=True)
class Day:
    """A FHIR date with its precision kept, as the closed interval of days it may mean.

    `2026` becomes 2026-01-01..2026-12-31. Times of day and zones are dropped after the calendar
    day as written has been taken.
    """

    first: dt.date
    last: dt.date

    @property
    def text(self) -> str:
        """The date as precisely as it was written: `2026`, `2026-03` or `2026-03-02`."""
        if self.first == self.last:
            return self.first.isoformat()
        if (self.first.month, self.last.month) == (1, 12):
            return f"{self.first.year:04d}"
        return f"{self.first.year:04d}-{self.first.month:02d}"


@dataclass(frozen=True)
class Evidence:
    """Where one statement was read.

    `reference` is relative (`Observation/1`). `code` is `system|code`, empty when free text spoke.
    `shown` is what a person should see of it; it comes from the chart and must be escaped before
    it is placed in Markdown. `from_text` marks free text (intake rule I10: it never carries more
    than a warning); `verified` is false where the code set row itself was never verified.
    """

    reference: str
    code: str = ""
    day: Day | None = None
    shown: str = ""
    from_text: bool = False
    verified: bool = True


FAULT = "could not be read: "
"""Begins the reason of a resource on which a reader of ours broke; the name of the error follows."""


class Unread(NamedTuple):
    """A resource, or a part of one, that became no fact, and why. `why` holds no patient data."""

    reference: str
    why: str

    @property
    def error(self) -> str:
        """The name of the error where a reader of ours broke; else empty."""
        return self.why.removeprefix(FAULT) if self.why.startswith(FAULT) else ""


ATTACHMENT = "an attachment is not read; there is no conclusion and no result"
UNIT = "unit not understood"
IMPLAUSIBLE = "its value is outside what is possible"
"""Reasons that a reader of the advice has to know: something may stand there (I14, I16)."""


@dataclass(frozen=True)
class Patient:
    """Who the chart is about. `sex` is the administrative gender as sent, or None."""

    reference: str
    born: Day | None = None
    sex: str | None = None
    deceased: Truth = Truth.UNKNOWN
    pregnant: Truth = Truth.UNKNOWN
    hospice: Truth = Truth.UNKNOWN
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Tumour:
    """One statement that the patient has, may have, had, or does not have a primary cancer.

    `type` is a tumour type of the Explanation contract (`colorectal`, `nsclc`, ...), `subtype` a
    refinement from the code sets (`rectum`, `anaplastic`, ...), `histology` a histology group
    (`squamous`, `adenocarcinoma`, ...). `references` are the Conditions that make the statement,
    so that `Observation.focus` can be attributed. `cup` marks an explicitly unknown primary.
    `recurrent` is yes when the chart says recurrence. `remission` is yes when the condition is
    stated to be in remission, resolved or without evidence of disease.
    """

    type: str
    subtype: str | None = None
    histology: str | None = None
    side: str | None = None
    certainty: Certainty = Certainty.CONFIRMED
    activity: Activity = Activity.UNKNOWN
    recurrent: Truth = Truth.UNKNOWN
    remission: Truth = Truth.UNKNOWN
    diagnosed: Day | None = None
    references: tuple[str, ...] = ()
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One staging statement on one axis.

    `axis` is `t`, `n`, `m` or `group`. `value` is normalised: `T3`, `N2a`, `M1b`, `M0(i+)`, `MX`,
    `IVB`, `IIIC`, `B` (Binet). `prefix` is the concatenation of the TNM descriptors in front
    (`c`, `p`, `yc`, `yp`, `rc`, `rp`, `a`), empty when none was stated. `system` is `TNM`
    (AJCC or UICC), `FIGO`, `Lugano`, `Ann Arbor`, `Rai`, `Binet`, `ISS`, `R-ISS`, `INSS`, `INRG`,
    `Dukes`, `WHO grade`, `other`; empty when not stated. `tumour_ref` is the reference of the
    Condition the source names (focus or containing Condition), `tumour_type` the type of the cancer
    that the words around the stage name; None when they name none.
    """

    axis: str
    value: str
    prefix: str = ""
    system: str = ""
    edition: str = ""
    tumour_ref: str | None = None
    certainty: Certainty = Certainty.CONFIRMED
    day: Day | None = None
    because: tuple[Evidence, ...] = ()
    tumour_type: str | None = None


@dataclass(frozen=True)
class Metastasis:
    """One statement about disease away from the primary.

    `site` is an organ id (`liver`, `lung`, `bone`, `brain`, `peritoneum`, `adrenal`, `pleura`,
    `skin`, `ovary`, `distant-node`, `unspecified`, ...) or `lymph-node` when the tumour decides
    whether the node is regional; `region` then names the basin (`axillary`, `intra-abdominal`,
    `intrathoracic`, `head-neck`, `pelvic`, `inguinal`, `retroperitoneal`, `supraclavicular`,
    `internal-mammary`, `regional`, `multiple`, `unspecified`). `certainty` EXCLUDED is a negative
    statement for that site (site `any` means no distant metastasis anywhere, `elsewhere` none
    beside what is known). `count` is a number of lesions, `amount` one of `single`, `several`,
    `multiple`, `innumerable` when only a word was written. `manner` is
    `carcinomatosis`, `malignant-effusion`, `malignant-ascites`, `leptomeningeal`, `marrow` or
    None. `primary_type` is the tumour type that the source itself names as origin, `primary_ref`
    the Condition it links. `source` is `condition`, `observation`, `report`, `procedure` or
    `order`. `biopsied` is true for a statement by pathology about that site, `unnamed` for a
    doubtful lesion that nobody calls a metastasis, `open_ended` for a `count` of which there may
    be more.
    """

    site: str
    region: str | None = None
    certainty: Certainty = Certainty.CONFIRMED
    activity: Activity = Activity.UNKNOWN
    count: int | None = None
    amount: str | None = None
    manner: str | None = None
    primary_type: str | None = None
    primary_ref: str | None = None
    source: str = "condition"
    biopsied: bool = False
    unnamed: bool = False
    open_ended: bool = False
    day: Day | None = None
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Statement:
    """What somebody wrote about the disease or the plan as a whole.

    `kind` is one of `unresectable`, `conversion-planned`, `resectable`, `oligometastatic`,
    `diffuse`, `all-sites-plan`, `curative-intent`, `palliative-intent`, `resection-recommended`,
    `transplant-pathway`, `crs-hipec-plan`, `benign-lesion`, `no-evidence-of-disease`, `recurrence`,
    `never-smoker`, `rai-refractory`, `platinum-resistant`, `clinical-trial`, `vague-benefit`, `later-line`,
    `not-fit`, `mixed-histology`, `locally-advanced`.
    `author` is `tumour-board`, `radiology`, `pathology`, `order`, `problem-list` or `other`.
    `about` are the types of the cancers that the source names, empty when it names none.
    """

    kind: str
    author: str = "other"
    day: Day | None = None
    because: tuple[Evidence, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Biomarker:
    """One statement about one biomarker (ids of the biomarker code set: `KRAS`, `MSI_MMR`, ...).

    `status` is what this source alone supports. `coverage` is `full`, `partial` (part of the
    exons, DNA only for fusions) or `unstated`. `variant` is the alteration as written. `method` is
    `ihc`, `ish`, `ngs`, `pcr`, `ctdna`, `germline` or empty. `detail` is a normalised score or
    category where the rules need it (`2+`, `low`, `msi-h`, `12 mut/Mb`). `why` explains a status
    that is no result (`insufficient tissue`). `germline` says whether the source calls it so.
    `tumour_ref` is the Condition that the source names (focus, or the Condition itself), None when
    it names none.
    """

    biomarker: str
    status: BiomarkerStatus
    coverage: str = "unstated"
    variant: str = ""
    method: str = ""
    detail: str = ""
    why: str = ""
    germline: Truth = Truth.UNKNOWN
    tumour_ref: str | None = None
    day: Day | None = None
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Symptom:
    """A local problem that an operation might relieve.

    `kind` is `obstruction`, `bleeding`, `perforation`, `impending-perforation`, `pain`,
    `functional-collapse`, `cord-compression`, `airway`, `ulceration`, `fracture`,
    `impending-fracture`, `biliary`, `urinary`, `raised-icp`, `dysphagia`, `dyspnoea`, `ascites`,
    `infection`, `paraneoplastic`. `organ` is an organ id, None when the source names none.
    `operative` marks a complication of an earlier operation (postoperative ileus), which is no
    reason of its own.
    """

    kind: str
    organ: str | None = None
    certainty: Certainty = Certainty.CONFIRMED
    activity: Activity = Activity.UNKNOWN
    operative: bool = False
    day: Day | None = None
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Reserve:
    """One measure of physiological reserve, in the unit named.

    `kind`: `ecog` (0-5), `kps` (0-100), `albumin` (g/dL), `weight` (kg), `weight-loss` (percent,
    over six months), `cachexia`, `severe-malnutrition`, `asa` (1-6), `cfs` (1-9), `haemoglobin`
    (g/dL). `value` is None for the yes-only kinds.
    """

    kind: str
    value: float | None = None
    day: Day | None = None
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Tempo:
    """One statement how the disease moves: `kind` is `progressive`, `stable` or `responding`.

    `basis` is `recist`, `disease-status` or `text`. `on_therapy` is yes when the source ties it to
    current systemic therapy, and `under` are the drug classes that it names. `complete` marks a
    complete response, `growth` a progression that is told by nothing but new or larger lesions.
    `about` are the types of the cancers that the source names, empty when it names none.
    """

    kind: str
    basis: str = "disease-status"
    on_therapy: Truth = Truth.UNKNOWN
    complete: bool = False
    growth: bool = False
    day: Day | None = None
    because: tuple[Evidence, ...] = ()
    under: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class MarkerValue:
    """One serum tumour marker value; `marker` is `CEA`, `CA19-9`, `CA125`, `PSA`, ...; CEA in ng/mL."""

    marker: str
    value: float
    day: Day | None = None
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Therapy:
    """One drug that was or is given. `status` is `given`, `active`, `planned` or `stopped`.

    `ingredient` is lower case, biosimilar suffix removed. `last_dose` is None when the source
    has no date of administration (a prescription that is still active). `systemic` is no for
    topical, ophthalmic and intravitreal use.
    """

    ingredient: str
    classes: tuple[str, ...] = ()
    status: str = "active"
    source: str = "MedicationRequest"
    systemic: Truth = Truth.UNKNOWN
    started: Day | None = None
    last_dose: Day | None = None
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """One procedure that was done. `order_class` uses the words of `Order.order_class`."""

    order_class: str
    organ: str | None = None
    targets_metastasis: Truth = Truth.UNKNOWN
    day: Day | None = None
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Order:
    """One order, drafted in this session or already on the chart.

    `order_class` is `major-primary`, `major-metastasectomy`, `cytoreduction`, `palliative`,
    `diagnostic`, `access`, `ablation`, `non-oncologic`, `minor`, `unclassified-surgery`, `drug`,
    `radiotherapy`, `molecular-test`, `imaging`, `referral-palliative`, `referral-tumour-board` or
    `other`.
    `organ` is the organ operated on or irradiated. `targets_metastasis` is yes for an operation on
    a metastasis. `priority` is the FHIR request priority, empty when absent. `planned` is when it is
    to happen, `authored` when it was written (a lower bound for `planned`). `intent` is `curative`,
    `palliative`, `diagnostic` or empty, with `intent_coded` telling coded from free text.
    `reasons` are symptoms that the order itself names. `reason_refs` are Conditions it points to.
    `reason_tumour_types` are tumour types that its reason names in code or text. `statements` are
    what its free text says. `ingredients` and `drug_classes` belong to drug orders. `tests` are
    biomarker ids that a molecular test covers. `fractions` and `dose_gy` belong to radiotherapy
    (None when not written). `reserve` is what its free text says of the patient's reserve, `spread`
    what it says of metastases and stage. `shown` is the order's own text. `draft` is the resource as sent,
    for suggestions that must return the whole order.
    """

    reference: str
    order_class: str
    status: str = ""
    request_intent: str = ""
    drafted: bool = True
    organ: str | None = None
    targets_metastasis: Truth = Truth.UNKNOWN
    priority: str = ""
    planned: Day | None = None
    authored: Day | None = None
    intent: str = ""
    intent_coded: bool = False
    reasons: tuple[Symptom, ...] = ()
    reason_refs: tuple[str, ...] = ()
    reason_tumour_types: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    ingredients: tuple[str, ...] = ()
    drug_classes: tuple[str, ...] = ()
    systemic: Truth = Truth.UNKNOWN
    tests: tuple[str, ...] = ()
    fractions: int | None = None
    dose_gy: float | None = None
    reserve: tuple[Reserve, ...] = ()
    spread: tuple[Metastasis | Stage, ...] = ()
    words: tuple[str, ...] = ()
    shown: str = ""
    draft: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Encounter:
    """A visit that matters: `kind` is `emergency`, `hospice` or `inpatient`; `open` while running."""

    kind: str
    open: Truth = Truth.UNKNOWN
    reference: str = ""
    day: Day | None = None
    because: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class CareService:
    """What is on record about care: `palliative-care`, `hospice`, `tumour-board` or `pregnancy`.

    `pregnancy` is dated; whether it still counts on a given day is judged later.
    """

    kind: str
    day: Day | None = None
    because: tuple[Evidence, ...] = ()


Fact = (
    Patient
    | Tumour
    | Stage
    | Metastasis
    | Statement
    | Biomarker
    | Symptom
    | Reserve
    | Tempo
    | MarkerValue
    | Therapy
    | Procedure
    | Order
    | Encounter
    | CareService
)


@dataclass(frozen=True)
class ChartFacts:
    """All that the chart of one patient says, in an order that does not depend on the input order.

    `unread` names every resource that became no fact. `other_patient` counts resources that
    belong to somebody else and were left alone.
    """

    patient: Patient
    tumours: tuple[Tumour, ...] = ()
    stages: tuple[Stage, ...] = ()
    metastases: tuple[Metastasis, ...] = ()
    statements: tuple[Statement, ...] = ()
    biomarkers: tuple[Biomarker, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    reserve: tuple[Reserve, ...] = ()
    tempo: tuple[Tempo, ...] = ()
    marker_values: tuple[MarkerValue, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    orders: tuple[Order, ...] = ()
    encounters: tuple[Encounter, ...] = ()
    services: tuple[CareService, ...] = ()
    unread: tuple[Unread, ...] = ()
    other_patient: int = 0

    @property
    def broken(self) -> tuple[Unread, ...]:
        """Resources on which a reader of ours broke: they may say anything."""
        return tuple(entry for entry in self.unread if entry.error)
