"""Primary cancers by words alone: malignancy beside its seat, and words that only look like one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from fhir_mappers import diagnosis, terminology, text
from fhir_mappers.facts import Certainty, Tumour
from fhir_mappers.fhir import Resource
from fhir_mappers.reading import Reading


def named(written: str, icd: str = "") -> list[tuple[str, str | None]]:
    """Type and subtype of every tumour that a Condition with this text, and code, states."""
    return [(fact.type, fact.subtype) for fact in stated(written, icd)]


def stated(written: str, icd: str = "") -> list[Tumour]:
    """Every tumour that a Condition with this text, and code, states."""
    code: dict[str, Any] = {"text": written}
    if icd:
        code["coding"] = [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": icd}]
    json = {"resourceType": "Condition", "id": "c1", "code": code}
    reading = Reading(terminology.load(), text.load(), dt.date(2026, 11, 20), {})
    found = diagnosis.read(Resource("Condition", "Condition/c1", json), reading)
    return [fact for fact in found if isinstance(fact, Tumour)]


@pytest.mark.parametrize(
    ("written", "tumour"),
    [
        ("Malignant tumor of tongue (disorder)", ("head-neck", "oral-cavity")),
        ("Nonseminomatous germ cell tumor of left testis", ("testis", "germ-cell")),
        ("Mixed germ cell tumor, left testis", ("testis", None)),
        ("IDC left breast", ("breast", None)),
        ("Lungen-Ca links", ("nsclc", None)),
        ("Nieren-Ca rechts", ("kidney", None)),
        ("Overlapping malignant neoplasm of rectum", ("colorectal", "rectum")),
        ("Infiltrating duct carcinoma of left female breast", ("breast", None)),
        ("Primary adenocarcinoma of lower lobe of left lung", ("nsclc", None)),
        ("Adenocarcinoma of ampulla of Vater", ("biliary", "ampulla")),
        ("Bösartige Neubildung: Zungengrund", ("head-neck", "oropharynx")),
        ("Tonsillar carcinoma", ("head-neck", "oropharynx")),
        ("Malignant melanoma of choroid", ("melanoma", "uveal")),
        ("Plattenepithelkarzinom des Zungenrandes links", ("head-neck", "oral-cavity")),
        ("Plattenepithel-Ca. re. OL", ("nsclc", None)),
        ("Zökum-Ca.", ("colorectal", "colon")),
        ("Sigmacarcinom", ("colorectal", "colon")),
        ("Merkelzell-Ca. li. Wange", ("other", "merkel")),
        ("NNR-Ca.", ("other", "adrenal-cortex")),
        ("Adenokarzinom des Jejunums", ("other", "small-bowel")),
        ("Adeno-Ca. UL links", ("nsclc", None)),
        ("Mukoepidermoidkarzinom der Parotis", ("head-neck", "salivary")),
        ("Adenoid-zystisches Karzinom der Submandibularis", ("head-neck", "salivary")),
    ],
)
def test_malignancy_and_seat_name_the_tumour(written: str, tumour: tuple[str, str | None]) -> None:
    """A malignancy word and a seat in one clause are one tumour, though no phrase lists the pair."""
    assert named(written) == [tumour]


@pytest.mark.parametrize(
    ("written", "tumour"),
    [
        ("Laryngeal squamous cell carcinoma, liver metastases", ("head-neck", "larynx")),
        ("Duodenal cancer, stage IV, liver metastases", ("other", "small-bowel")),
        ("Thymic cancer with lung metastases", ("other", "thymus")),
        ("GE junction adenocarcinoma metastatic to liver", ("gastric", "gej")),
        ("Plattenepithelkarzinom der Vulva, Lebermetastasen", ("other", "vulva")),
    ],
)
def test_the_organ_it_spread_to_is_not_its_seat(
    written: str, tumour: tuple[str, str | None]
) -> None:
    """The seat before the malignancy counts, and the organ of a metastasis never does."""
    assert named(written) == [tumour]


def test_a_malignancy_without_a_seat_takes_none_from_its_metastases() -> None:
    """An unknown carcinoma with liver metastases is no cancer of the liver."""
    assert ("hcc", None) not in named("Poorly differentiated carcinoma, liver metastases")
    assert ("hcc", None) not in named("Metastatic carcinoma to the liver")


@pytest.mark.parametrize(
    ("written", "tumour"),
    [
        ("Anaplastic carcinoma of thyroid", ("thyroid", "anaplastic")),
        ("Medulläres Schilddrüsen-Ca", ("thyroid", "medullary")),
        ("Follicular carcinoma of the thyroid", ("thyroid", "differentiated")),
        ("Subungual melanoma", ("melanoma", "acral")),
        ("Uveal malignant melanoma", ("melanoma", "uveal")),
        ("Melanoma of the rectum", ("melanoma", "mucosal")),
        ("Small bowel cancer", ("other", "small-bowel")),
        ("Merkel-Zell-Karzinom", ("other", "merkel")),
        ("Adenocarcinoma of unknown origin", ("cup", None)),
        ("Leiomyosarkom des Uterus", ("sarcoma", "uterine")),
        ("Endometriales Stromasarkom", ("sarcoma", "uterine")),
        ("Dedifferenziertes Liposarkom des Retroperitoneums", ("sarcoma", "retroperitoneal")),
        ("Pleomorphes Sarkom des Oberschenkels", ("sarcoma", "soft-tissue")),
        ("Embryonal rhabdomyosarcoma of the thigh", ("sarcoma", "rhabdomyosarcoma")),
        ("Karzinosarkom des Uterus", ("endometrium", None)),
        ("Epiglottiskarzinom", ("head-neck", "larynx")),
        ("HNSCC, base of tongue", ("head-neck", "oropharynx")),
        ("Olfactory neuroblastoma", ("head-neck", "sinonasal")),
        ("CUP mit Lebermetastasen", ("cup", None)),
        ("Mantelzelllymphom", ("lymphoma", None)),
        ("Medulloblastom", ("glioma", "other-cns")),
        ("Sarkomatoides Nierenzellkarzinom", ("kidney", None)),
    ],
)
def test_words_alone_name_the_kind_within_a_tumour_type(
    written: str, tumour: tuple[str, str | None]
) -> None:
    """A diagnosis in words asks for the panel of its kind, as the same words beside a code do."""
    assert named(written) == [tumour]


@pytest.mark.parametrize(
    "written",
    [
        "Secondary malignant neoplasm of tongue",
        "Secondary liver cancer (HCC)",
        "Secondary malignancy of bone",
        "Benign lesion of tongue",
        "Mother had carcinoma of the tongue",
        "Peritoneal metastases (CMS/HCC)",
        "Essential hypertension (HCC)",
    ],
)
def test_words_beside_no_malignancy_of_the_patient_name_none(written: str) -> None:
    """Secondaries, relatives, benign lesions and the billing mark HCC are no primary cancer."""
    assert named(written) == []


@pytest.mark.parametrize(
    ("written", "tumours"),
    [
        ("Carcinoma in situ of cervix uteri", []),
        ("Ductal carcinoma in-situ of left breast", []),
        ("In situ squamous cell carcinoma of the vulva", []),
        ("Karzinom in situ der Zunge", []),
        ("Squamous cell carcinoma of cervix beside carcinoma in situ", [("cervix", None)]),
        ("Breast cancer, in situ hybridization positive", [("breast", None)]),
        ("Breast cancer in situ hybridization pending", [("breast", None)]),
    ],
)
def test_a_carcinoma_in_situ_is_no_cancer(written: str, tumours: list[Any]) -> None:
    """What has not invaded is no cancer; an invasive one beside it is, and so is a hybridised one."""
    assert named(written) == tumours


@pytest.mark.parametrize(
    ("icd", "written", "tumour"),
    [
        ("C16.9", "GIST of stomach", ("gist", None)),
        ("C25.1", "Pancreatic neuroendocrine tumor, grade 2", ("net", "g1-2")),
        ("C34.1", "Atypical carcinoid", ("net", "g1-2")),
        ("C55", "Uterine leiomyosarcoma", ("sarcoma", "uterine")),
        ("C49.2", "Alveolar rhabdomyosarcoma", ("sarcoma", "rhabdomyosarcoma")),
        ("C49.3", "Extraskeletal Ewing sarcoma", ("sarcoma", "bone")),
        ("C73", "Medullary carcinoma", ("thyroid", "medullary")),
        ("C43.7", "Acral lentiginous melanoma", ("melanoma", "acral")),
        ("C51.9", "Vulvar melanoma", ("melanoma", "mucosal")),
        ("C34.9", "Malignant neoplasm of bronchus and lung, NEC", ("nsclc", None)),
        ("C18.7", "Sigmoid cancer, history of melanoma", ("colorectal", "colon")),
        ("C50.9", "Breast cancer, treated for lymphoma", ("breast", None)),
    ],
)
def test_the_text_names_the_tumour_where_icd_names_only_the_organ(
    icd: str, written: str, tumour: tuple[str, str | None]
) -> None:
    """An ICD organ code takes its tumour type from the text, never from a second cancer there."""
    assert named(written, icd) == [tumour]


@pytest.mark.parametrize("written", ["Hodgkin disease", "Hodgkin's disease", "Morbus Hodgkin"])
def test_the_old_names_of_hodgkin_lymphoma_are_read(written: str) -> None:
    """A code that no table knows still has its words."""
    assert named(written) == [("lymphoma", None)]


def test_a_basal_cell_carcinoma_is_told_from_other_skin_cancer() -> None:
    """ICD-10-CM tells them by the fifth character."""
    assert named("", "C44.311") == [("other", "skin-bcc")]
    assert named("", "C44.321") == [("other", "skin-scc")]


@pytest.mark.parametrize(
    ("written", "tumour"),
    [
        ("pNET with liver metastases", ("net", None)),
        ("PTC, lung metastases", ("thyroid", "differentiated")),
        ("ATC with lung metastases", ("thyroid", "anaplastic")),
        ("MCC of the cheek", ("other", "merkel")),
        ("GBC with peritoneal mets", ("biliary", "gallbladder")),
        ("pCCA stage IVB", ("biliary", "perihilar")),
        ("LUAD stage IV", ("nsclc", None)),
        ("HGSC stage IVB", ("ovary", None)),
        ("EAC with liver mets", ("oesophageal", None)),
        ("Carcinoma recti", ("colorectal", "rectum")),
        ("Ca. recti, Lebermetastasen", ("colorectal", "rectum")),
        ("Carcinoma ventriculi", ("gastric", None)),
        ("Mastdarmkrebs", ("colorectal", "rectum")),
        ("NEC des Kolons", ("net", "nec")),
    ],
)
def test_usual_abbreviations_name_the_tumour(written: str, tumour: tuple[str, str | None]) -> None:
    """Abbreviations of cancers are read as their names."""
    assert named(written) == [tumour]


@pytest.mark.parametrize("written", ["Jaundice, PTC drain", "TDF/FTC", "Sepsis with MCC"])
def test_the_same_letters_elsewhere_name_none(written: str) -> None:
    """A cholangiography, a drug and a billing word are no tumour."""
    assert named(written) == []


@pytest.mark.parametrize(
    ("written", "histology"),
    [
        ("Dysgerminoma of left ovary", "germ-cell"),
        ("Keimzelltumor des Ovars", "germ-cell"),
        ("Granulosa cell tumour of the ovary", "sex-cord"),
        ("Sertoli-Leydig-Zell-Tumor des Ovars", "sex-cord"),
        ("High-grade serous carcinoma of the ovary", None),
    ],
)
def test_an_ovarian_tumour_is_told_by_its_cells(written: str, histology: str | None) -> None:
    """The table asks for its markers in epithelial cancer of the ovary only."""
    assert [(fact.type, fact.histology) for fact in stated(written)] == [("ovary", histology)]
    assert [fact.histology for fact in stated(written, "C56.9")] == [histology]


@pytest.mark.parametrize(
    "written",
    [
        "Colon cancer screening",
        "Lung cancer screening declined",
        "Prostate cancer risk",
        "At high risk for breast cancer",
        "Breast cancer genetic susceptibility",
        "Ovarian cancer prophylaxis, salpingectomy",
        "Brustkrebs-Früherkennung",
        "Fear of colon cancer",
        "Familial pancreatic cancer syndrome",
        "Breast cancer gene mutation carrier",
        "Vaccination against cervical cancer",
        "Impfung gegen Gebärmutterhalskrebs",
        "Hereditäres Mammakarzinom-Syndrom",
    ],
)
def test_what_is_done_against_a_cancer_states_none(written: str) -> None:
    """Screening, risk, prevention and fear are about a cancer that the patient need not have."""
    assert [fact.certainty for fact in stated(written)] == [Certainty.SUSPECTED]


@pytest.mark.parametrize(
    "written",
    [
        "Colon cancer found at screening",
        "Screening-detected breast cancer",
        "High risk breast cancer",
        "Prostate cancer, high risk",
        "Prostate cancer risk group high",
        "Breast cancer, on endocrine therapy until 2028",
        "Colon cancer in Lynch syndrome",
        "Lung cancer, superior vena cava syndrome",
        "Breast cancer, hereditary breast and ovarian cancer syndrome",
        "nmCRPC",
    ],
)
def test_a_cancer_beside_such_words_stays_one(written: str) -> None:
    """How a cancer was found, and how dangerous it is, casts no doubt on it."""
    assert [fact.certainty for fact in stated(written)] == [Certainty.CONFIRMED]


@pytest.mark.parametrize(
    "written",
    [
        "Hereditary breast and ovarian cancer syndrome",
        "Hereditary non-polyposis colon cancer (HNPCC)",
        "Hereditary leiomyomatosis and renal cell carcinoma",
        "Hereditäres Mamma- und Ovarialkarzinom",
        "Erblicher Brust- und Eierstockkrebs",
        "Hereditäres nicht-polypöses Kolonkarzinom",
    ],
)
def test_a_hereditary_cancer_syndrome_is_no_cancer(written: str) -> None:
    """A carrier of a disposition whose name contains cancers need not have any."""
    assert stated(written) == []
