"""Genetic variants and regions studied in the shapes of several guides."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappers import genomic_study, variant
from fhir_mappers.chart import map_chart, new_memo
from fhir_mappers.facts import Truth, Unread
from fhir_mappers.fhir import Resource
from tests.fhir_mappers.biomarker_cases import (
    ABSENT,
    HGNC,
    OBDS,
    READING,
    coded,
    facts,
    observation,
    quantity,
    read,
    with_others,
)

VARIANT, REGION = coded("69548-6"), coded("53041-0")
PRESENT, NONE, NO_CALL = coded("LA9633-4"), coded("LA9634-2"), coded("LA18198-4", "No call")
INDETERMINATE = coded("LA11884-6", "Indeterminate")
KRAS = coded("HGNC:6407", "KRAS", HGNC)
BRCA2, ERBB2, PALB2 = (
    coded("HGNC:1101", "BRCA2", HGNC),
    coded("HGNC:3430", "ERBB2", HGNC),
    coded("HGNC:26144", "PALB2", HGNC),
)


def part(code: str, concept: Any) -> dict[str, Any]:
    """A component; a string becomes valueString."""
    name = "valueString" if isinstance(concept, str) else "valueCodeableConcept"
    return {"code": coded(code), name: concept}


def gene(concept: Any) -> dict[str, Any]:
    """The gene component."""
    return part("48018-6", concept)


def found(*parts: dict[str, Any], **elements: Any) -> dict[str, Any]:
    """A variant Observation with components."""
    return observation(VARIANT, component=list(parts), **elements)


def answer(concept: dict[str, Any]) -> dict[str, Any]:
    """The coded value."""
    return {"valueCodeableConcept": concept}


SOMATIC, GERMLINE = part("48002-0", coded("LA6684-0")), part("48002-0", coded("LA6683-2"))
CHANGE = part("48005-3", coded("p.Gly12Asp", "p.Gly12Asp", "http://varnomen.hgvs.org"))
ROWS = [
    ("present", found(gene(KRAS), CHANGE, **answer(PRESENT)), "KRAS + p.Gly12Asp"),
    ("absent", found(gene(KRAS), **answer(NONE)), "KRAS -"),
    (
        "idh1-is-idh",
        found(gene(coded("HGNC:5382", "IDH1", HGNC)), **answer(NONE)),
        "IDH -; IDH1 -",
    ),
    ("idh2-is-idh", found(gene(coded("HGNC:5383", "IDH2", HGNC)), **answer(PRESENT)), "IDH +"),
    ("no-call", found(gene(KRAS), **answer(NO_CALL)), "KRAS 0"),
    ("indeterminate", found(gene(KRAS), **answer(INDETERMINATE)), "KRAS ?"),
    (
        "not-performed",
        found(gene(KRAS), dataAbsentReason=coded("not-performed", "", ABSENT)),
        "KRAS 0",
    ),
    (
        "preliminary",
        found(gene(KRAS), CHANGE, **answer(PRESENT), status="preliminary"),
        "KRAS pending",
    ),
    ("cancelled", found(gene(KRAS), status="cancelled"), "KRAS 0"),
    ("no-value-but-change", found(gene(KRAS), CHANGE), "KRAS + p.Gly12Asp"),
    ("no-value-no-change", found(gene(KRAS)), ""),
    ("gene-as-string", found(gene("KRAS"), **answer(PRESENT)), "KRAS +"),
    ("gene-as-text", found(gene({"text": "KRAS"}), **answer(NONE)), "KRAS -"),
    (
        "dna-change",
        found(gene(KRAS), part("48004-6", "c.35G>A"), **answer(PRESENT)),
        "KRAS + c.35G>A",
    ),
    ("other-gene", found(gene(coded("HGNC:11389", "STK11", HGNC)), **answer(PRESENT)), "STK11 +"),
    ("value-in-words", found(gene(KRAS), valueString="p.G12V"), "KRAS + p.G12V"),
    ("value-in-german", found(gene(KRAS), valueString="nicht nachgewiesen"), "KRAS -"),
    ("gene-in-value", observation(VARIANT, valueString="KRAS p.G12V"), "KRAS + p.G12V"),
    (
        "symbol-beside-another-number",
        found(gene(coded("4893", "NRAS", "http://www.ncbi.nlm.nih.gov/gene")), **answer(PRESENT)),
        "NRAS +",
    ),
    ("several-absent", found(gene(KRAS), gene(ERBB2), **answer(NONE)), "HER2 -; KRAS -"),
    (
        "fusion",
        found(
            gene(coded("HGNC:1316", "EML4", HGNC)),
            gene(coded("HGNC:427", "ALK", HGNC)),
            **answer(PRESENT),
        ),
        "ALK +",
    ),
    (
        "uncertain",
        found(
            gene(KRAS),
            part("53037-8", coded("LA26333-7", "Uncertain significance")),
            **answer(PRESENT),
        ),
        "KRAS ?",
    ),
    (
        "benign",
        found(gene(KRAS), part("53037-8", coded("LA6675-8", "Benign")), **answer(PRESENT)),
        "KRAS ?",
    ),
    (
        "likely-pathogenic",
        found(
            gene(KRAS), part("53037-8", coded("LA26332-9", "Likely pathogenic")), **answer(PRESENT)
        ),
        "KRAS +",
    ),
    (
        "her2-amplified",
        found(gene(ERBB2), part("48019-4", {"text": "Amplification"}), **answer(PRESENT)),
        "HER2 + amplification",
    ),
    (
        "kras-amplified",
        found(gene(KRAS), part("48019-4", {"text": "Amplification"}), **answer(PRESENT)),
        "KRAS ?",
    ),
    ("somatic-brca", found(gene(BRCA2), SOMATIC, **answer(PRESENT)), "HRR_SOMATIC +"),
    ("germline-brca", found(gene(BRCA2), GERMLINE, **answer(PRESENT)), "BRCA_GERMLINE +"),
    ("brca-unsaid", found(gene(BRCA2), **answer(PRESENT)), "HRR_SOMATIC +"),
    ("somatic-brca-absent", found(gene(BRCA2), SOMATIC, **answer(NONE)), "HRR_SOMATIC - partial"),
    ("germline-palb2", found(gene(PALB2), GERMLINE, **answer(PRESENT)), "HRR_SOMATIC ?"),
    ("germline-palb2-absent", found(gene(PALB2), GERMLINE, **answer(NONE)), "HRR_SOMATIC ?"),
    ("germline-kras-absent", found(gene(KRAS), GERMLINE, **answer(NONE)), "KRAS ?"),
    ("germline-brca-absent", found(gene(BRCA2), GERMLINE, **answer(NONE)), "BRCA_GERMLINE -"),
    (
        "id-against-symbol",
        found(gene(coded("HGNC:6407", "NRAS", HGNC)), **answer(PRESENT)),
        "KRAS ?",
    ),
]


@pytest.mark.parametrize(
    ("json", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_variant_is_read(json, expected):
    """Present, absent, no call, significance, origin and copies each yield what they mean."""
    assert read(variant.read, json) == expected


REGISTRY = [
    ("mutated", "KRAS", "M", "KRAS +"),
    ("wild-type", "KRAS", "W", "KRAS -"),
    ("not-determinable", "KRAS", "N", "KRAS 0"),
    ("unknown", "KRAS", "U", "KRAS 0"),
    ("polymorphism", "KRAS", "P", "KRAS 0"),
    ("spaced-gene", "BRCA 1", "M", "HRR_SOMATIC +"),
    ("numbered-gene", "BRAF1 Class II Mutation", "M", "BRAF +"),
]


@pytest.mark.parametrize(
    ("note", "code", "expected"), [row[1:] for row in REGISTRY], ids=[row[0] for row in REGISTRY]
)
def test_a_registry_variant_is_read_from_note_and_interpretation(note, code, expected):
    """Without gene component and value, the note names the gene and a local code the result (I19)."""
    json = observation(VARIANT, note=[{"text": note}], interpretation=[coded(code, "", OBDS)])

    assert read(variant.read, json) == expected


@pytest.mark.parametrize(("code", "expected"), [("M", "KRAS +"), ("W", "KRAS -"), ("N", "")])
def test_a_registry_variant_may_use_a_system_of_its_own(code, expected):
    """Mutated and wild type are read in a local code system too, undeterminable decides nothing."""
    flag = coded(code, "", "urn:registry:variant")
    json = observation(VARIANT, note=[{"text": "KRAS"}], interpretation=[flag])

    assert read(variant.read, json) == expected


def test_contradiction_within_a_variant_is_unknown():
    """A variant that is present by value and wild type by interpretation decides nothing."""
    json = found(gene(KRAS), **answer(PRESENT), interpretation=[coded("W", "", OBDS)])
    (fact,) = facts(variant.read, json)

    assert fact.status.value == "unknown"
    assert "contradict" in fact.why


def test_the_origin_of_a_variant_is_kept():
    """A somatic variant is known not to be germline."""
    (fact,) = facts(variant.read, found(gene(KRAS), SOMATIC, **answer(PRESENT)))

    assert fact.germline is Truth.NO


def studied(**elements: Any) -> dict[str, Any]:
    """Three genes studied."""
    genes = [gene(KRAS), gene(ERBB2), gene(BRCA2)]
    return observation(REGION, component=genes, **elements)


def test_genes_studied_without_a_variant_are_negative():
    """A gene on the list without a variant in the chart was tested and negative, a group in part."""
    assert read(variant.read, studied()) == "HER2 -; HRR_SOMATIC - partial; KRAS -"


def test_genes_studied_in_the_germline_leave_the_tumour_open():
    """A germline panel without a variant answers for germline BRCA only."""
    json = studied()
    json["component"] = [*json["component"], GERMLINE]

    assert read(variant.read, json) == "BRCA_GERMLINE -; HER2 ?; KRAS ?"


def test_a_gene_studied_with_a_variant_is_not_negative():
    """A variant anywhere in the chart keeps its gene off the negative list."""
    other = found(gene(KRAS), CHANGE, **answer(PRESENT)) | {"id": "v"}

    assert read(variant.read, studied(), with_others(other)) == "HER2 -; HRR_SOMATIC - partial"


def test_a_region_remembered_still_sees_the_variants_of_the_chart():
    """A memory of single resources does not hide a variant that another resource reports."""
    mine = {"subject": {"reference": "Patient/p"}}
    chart = [
        ({"resourceType": "Patient", "id": "p"}, None),
        (studied(**mine), None),
        (found(gene(KRAS), CHANGE, **answer(PRESENT), **mine) | {"id": "v"}, None),
    ]
    told = map_chart(chart, "p", READING.today, new_memo(100)).biomarkers

    assert [one.status.value for one in told if one.biomarker == "KRAS"] == ["known-positive"]


def test_a_region_not_final_is_pending():
    """Genes of a region whose result is not final are pending, never negative."""
    assert read(variant.read, studied(status="preliminary")) == (
        "HER2 pending; HRR_SOMATIC pending; KRAS pending"
    )


def test_copy_number_without_a_call_is_no_finding():
    """A copy number alone, two of them, is no alteration."""
    copies = {"code": coded("82155-3"), "valueQuantity": quantity(2)}

    assert read(variant.read, found(gene(ERBB2), copies)) == ""


def test_an_implication_is_no_result():
    """A therapeutic implication names a drug that nobody was given and yields no fact."""
    json = observation(coded("51963-7"), valueCodeableConcept={"text": "KRAS G12C"})
    read_out = variant.read(Resource("Observation", "Observation/o", json), READING)

    assert [type(one) for one in read_out] == [Unread]


def analysed(status: str = "completed", **genes: Any) -> dict[str, Any]:
    """An analysis of a genomic study with its regions: `studied`, `called`, `uncalled`."""
    regions = [
        {"url": kind, "valueCodeableConcept": one["valueCodeableConcept"]}
        for kind, found_there in genes.items()
        for one in found_there
    ]
    url = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/genomic-study-analysis-regions"
    return {
        "resourceType": "Procedure",
        "status": status,
        "extension": [{"url": url, "extension": regions}],
        "performedDateTime": "2026-10-01",
    }


@pytest.mark.parametrize(
    ("json", "expected"),
    [
        (analysed(studied=[gene(KRAS), gene(ERBB2)]), "HER2 -; KRAS -"),
        (analysed(studied=[gene(KRAS), gene(ERBB2)], uncalled=[gene(ERBB2)]), "KRAS -"),
        (analysed("in-progress", studied=[gene(KRAS)]), "KRAS pending"),
        (analysed("stopped", studied=[gene(KRAS)]), ""),
    ],
)
def test_a_genomic_study_tells_which_genes_it_looked_at(json, expected):
    """Genes studied without a variant are normal, unless uncalled; those of a study under way pend."""
    assert read(genomic_study.read, json) == expected


def test_a_gene_of_a_genomic_study_with_a_variant_is_not_negative():
    """A variant anywhere in the chart keeps its gene off the negative list of a study."""
    other = found(gene(KRAS), CHANGE, **answer(PRESENT)) | {"id": "v"}
    json = analysed(studied=[gene(KRAS), gene(ERBB2)])

    assert read(genomic_study.read, json, with_others(other)) == "HER2 -"
