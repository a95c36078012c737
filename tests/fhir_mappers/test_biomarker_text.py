"""What sentences of reports say about biomarkers, in English and German."""

from __future__ import annotations

import pytest

from fhir_mappers.biomarker_said import said_in
from tests.fhir_mappers.biomarker_cases import READING, UNSAID, line


def said(text: str) -> str:
    """What a text says about every marker, in one line."""
    found = said_in(text, UNSAID, READING)
    return "; ".join(sorted(line(name, result) for name, result in found.items()))


GENES = [
    ("Nachweis einer KRAS-Mutation p.G12D", "KRAS + p.G12D"),
    ("Nachweis einer KRAS-Mutation", "KRAS +"),
    ("Kein Nachweis einer KRAS-Mutation", "KRAS -"),
    ("Es konnte keine Mutation im KRAS-Gen nachgewiesen werden", "KRAS -"),
    ("Kein Nachweis von Mutationen in KRAS, NRAS und BRAF", "BRAF -; KRAS -; NRAS -"),
    ("KRAS/NRAS/BRAF: Wildtyp", "BRAF -; KRAS -; NRAS -"),
    ("KRAS- und NRAS-Wildtyp, BRAF V600E nachgewiesen", "BRAF + V600E; KRAS -; NRAS -"),
    ("The tumor harbors a KRAS G12V mutation.", "KRAS + G12V"),
    ("KRAS G12V, TP53 R175H", "KRAS + G12V; P53 + R175H"),
    ("KRAS wild-type; NRAS Q61K", "KRAS -; NRAS + Q61K"),
    ("KRAS-mutated (G12V) and NRAS wild-type", "KRAS + G12V; NRAS -"),
    ("No mutation in KRAS or NRAS, but PIK3CA H1047R was found", "KRAS -; NRAS -; PIK3CA + H1047R"),
    ("No EGFR, ALK or ROS1 alterations", "ALK -; EGFR -; ROS1 -"),
    ("NTRK1/2/3, BRAF, RET: no reportable alteration", "BRAF -; NTRK -; RET -"),
    ("KRAS c.35G>A p.(Gly12Asp), VAF 32 %", "KRAS + p.(Gly12Asp)"),
    ("EML4-ALK fusion detected", "ALK + EML4-ALK"),
    ("FGFR2::BICC1 fusion", "FGFR2 + FGFR2::BICC1"),
    ("ALK rearrangement not detected by FISH", "ALK -"),
    (
        "EGFR exon 19 deletion; MET exon 14 skipping",
        "EGFR + exon 19 deletion; MET + exon 14 skipping",
    ),
    ("IHC: TTF1+, ALK-, ROS1-", "ALK -; ROS1 -"),
    ("KRAS mutation", "KRAS +"),
    ("KRAS mutation, status post resection", "KRAS +"),
    ("ALK: EML4-ALK", "ALK + EML4-ALK"),
    ("FGFR2-BICC1", "FGFR2 + FGFR2-BICC1"),
    ("EGFR-ALK-ROS1: negativ", "ALK -; EGFR -; ROS1 -"),
    ("METex14-Skipping nachgewiesen", "MET +"),
    ("RASwt/BRAFwt, HER2neg", "BRAF -; HER2 -; KRAS -; NRAS -"),
    ("IDH1/2: no mutations", "IDH -; IDH1 -"),
    ("IDH1 R132H mutated, 1p/19q intact", "1P19Q -; IDH + R132H; IDH1 + R132H"),
    ("MGMT-Promotor nicht methyliert", "MGMT -"),
]
ANSWERS = [
    ("KRAS Mutation: nein", "KRAS -"),
    ("BRAF-Mutation: ja", "BRAF +"),
    ("KRAS mutation: no", "KRAS -"),
    ("HER2 positive: no", "HER2 -"),
    ("HER2-positiv: nein", "HER2 -"),
    ("KRAS mutation: none detected", "KRAS -"),
    ("ER pos., PR neg., HER2 neg.", "ER +; HER2 -; PR -"),
    ("RASwt, BRAFmut", "BRAF +; KRAS -; NRAS -"),
    ("KRAS mt, BRAF wt", "BRAF -; KRAS +"),
    ("negative for KRAS and NRAS mutations", "KRAS -; NRAS -"),
    (
        "No alterations in KRAS, ERBB2 or NTRK1-3 were identified",
        "HER2 -; KRAS -; NTRK -",
    ),
    ("No mutation in KRAS, or BRAF V600E, was detected", "BRAF -; KRAS -"),
    ("No KRAS mutation, BRAF V600E detected", "BRAF + V600E; KRAS -"),
]
EXTENT = [
    ("KRAS Exon 2: Wildtyp", "KRAS - partial"),
    ("KRAS Codon 12/13: Wildtyp", "KRAS - partial"),
    ("KRAS und NRAS (Exon 2, 3, 4): keine Mutation", "KRAS -; NRAS -"),
    ("KRAS (Ex. 2-4): WT; NRAS (Ex. 2): WT", "KRAS -; NRAS - partial"),
    ("EGFR T790M not detected", "EGFR - partial"),
    ("BRAF V600E not detected", "BRAF -"),
    ("KRAS exon 2 no mutation; exons 3 and 4 not analysed", "KRAS - partial"),
    ("ATM: no pathogenic variant", "HRR_SOMATIC - partial"),
    ("RAS mutant", "KRAS + partial gene not named; NRAS + partial gene not named"),
    ("RAS mutated: KRAS G12D. NRAS wild type.", "KRAS + G12D; NRAS -"),
    ("KRAS amplification", "KRAS ?"),
    ("ERBB2 amplification", "HER2 + amplified"),
]
BRACKETS = [
    ("RAS (KRAS exons 2, 3, 4; NRAS exons 2, 3, 4): no mutations.", "KRAS -; NRAS -"),
    ("RAS-Analyse (KRAS Exon 2, 3, 4; NRAS Exon 2, 3, 4): Wildtyp", "KRAS -; NRAS -"),
    ("Genes (KRAS G12D; NRAS wild type)", "KRAS + G12D; NRAS -"),
]
REST = [
    ("BRAF V600E detected, all other genes wild type", "BRAF + V600E"),
    ("BRAF V600E detected with all other genes wild type", "BRAF + V600E"),
    ("KRAS mutation, no other mutations", "KRAS +"),
    ("KRAS G12C. Keine weiteren Mutationen in EGFR, BRAF.", "BRAF -; EGFR -; KRAS + G12C"),
    ("No additional alterations in ALK, ROS1", "ALK -; ROS1 -"),
    ("No other mutations in the following genes: EGFR, BRAF", "BRAF -; EGFR -"),
]
SEVERAL = [
    ("EGFR: exon 21 L858R mutation positive, T790M negative", "EGFR + L858R"),
    ("EGFR L858R detected, T790M not detected", "EGFR + L858R"),
    ("EGFR: Deletion in Exon 19 (del E746-A750)", "EGFR + Deletion in Exon 19"),
    ("KRAS: mutation in exon 2", "KRAS +"),
    ("p16-Blockpositivität", "P16 +"),
    ("ÖR: IRS 12/12; FRα: 80 % 2+", "ER + irs 12; FRA + 80 %"),
    ("AR-V7 negative", "AR_V7 -"),
    ("MGMT-Methylierung 3 % (unmethyliert)", "MGMT -"),
    ("FGFR-Mutationsanalyse negativ (FGFR2/3)", "FGFR2 -; FGFR3 -"),
    ("FGFR alteration detected (FGFR3 S249C)", "FGFR2 - partial; FGFR3 + S249C"),
    ("PD-L1 CPS >= 10", "PDL1 + CPS >= 10"),
    ("Homologous recombination proficient", "HRD -"),
]
OTHER_TESTS = [
    ("ER+, PR+, HER2 0, Ki67 30%", "ER +; HER2 - 0; PR +"),
    ("MSS, SMAD4 loss", "MSI_MMR -"),
    ("HER2 negative, GATA3 positive", "HER2 -"),
    ("KRAS wild type, APC mutated", "KRAS -"),
    ("KRAS, APC, BRAF: Wildtyp", "BRAF -; KRAS -"),
]
SHORT_FORMS = [
    ("KRAS/NRAS o. Mut.", "KRAS -; NRAS -"),
    ("Kein Nachw. einer KRAS-, NRAS- oder BRAF-Mut.", "BRAF -; KRAS -; NRAS -"),
    ("KRAS-Mut. n. nachgew.", "KRAS -"),
    ("KRAS-Mut. ausgeschl.", "KRAS -"),
    ("KRAS-Mut.: Ø", "KRAS -"),
    ("KRAS mutationsfrei, NRAS unmutiert", "KRAS -; NRAS -"),
    ("KRAS mut. NRAS WT.", "KRAS +; NRAS -"),
    ("MSI-H. KRAS Wildtyp.", "KRAS -; MSI_MMR + msi-h"),
]
COUNTED_LOCI = [
    ("Bethesda panel: 0 of 5 markers unstable", "MSI_MMR -"),
    ("Bethesda-Panel: 0 von 5 Markern instabil", "MSI_MMR -"),
    ("MSI-PCR: 1 of 5 markers unstable", "MSI_MMR - msi-l"),
    ("Bethesda panel (BAT25, BAT26): instability in 3/5 markers", "MSI_MMR + msi-h"),
    ("Bethesda-Panel: 5 von 5 Markern stabil", "MSI_MMR -"),
    ("Bethesda panel: no instability in 5 of 5 markers", "MSI_MMR -"),
    ("MSI: 6 of 5 markers stable", "MSI_MMR -"),
]
GROUPS = [
    ("RAS mutant (KRAS G12A)", "KRAS + G12A; NRAS - partial"),
    ("RAS-Mutation (NRAS p.Q61K)", "KRAS - partial; NRAS + p.Q61K"),
    ("HR positive (ER 90 %)", "ER + 90 %; PR + partial gene not named"),
]
STAINED = [
    ("c-MET IHC: 3+", "MET_PROTEIN +"),
    ("c-Met-Immunhistochemie (SP44): 2+ in 30 %", "MET_PROTEIN -"),
    ("NGS: no MET amplification. c-Met IHC 3+", "MET -; MET_PROTEIN +"),
]
REPAIR = [
    ("MSS", "MSI_MMR -"),
    ("Mikrosatellitenstabil", "MSI_MMR -"),
    ("MSI-H", "MSI_MMR + msi-h"),
    ("MSI-high: not detected", "MSI_MMR -"),
    ("Microsatellite instability: not detected", "MSI_MMR -"),
    ("Kein Hinweis auf Mikrosatelliteninstabilität", "MSI_MMR -"),
    ("MSI-L", "MSI_MMR - msi-l"),
    ("Loss of MLH1 and PMS2; intact MSH2 and MSH6", "MSI_MMR + MLH1 PMS2"),
    ("Verlust von MLH1 und PMS2", "MSI_MMR + MLH1 PMS2"),
    ("MLH1 retained, PMS2 absent, MSH2 retained, MSH6 retained", "MSI_MMR + PMS2"),
    ("MLH1(-), PMS2(-), MSH2(+), MSH6(+)", "MSI_MMR + MLH1"),
    ("MLH1: erhalten, PMS2: erhalten, MSH2: erhalten, MSH6: erhalten", "MSI_MMR -"),
    ("All four mismatch repair proteins retained", "MSI_MMR -"),
    ("MMR-profizient", "MSI_MMR -"),
    ("No loss of MLH1, PMS2, MSH2, MSH6", "MSI_MMR -"),
    ("No MSI result", ""),
    ("MSI/MMR testing has not been performed", "MSI_MMR 0"),
]
EXCEPTED = [
    ("Other than TP53 R175H, no alterations", "P53 + R175H"),
    ("Apart from KRAS G12D no pathogenic variants", "KRAS + G12D"),
    ("No alterations except BRAF V600E", "BRAF + V600E"),
    ("No KRAS mutation other than G12C was found", "KRAS + G12C"),
    ("Apart from KRAS G12D, NRAS and BRAF are wild type", "BRAF -; KRAS + G12D; NRAS -"),
    ("Außer KRAS G12D keine pathogenen Varianten", "KRAS + G12D"),
    ("Keine Mutationen, abgesehen von BRAF V600E", "BRAF + V600E"),
    ("Bis auf KRAS G12D keine Mutation in NRAS und BRAF", "BRAF -; KRAS + G12D; NRAS -"),
    ("Except for KRAS, all genes wild type", ""),
    ("No mutation in KRAS, or BRAF V600E", "BRAF -; KRAS -"),
    ("KRAS wild type except for codon 61, not assessed", "KRAS - partial"),
]
SOME_PROTEINS = [
    ("Two of four MMR proteins retained", "MSI_MMR ? partial"),
    ("2/4 mismatch repair proteins intact", "MSI_MMR ? partial"),
    ("MLH1 and PMS2 retained", "MSI_MMR ? partial MLH1 PMS2"),
    ("Zwei von vier MMR-Proteinen erhalten", "MSI_MMR ? partial"),
    ("MLH1 und PMS2 erhalten", "MSI_MMR ? partial MLH1 PMS2"),
    ("MLH1 retained. PMS2 retained. MSH2, MSH6 not assessable.", "MSI_MMR ? partial MLH1 PMS2"),
    ("MMR proteins retained except PMS2", "MSI_MMR ? partial"),
    ("Two of four MMR proteins lost", "MSI_MMR + msi-h"),
    ("MMR proteins intact", "MSI_MMR -"),
    ("4/4 MMR proteins retained", "MSI_MMR -"),
    ("Alle vier MMR-Proteine erhalten", "MSI_MMR -"),
    ("pMMR (MLH1 and PMS2 retained)", "MSI_MMR -"),
]
HER2 = [
    ("HER2 IHC 0", "HER2 - 0"),
    ("HER2 1+", "HER2 - 1+"),
    ("HER2 ultralow", "HER2 - ultralow"),
    ("HER2-low", "HER2 - low"),
    ("HER2 IHC 2+", "HER2 0 2+"),
    ("HER2 IHC 2+; FISH pending", "HER2 pending 2+"),
    ("HER2 IHC: 2+. FISH: not amplified (ratio 1.2)", "HER2 - 2+"),
    ("HER2/neu: Score 2+, FISH: keine Amplifikation", "HER2 - 2+"),
    ("HER2 2+/ISH+", "HER2 + 2+"),
    ("HER2 equivocal by IHC, amplified by ISH", "HER2 + amplified"),
    ("Her2neu-Score 3+", "HER2 + 3+"),
    ("HER2 nicht amplifiziert", "HER2 -"),
    ("HER2/CEP17 ratio 2.4", "HER2 + ratio 2.4"),
    ("HER2 FISH ratio 1.1", "HER2 - ratio 1.1"),
    ("HER2 copy number 5.1 signals per cell", "HER2 0 5.1 copies"),
]
SCORES = [
    ("ER 90 %, PR <1 %", "ER + 90 %; PR - <1 %"),
    ("ER+/PR-/HER2-", "ER +; HER2 -; PR -"),
    ("Triple-negative breast cancer", "ER -; HER2 -; PR -"),
    ("ER low positive (5 %)", "ER + low, 5 %"),
    ("ER Allred 8/8, PR Allred 2", "ER + allred 8; PR - allred 2"),
    ("ER 8/8, PR 0/8", "ER + allred 8; PR - allred 0"),
    ("ER 12/12, PR 1/12, HER2 1+", "ER + irs 12; HER2 - 1+; PR - irs 1"),
    ("Allred score ER 8/8, PR 0/8", "ER + allred 8; PR - allred 0"),
    ("Allred: ER 8/8, PR 0/8, HER2 1+", "ER + allred 8; HER2 - 1+; PR - allred 0"),
    ("PD-L1 (22C3) TPS <1%", "PDL1 - TPS <1 % (22C3)"),
    ("PD-L1 CPS: 12", "PDL1 + CPS 12"),
    ("No PD-L1 expression", "PDL1 -"),
    ("Keine PD-L1-Expression", "PDL1 -"),
    ("PD-L1-Expression: TPS 60 %", "PDL1 + TPS 60 %"),
    ("TMB 12 mut/Mb", "TMB + 12 mut/Mb"),
    ("TMB hoch (15 Mut/Mb)", "TMB + 15 mut/Mb"),
    ("TMB: 9.9", "TMB - 9.9 mut/Mb"),
    ("TMB low", "TMB - low"),
    ("CLDN18.2: 3+ in 90 %", "CLDN18_2 + 90 %"),
    ("HRD negative (score 20)", "HRD - 20"),
]
OPEN = [
    ("Material nicht ausreichend für KRAS-Testung", "KRAS 0"),
    ("EGFR: QNS", "EGFR 0"),
    ("EGFR T790M: insufficient material", "EGFR 0"),
    ("Not tested: ROS1, RET", "RET 0; ROS1 0"),
    ("EGFR, ALK und ROS1 ausstehend", "ALK pending; EGFR pending; ROS1 pending"),
    ("BRAF testing pending", "BRAF pending"),
    ("BRCA2 variant of uncertain significance", "HRR_SOMATIC ?"),
    ("KRAS: VUS p.T58I detected", "KRAS ?"),
    ("Possible KRAS mutation", "KRAS ?"),
    ("V. a. BRAF-Mutation", "BRAF ?"),
    ("Likely pathogenic variant in BRCA2", "HRR_SOMATIC +"),
    ("RAS-Ergebnisse liegen noch nicht vor", "KRAS pending; NRAS pending"),
    ("MSI-Status wird nachgereicht", "MSI_MMR pending"),
    ("BRAF-Testung in Auftrag gegeben", "BRAF pending"),
    ("PD-L1 steht noch aus", "PDL1 pending"),
    ("KRAS: TNP", "KRAS 0"),
    ("KRAS mutation: not assessed", "KRAS 0"),
    ("NRAS n.d., BRAF-Mutation: nicht angefordert", "BRAF 0; NRAS 0"),
    ("Claudin 18.2 IHC ordered", "CLDN18_2 pending"),
    ("PD-L1 could not be evaluated (fewer than 100 viable tumour cells)", "PDL1 0"),
    ("PD-L1 nicht beurteilbar (<100 vitale Tumorzellen)", "PDL1 0"),
    ("PD-L1: not evaluable, tumour content below 5 %", "PDL1 0"),
]

