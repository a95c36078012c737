"""The words that a vignette may use: keys of each section, and the closed lists of the facts."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TOP = _words(
    "title shows covers as_of hook patient cancers metastases statements biomarkers symptoms "
    "reserve tempo cea therapies procedures visits care orders chart_orders unavailable "
    "incomplete encounter user earlier expect variant"
)
EARLIER = TOP - _words("title shows covers as_of earlier expect variant") | _words("ago answers")
EXPECT = _words(
    "cards may must_not rows row scenario ecog spectrum_row stage_iv distant intent "
    "missing_biomarkers considers offers offers_not codes says says_not override_reasons texts why"
)
HOOKS = _words("patient-view order-select order-sign")
PATIENT = _words("age born sex deceased pregnant hospice")
CANCER = _words("tumour side certainty activity recurrent remission diagnosed stage t n m text")
METASTASIS = _words(
    "site nodes certainty activity lesions or_more amount manner of kind biopsied date text"
)
STATEMENT = _words("says by date text")
BIOMARKER = _words("status coverage variant method detail why date text")
SYMPTOM = _words("kind organ certainty activity postoperative date text")
TEMPO = _words("kind complete growth date text under")
THERAPY = _words("drug status source systemic started last text")
PROCEDURE = _words("class organ metastasis date text")
VISIT = _words("kind open")
SERVICE = _words("kind date text")
ORDER = _words(
    "class organ metastasis priority planned written intent reasons reason_of for says drug drugs "
    "systemic tests fractions gy words shown selected text"
)

TUMOURS = _words(
    "colorectal nsclc sclc breast gastric oesophageal pancreas biliary hcc prostate ovary "
    "endometrium cervix urothelial kidney melanoma thyroid gist sarcoma glioma head-neck cup net "
    "testis lymphoma leukaemia myeloma other"
)
ORGANS = _words(
    "colon rectum appendix anus small-bowel stomach oesophagus liver biliary gallbladder pancreas "
    "lung pleura mediastinum breast prostate ovary uterus cervix vulva vagina kidney bladder "
    "ureter testis penis thyroid head-neck larynx brain spine bone bone-marrow skin soft-tissue "
    "adrenal spleen peritoneum omentum lymph-node distant-node other eye pericardium meninges hip "
    "abdomen unspecified any"
)
BASINS = _words(
    "axillary internal-mammary intra-abdominal intrathoracic head-neck pelvic inguinal retroperitoneal "
    "supraclavicular regional multiple unspecified"
)
AMOUNTS = _words("single several multiple innumerable")
MANNERS = _words("carcinomatosis malignant-effusion malignant-ascites leptomeningeal marrow")
SOURCES = _words("condition observation report procedure order")
STATEMENTS = _words(
    "unresectable conversion-planned resectable oligometastatic diffuse all-sites-plan "
    "curative-intent palliative-intent resection-recommended transplant-pathway crs-hipec-plan "
    "benign-lesion no-evidence-of-disease recurrence never-smoker rai-refractory "
    "platinum-resistant clinical-trial vague-benefit not-fit mixed-histology locally-advanced"
)
AUTHORS = _words("tumour-board radiology pathology order problem-list other")
SYMPTOMS = _words(
    "obstruction bleeding perforation impending-perforation pain functional-collapse "
    "cord-compression airway ulceration fracture impending-fracture biliary urinary raised-icp "
    "dysphagia dyspnoea ascites infection paraneoplastic"
)
TEMPI = _words("progressive stable responding")
CLASSES = _words(
    "major-primary major-metastasectomy cytoreduction palliative diagnostic access ablation "
    "non-oncologic minor unclassified-surgery drug radiotherapy molecular-test imaging "
    "referral-palliative referral-tumour-board other"
)
VISITS = _words("emergency hospice inpatient")
SERVICES = _words("palliative-care hospice tumour-board pregnancy")
THERAPY_STATUSES = _words("given active planned stopped")
THERAPY_SOURCES = _words(
    "MedicationAdministration MedicationStatement MedicationDispense MedicationRequest"
)
PRIORITIES = _words("routine urgent asap stat")
INTENTS = _words("curative palliative diagnostic")
ANSWERS = _words(
    "accepted overridden symptom-relief-indicated all-sites-plan-documented-elsewhere "
    "mdt-recommended emergency clinical-trial already-done-elsewhere result-known-not-in-record "
    "patient-preference-informed tissue-insufficient not-fit-for-therapy data-wrong not-relevant"
)
RESERVES = _words(
    "ecog kps albumin weight weight-loss cachexia severe-malnutrition asa cfs haemoglobin"
)
BIOMARKERS = _words(
    "MSI_MMR KRAS NRAS BRAF HER2 EGFR ALK ROS1 MET RET NTRK PDL1 ER PR PIK3CA ESR1 AKT1 PTEN "
    "BRCA_GERMLINE HRR_SOMATIC HRD CLDN18_2 FGFR2 FGFR3 IDH1 IDH MGMT KIT PDGFRA P16 P53 EBV AR "
    "HLA_A0201 TMB POLE POLD1 DPYD FRA NRG1 HRAS MET_PROTEIN"
)
COVERAGES = _words("full partial unstated")
METHODS = _words("ihc ish ngs pcr ctdna germline")
RESULTS = {
    "positive": "known-positive",
    "negative": "known-negative",
    "pending": "pending",
    "not-tested": "not-tested",
    "unknown": "unknown",
}
