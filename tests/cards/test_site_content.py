"""A site overrides values and adds entries; a mistake in its files stops the start by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from cards import content_check, knowledge_base, review
from cards.content_errors import ContentError
from cards.knowledge_base import Knowledge

PACKAGED = knowledge_base.load()
Site = Callable[..., Knowledge]
MARKER = """
[[biomarkers]]
id = "CLDN6"
tier = "R"
from_stage = "IV"
why = "A reason"
assay = "ihc"
order = { text = "Claudin 6 immunohistochemistry" }
citations = ["E28"]
status = "approved"
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Read the packaged content with these files of a site over it."""

    def read(files: dict[str, str], region: str = "us") -> Knowledge:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return knowledge_base.read(knowledge_base.packaged(), tmp_path, region)

    return read


def test_a_value_is_overridden_and_everything_else_stays(site: Site) -> None:
    """One threshold of the site counts; the others, and the packaged panel, are as they were."""
    changed = site({"thresholds.toml": "[oligo_max_lesions]\nvalue = 3\n"})

    assert changed.thresholds.oligo_max_lesions == 3
    assert changed.thresholds.imaging_days == PACKAGED.thresholds.imaging_days
    assert changed.guidelines == PACKAGED.guidelines
    assert changed.site_files == ("thresholds.toml",)
    assert changed.version != PACKAGED.version


def test_a_policy_and_one_marker_are_overridden(site: Site) -> None:
    """A tumour's policy and the tier of one marker change; the panel keeps its other entries."""
    changed = site(
        {
            "guidelines/breast.toml": '[surgery]\npolicy = "neutral"\n'
            '[[biomarkers]]\nid = "ESR1"\ntier = "C"\n'
        }
    )
    ours, theirs = (one.guidelines.by_id["breast"] for one in (PACKAGED, changed))

    assert theirs.surgery.policy == "neutral"
    assert [row.biomarker for row in theirs.biomarkers] == [
        row.biomarker for row in ours.biomarkers
    ]
    assert [row.tier for row in theirs.biomarkers if row.biomarker == "ESR1"] == ["C"]


def test_entries_and_tumours_are_added(site: Site) -> None:
    """A marker joins a panel, a file of its own becomes a tumour."""
    folder = Path(str(knowledge_base.packaged())) / "guidelines"
    kidney = (folder / "kidney.toml").read_text(encoding="utf-8")
    rare = kidney.replace('id = "kidney"', 'id = "kidney-rare"').replace(
        'type = "kidney"', 'type = "kidney"\nhistologies = ["chromophobe"]'
    )
    changed = site({"guidelines/ovary.toml": MARKER, "guidelines/kidney-rare.toml": rare})

    assert "CLDN6" in {row.biomarker for row in changed.guidelines.by_id["ovary"].biomarkers}
    assert changed.guidelines.for_tumour("kidney", None, "chromophobe").id == "kidney-rare"


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("treshold.toml", "", "treshold.toml: no content file.*thresholds.toml"),
        ("guidelines/notes.csv", "a", "no content file"),
        ("thresholds.toml", "[oligo_max]\nvalue = 3\n", "CDS_SITE_CONTENT/thresholds.toml.*oligo"),
        ("thresholds.toml", "[ecog_days]\nvalu = 3\n", "unknown key valu; expected one of"),
        (
            "thresholds.toml",
            '[ecog_days]\nvalue = "3"\n',
            r"\[ecog_days\] \[value\]: expected a nu",
        ),
        ("thresholds.toml", '[ecog_days]\nunit = "weeks"\n', "unit is fixed"),
        ("thresholds.toml", "ecog_days = 3\n", "expected a table"),
        ("thresholds.toml", "[ecog_days\n", "CDS_SITE_CONTENT/thresholds.toml: not valid TOML"),
        ("guidelines/breast.toml", '[surgery]\npolicy = "never"\n', "'never' is not one of"),
        ("guidelines/breast.toml", '[[biomarkers]]\ntier = "R"\n', "needs a key id"),
        ("guidelines/breast.toml", '[[biomarkers]]\nid = "X"\n', "breast.toml.*X: missing key"),
        ("guidelines/new.toml", 'id = "new"\n', "CDS_SITE_CONTENT/guidelines/new.toml: missing"),
        ("drug_gates.toml", "[rectal]\nfractions = 3\n", "CDS_SITE_CONTENT/drug_gates.toml.*fract"),
        ("scenario.toml", 'diffuse_sites = "pleura"\n', "expected a list"),
        ("topics.toml", "[palliative-care]\nthresholds = ['x']\n", "threshold: x is not defined"),
        (
            "decisions/surgery.csv",
            "row,topic\nallowed,\nA,none\n",
            "surgery.csv: expected a header",
        ),
        (
            "decisions/surgery.csv",
            "row,topic,at_select,at_sign,also_red_flags\nallowed,,,,\nA,none,none,none,no\n",
            "column distant_met must exist and allow yes",
        ),
        ("review.toml", '[files]\n"nothing.toml" = 2027-01-01\n', "no content file nothing.toml"),
    ],
)
def test_a_mistake_of_the_site_is_named(site: Site, path: str, text: str, message: str) -> None:
    """File, table, key and what was expected are in the sentence that stops the start."""
    with pytest.raises(ContentError, match=f"(?s){message}"):
        review.pieces(site({path: text}))