SILENT = [
    "BRAF V600E-mutated tumours have a poor prognosis.",
    "MSI-H tumours respond to immunotherapy.",
    "KRAS mutations occur in about 40 % of colorectal cancers.",
    "Assuming RAS wild type, panitumumab is planned.",
    "Unter der Annahme eines RAS-Wildtyps Panitumumab.",
    "RAS mutation status unknown",
    "KRAS mutation: unknown",
    "KRAS-Mutationsstatus unbekannt",
    "ALK-Translokation: unbekannt",
    "KRAS mutation: see below",
    "KRAS mutation analysis",
    "Will check KRAS mutation status",
    "Discussed the implications of the KRAS-Mutationsstatus",
    "EGFR-ALK-ROS1",
    "ALK-FISH",
    "No PD-L1 test",
    "Keine PD-L1-Analyse",
    "eGFR normal, creatinine 0.9 mg/dL",
    "Nierenfunktion erhalten (eGFR 75)",
    "eGFR not available",
    "If KRAS wild type, consider cetuximab",
    "KRAS mutation, if present, would exclude cetuximab",
    "Mother with BRCA1 mutation",
    "BRCA1 mutation in mother",
    "Recommend testing for KRAS and NRAS",
    "Cetuximab is indicated only in RAS wild-type tumours",
    "In RAS-mutant tumours anti-EGFR therapy is contraindicated.",
    "KRAS mutations are associated with resistance to cetuximab.",
    "Falls MSI-H, Pembrolizumab erwägen",
    "BRAF V600E mutation analysis",
    "Tested for EGFR T790M",
    "Plan: send tissue for KRAS, NRAS and MSI",
    "Discussed that if the tumour proves to be MSI-H, immunotherapy could be offered",
    "He met the ER physician",
    "Anti-EGFR therapy was given",
    "KRAS status unknown",
    "",
]
GERMLINE = [
    ("Germline BRCA1/2: no pathogenic variant", "BRCA_GERMLINE -"),
    ("Keimbahn BRCA2 pathogene Variante c.5946delT", "BRCA_GERMLINE + c.5946delT"),
    ("BRCA2 c.5946delT detected. Germline testing recommended.", "HRR_SOMATIC + c.5946delT"),
    (
        "Germline BRCA1/2: negative. Somatic BRCA2 c.5946delT detected.",
        "BRCA_GERMLINE -; HRR_SOMATIC + c.5946delT",
    ),
    ("Germline PALB2 c.509_510del pathogenic", ""),
    ("Keimbahnpanel: keine pathogene Variante in BRCA1, BRCA2", "BRCA_GERMLINE -"),
    ("Hereditäres Brustkrebspanel: BRCA1 pathogene Variante", "BRCA_GERMLINE +"),
    ("BRCA1: pathogene Variante (somatischer Befund)", "HRR_SOMATIC +"),
    (
        "Tumour NGS: BRCA2 p.S1982fs. Germline BRCA1/2: no pathogenic variant.",
        "BRCA_GERMLINE -; HRR_SOMATIC + p.S1982fs",
    ),
    (
        "Germline results:\nBRCA1/2: negative\nTumour results:\nBRCA2 c.5946delT",
        "BRCA_GERMLINE -; HRR_SOMATIC + c.5946delT",
    ),
    ("Germline panel (MLH1, MSH2, MSH6, PMS2): no pathogenic variant", ""),
    ("Keimbahn: keine pathogene Variante in MLH1, MSH2, MSH6 und PMS2", ""),
    ("Germline sequencing of MLH1, MSH2, MSH6 and PMS2 pending", ""),
    (
        "Somatic BRCA2 mutation in tumour tissue, germline testing pending",
        "BRCA_GERMLINE pending; HRR_SOMATIC +",
    ),
    (
        "Somatische BRCA2-Mutation p.S1882*, Keimbahntestung ausstehend",
        "BRCA_GERMLINE pending; HRR_SOMATIC + p.S1882*",
    ),
    (
        "Somatic BRCA2 mutation in tumour tissue, germline BRCA negative",
        "BRCA_GERMLINE -; HRR_SOMATIC +",
    ),
]


