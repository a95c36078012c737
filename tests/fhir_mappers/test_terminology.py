"""What codes mean: the loader refuses bad files, and real spellings of a code find their row."""

from __future__ import annotations

from pathlib import Path

import pytest

from fhir_mappers import terminology
from fhir_mappers.fhir import Coding
from fhir_mappers.terminology import CodeSetError, Terminology

HEADER = "system,code,display,means,source,verified\n"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
SNOMED = "http://snomed.info/sct"


def means(kind: str, system: str, code: str) -> str | None:
    """What the packaged code set of that kind says about one coding."""
    found = terminology.load().coding(kind, Coding(system, code, ""))
    return found.means if found else None


def folder(tmp_path: Path, rows: str, *, header: str = HEADER, systems: str = "") -> Path:
    """A folder of code sets with one file, and SNOMED and ICD as systems."""
    listed = f"name,url,source\nsct,{SNOMED},made up\nicd10cm,{ICD10CM},made up\n{systems}"
    (tmp_path / "code_systems.csv").write_text(listed, encoding="utf-8")
    (tmp_path / "tumours.csv").write_text(header + rows, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (
            "sct,1,One,breast,made up,true\nsct,1,Again,net,made up,true\n",
            "3: sct 1 is listed twice",
        ),
        ("snomed,1,One,breast,made up,true\n", "2: unknown system 'snomed'"),
        ("sct,1,One,,made up,true\n", "2: code and means must both be filled in"),
        ("sct,,One,breast,made up,true\n", "2: code and means must both be filled in"),
        ("sct,1,One,breast,made up,yes\n", "2: verified must be true or false"),
        ("sct,1,One,breast\n", "2: wrong number of columns"),
        ("sct,1,One,breast,made up,true,more\n", "2: wrong number of columns"),
    ],
)
def test_a_faulty_row_stops_the_start(tmp_path: Path, rows: str, complaint: str) -> None:
    """A row that cannot be used is refused with file, line and what was expected."""
    with pytest.raises(CodeSetError) as refusal:
        terminology.read(folder(tmp_path, rows))
    assert f"tumours.csv:{complaint}" in str(refusal.value)


def test_an_unknown_column_stops_the_start(tmp_path: Path) -> None:
    """A misspelt column is refused and the right ones are named."""
    with pytest.raises(CodeSetError, match="columns must be system,code,display"):
        terminology.read(
            folder(tmp_path, "", header="system,code,display,meaning,source,verified\n")
        )


def test_a_url_names_one_system(tmp_path: Path) -> None:
    """One URL under two system names is refused."""
    with pytest.raises(CodeSetError, match="listed twice"):
        terminology.read(folder(tmp_path, "", systems=f"other,{SNOMED}/,made up\n"))


@pytest.mark.parametrize(
    "code", ["C18.7", "C187", "C18.7 ", "c18.7", "C18.7 G", "C18.7 G R", "C18.7!"]
)
def test_padded_and_undotted_codes_are_found(code: str) -> None:
    """ICD codes are read as real systems write them: without dot, padded, with German markers."""
    assert means("tumours", ICD10GM, code) == means("tumours", ICD10CM, "C18.7") is not None


@pytest.mark.parametrize("code", ["8041/3", "80413", "M8041/3", "8041/33"])
def test_a_morphology_is_found_as_registries_write_it(code: str) -> None:
    """ICD-O morphology may come without slash, with an M, or with its grade."""
    url = "http://terminology.hl7.org/CodeSystem/icd-o-3"
    assert means("histologies", url, code) == "small-cell"


def test_a_post_coordinated_code_means_its_focus() -> None:
    """A SNOMED expression is read by its focus concept."""
    expression = "363406005 |Malignant tumor of colon| : 272741003 = 7771000"
    assert means("tumours", SNOMED, expression) == means("tumours", SNOMED, "363406005") is not None


def test_the_longest_prefix_wins(tmp_path: Path) -> None:
    """A rule for a subcategory wins over the rule for its category, whatever their order."""
    rows = (
        "icd10cm,C18.-,,colorectal/colon,made up,true\nicd10cm,C18.1-,,colorectal/appendix,x,true\n"
    )
    terms = terminology.read(folder(tmp_path, rows))
    found = [
        terms.coding("tumours", Coding(ICD10CM, code, "")) for code in ("C18.1", "C18.10", "C18.2")
    ]
    assert [one.means if one else None for one in found] == [
        "colorectal/appendix",
        "colorectal/appendix",
        "colorectal/colon",
    ]


@pytest.mark.parametrize(
    ("kind", "code", "meaning"),
    [
        ("tumours", "C18.7", "colorectal/colon"),
        ("tumours", "C7A.026", "net"),
        ("tumours", "C7A.1", "net/nec"),
        ("tumours", "C22.0", "hcc"),
        ("tumours", "C62.90", "testis"),
        ("tumours", "C62.12", "testis"),
        ("tumours", "C81.9A", "lymphoma"),
        ("tumours", "C83.30", "lymphoma"),
        ("tumours", "C91.10", "leukaemia"),
        ("tumours", "C80.1", "cup"),
        ("tumours", "D01.0", "in-situ"),
        ("tumours", "D05.10", "in-situ"),
        ("tumours", "D37.4", "uncertain"),
        ("tumours", "Z85.038", "history:colorectal"),
        ("tumours", "Z80.0", "family-history"),
        ("tumours", "C50.A1", "breast"),
        ("tumours", "c20", "colorectal/rectum"),
        ("metastases", "C78.7", "liver"),
        ("metastases", "C787", "liver"),
        ("metastases", "C7B.02", "liver"),
        ("metastases", "C7B.01", "distant-node"),
        ("metastases", "C77.2", "lymph-node:intra-abdominal"),
        ("metastases", "C77.3", "lymph-node"),
        ("metastases", "C78.6", "peritoneum"),
        ("metastases", "C79.63", "ovary"),
        ("metastases", "C79.9", "other"),
    ],
)
def test_the_icd_categories_of_cancer(kind: str, code: str, meaning: str) -> None:
    """Primary, secondary, in-situ, uncertain and history categories are told apart."""
    assert (means(kind, ICD10CM, code) or "").startswith(meaning)


@pytest.mark.parametrize("code", ["C78.7", "C77.2", "C79.31", "C7B.02"])
def test_a_secondary_code_is_no_primary(code: str) -> None:
    """A metastasis code never makes a primary cancer of the organ that it names."""
    assert (means("tumours", ICD10CM, code) or "").split("/")[0] in ("", "not-cancer")


def rows_of(terms: Terminology, system: str) -> list[terminology.Row]:
    """All rows of one system, over all code sets."""
    return [row for table in terms.tables.values() for row in table if row.system == system]


def test_no_cpt_words_are_shipped() -> None:
    """CPT rows hold a number and our meaning, never a descriptor of the AMA."""
    rows = rows_of(terminology.load(), "cpt")
    assert rows
    assert [row for row in rows if row.display] == []