def test_a_decision_table_is_replaced_whole_and_must_be_total(site: Site) -> None:
    """A table of the site without its last row leaves a hole, and is refused."""
    folder = Path(str(knowledge_base.packaged())) / "decisions"
    lines = (folder / "surgery.csv").read_text(encoding="utf-8").splitlines()

    with pytest.raises(ContentError, match=r"surgery\.csv: no row for"):
        site({"decisions/surgery.csv": "\n".join(lines[:-1])})


def test_a_stricter_row_of_the_site_decides(site: Site) -> None:
    """The same table with one other output gives that output."""
    folder = Path(str(knowledge_base.packaged())) / "decisions"
    text = (folder / "surgery.csv").read_text(encoding="utf-8")
    changed = site({"decisions/surgery.csv": text.replace("warning,critical,no", "info,info,no")})

    outputs = {row.id: row.outputs["at_sign"] for row in changed.surgery_table.rows}
    assert outputs["D8a"] == "info"


def test_approval_is_counted_piece_by_piece(site: Site) -> None:
    """Approving one threshold leaves one draft fewer, and the refusal names counts and command."""
    drafts = [piece for piece in review.pieces(PACKAGED) if piece.draft]
    changed = site({"thresholds.toml": '[ecog_days]\nvalue = 90\nstatus = "approved"\n'})

    left = [piece for piece in review.pieces(changed) if piece.draft]
    assert len(left) == len(drafts) - 1
    assert f"{len(left)} of" in review.approval_fault(changed)
    assert "check-content" in review.approval_fault(changed)


def test_a_review_date_that_passed_is_found(site: Site) -> None:
    """The date of an entry wins over that of its file, and the day after it has expired."""
    changed = site({"thresholds.toml": "[ecog_days]\nreview_by = 2027-01-31\n"})
    words = frozenset({"any"})

    def expired(day: dt.date) -> set[str]:
        found = content_check.check(changed, day, words)
        return {f"{one.file} {one.entry}" for one in found if one.kind == "expired"}

    assert expired(dt.date(2027, 1, 31)) == set()
    assert expired(dt.date(2027, 2, 1)) == {"thresholds.toml ecog_days"}
    assert len(expired(dt.date(2029, 1, 1))) == len(review.pieces(changed))


def test_the_region_decides_which_approvals_by_marker_count() -> None:
    """FDA approves by TMB and by HER2 3+ whatever the tumour, EMA does not (section 14)."""
    us, eu = (knowledge_base.read(knowledge_base.packaged(), None, name) for name in ("us", "eu"))
    kidney = us.guidelines.by_id["kidney"]
    approved = [{one.biomarker for one in each.agnostic_for(kidney)} for each in (us, eu)]

    assert {"TMB", "HER2", "NTRK", "RET"} <= approved[0]
    assert {"NTRK", "RET"} <= approved[1]
    assert not {"TMB", "HER2"} & approved[1]
    assert us.version != eu.version


def test_a_panel_entry_may_belong_to_one_region(site: Site) -> None:
    """A marker that rests on one regulator's approval is in the panel of that region alone."""
    files = {"guidelines/ovary.toml": MARKER.replace("status", 'regions = ["eu"]\nstatus')}

    for region, there in (("us", False), ("eu", True)):
        knowledge = site(files, region)
        panel = knowledge.panel_of(knowledge.guidelines.by_id["ovary"])
        assert ("CLDN6" in {row.biomarker for row in panel}) is there


def test_what_a_panel_names_is_not_said_twice() -> None:
    """BRAF in colorectal cancer is its own panel's; the agnostic list leaves it out."""
    colorectal = PACKAGED.guidelines.by_id["colorectal"]

    assert not {one.biomarker for one in PACKAGED.agnostic_for(colorectal)} & {"BRAF", "MSI_MMR"}


def test_namesakes_of_a_panel_are_overridden_in_their_order(site: Site) -> None:
    """The second entry of a marker is changed by the second entry of that name in the site's file."""
    twice = MARKER + MARKER.replace('tier = "R"', 'tier = "C"')
    site({"guidelines/ovary.toml": twice})
    changed = site({"guidelines/ovary.toml": twice.replace("A reason", "Another", 1)})

    rows = changed.guidelines.by_id["ovary"].biomarkers
    assert [(row.why, row.tier) for row in rows if row.biomarker == "CLDN6"] == [
        ("Another", "R"),
        ("A reason", "C"),
    ]


def test_the_panel_of_unknown_primary_follows_the_region() -> None:
    """CUP asks for TMB and HER2 where drugs are approved by them alone, and not in Europe."""
    us, eu = (knowledge_base.read(knowledge_base.packaged(), None, name) for name in ("us", "eu"))
    panels = [
        {row.biomarker for row in one.panel_of(one.guidelines.by_id["cup"]) if row.tier == "R"}
        for one in (us, eu)
    ]

    assert panels[0] - panels[1] == {"TMB", "HER2"}