@pytest.mark.parametrize(("text", "expected"), GENES)
def test_each_gene_gets_its_own_answer(text, expected):
    """Every gene of a sentence gets the words that speak of it, and no others."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), ANSWERS)
def test_short_answers_and_lists_are_read(text, expected):
    """Yes and no, short forms and denied lists mean what they say for every marker before them."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), EXTENT)
def test_a_result_reaches_as_far_as_the_test_did(text, expected):
    """Some exons, one change, one gene of a group and gene copies are told from the whole marker."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), BRACKETS)
def test_a_semicolon_in_brackets_ends_no_list(text, expected):
    """What was looked at stands in brackets, and the answer behind them is for all of it."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), REST)
def test_what_was_not_found_beside_a_finding_denies_it_not(text, expected):
    """`All other genes` answers for none before it, `no other mutation in` for those behind it."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_each_change_keeps_its_own_result(text, expected):
    """One change that is absent does not deny another of the same gene, however it is written."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), OTHER_TESTS)
def test_tests_that_nobody_advises_on_keep_their_results(text, expected):
    """Ki-67, SMAD4 and their like take their own words with them, and no others."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), SHORT_FORMS)
def test_what_is_denied_in_short_is_denied(text, expected):
    """Short forms of a denial are read before the marker, or its mutation, counts as found."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), COUNTED_LOCI)
def test_unstable_markers_are_counted(text, expected):
    """A microsatellite test is read by the share of its markers that are unstable."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), GROUPS)
def test_the_gene_that_is_named_stands_for_its_group(text, expected):
    """Once a RAS gene is named as mutated, the other one is not; receptors exclude nothing."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), STAINED)
def test_the_stain_of_met_is_a_question_of_its_own(text, expected):
    """The protein test of MET says nothing of the gene, nor the gene of the protein."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), REPAIR)
def test_repair_and_microsatellites_are_one_marker(text, expected):
    """MSI and repair proteins answer one question, a retained stain being the normal one."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), EXCEPTED)
def test_what_a_denial_excepts_is_the_finding(text, expected):
    """The excepted variant is found, and the denial around it holds for what it names beside."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), SOME_PROTEINS)
def test_some_retained_proteins_leave_repair_open(text, expected):
    """Only all four proteins, or the panel as a whole, are normal; a loss decides by itself."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), HER2)
def test_her2_is_read_with_both_methods(text, expected):
    """A score of 2+ decides nothing without hybridisation; low scores are negative and kept."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), SCORES)
def test_measured_markers_are_read_by_their_limits(text, expected):
    """Numbers, scales and words of a stain or a burden are read by the limits on file."""
    assert said(text) == expected


@pytest.mark.parametrize(("text", "expected"), OPEN)
def test_what_is_no_result_is_told_as_such(text, expected):
    """Failed, awaited, uncertain and suspected results are none, and are not negative either."""
    assert said(text) == expected


@pytest.mark.parametrize("text", SILENT)
def test_conditions_relatives_drugs_and_advice_say_nothing(text):
    """A sentence that is no statement about this tumour yields nothing at all."""
    assert said(text) == ""


@pytest.mark.parametrize(("text", "expected"), GERMLINE)
def test_germline_and_tumour_are_kept_apart(text, expected):
    """An inherited variant says nothing of the tumour, nor the tumour of the germline."""
    assert said(text) == expected
