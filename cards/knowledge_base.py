"""All clinical content, read and checked once: what to advise."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from cards import (
    decision_table,
    drug_gates,
    evidence_register,
    fatigue_rules,
    guideline_index,
    order_texts,
    organs,
    scenario_rules,
    thresholds,
    topic_texts,
    tumour_agnostic,
    wording,
)
from cards.biomarker_row import BiomarkerRow
from cards.card import Link
from cards.content_errors import ContentError
from cards.content_file import ContentFile, ContentFolder, open_folder
from cards.decision_table import DecisionTable, TableNotes
from cards.drug_gates import DrugGates
from cards.evidence_register import Citation
from cards.fatigue_rules import FatigueRules
from cards.guideline import Guideline
from cards.guideline_index import Guidelines
from cards.order_texts import OrderText, OrderTexts
from cards.organs import Organs
from cards.scenario_rules import ScenarioRules
from cards.thresholds import Thresholds
from cards.topic_texts import TopicText
from cards.tumour_agnostic import AgnosticEntry
from cards.wording import Wording

SURGERY_OUTPUTS = {
    "topic": (
        "stage-iv-surgery",
        "surgical-intent-missing",
        "surgical-red-flags",
        "staging-incomplete",
        "none",
    ),
    "at_select": ("info", "warning", "none"),
    "at_sign": ("info", "warning", "critical", "none"),
    "also_red_flags": ("yes", "no"),
}


SURGERY = "decisions/surgery.csv"
SURGERY_NOTES = "decisions/surgery.toml"
PLAIN = (
    ("scenario", "scenario.toml", scenario_rules.read),
    ("organs", "organs.toml", organs.read),
    ("order_texts", "orders.toml", order_texts.read),
    ("drug_gates", "drug_gates.toml", drug_gates.read),
)


@dataclass(frozen=True)
class Knowledge:
    """Everything that the rules advise from.

    `version` changes with any byte of the content, of the site's and of the vocabulary that it was
    read with. `agnostic` are the approvals of `region`. `tables` are the TOML files as read, by
    path: what people review; `site_files` those that the site changed. `rulebook_url` is the absolute
    address of the rulebook, empty when it has none; `site_links` go on every card.
    """

    version: str
    region: str
    evidence: Mapping[str, Citation]
    thresholds: Thresholds
    guidelines: Guidelines
    surgery_table: DecisionTable
    surgery_notes: TableNotes
    scenario: ScenarioRules
    organs: Organs
    order_texts: OrderTexts
    wording: Wording
    topics: Mapping[str, TopicText]
    override_reasons: Mapping[str, str]
    drug_gates: DrugGates
    fatigue: FatigueRules
    agnostic: tuple[AgnosticEntry, ...]
    tables: Mapping[str, Mapping[str, Any]]
    site_files: tuple[str, ...] = ()
    rulebook_url: str = ""
    site_links: tuple[Link, ...] = ()

    @property
    def orders(self) -> Mapping[str, OrderText]:
        """Orders that cards propose, by key."""
        return self.order_texts.orders

    def panel_of(self, guideline: Guideline) -> tuple[BiomarkerRow, ...]:
        """The markers of a tumour that count in this region."""
        return tuple(row for row in guideline.biomarkers if self.region in row.regions)

    def agnostic_for(self, guideline: Guideline) -> tuple[AgnosticEntry, ...]:
        """Approvals by marker that hold for a tumour whose own panel does not name the marker."""
        own = {row.biomarker for row in guideline.biomarkers}
        return tuple(
            entry
            for entry in self.agnostic
            if entry.biomarker not in own and guideline.type not in entry.except_tumours
        )

    def alternatives_for(self, organ: str | None) -> tuple[str, ...]:
        """Less invasive ways to the same goal for an operation on this organ (section 9)."""
        table = self.wording.alternatives
        return (*table.get(organ or "", ()), *table["any"])

    def misconceptions_in(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """What to say to beliefs that the order's own words suggest; nothing otherwise."""
        text = " ".join(words).lower()
        return tuple(
            entry.says
            for entry in self.wording.misconceptions
            if any(word in text for word in entry.words)
        )


@functools.cache
def load() -> Knowledge:
    """The packaged content. Raises `ContentError` on the first thing that is wrong."""
    return read(packaged())


def packaged() -> Traversable:
    """The folder of the packaged content."""
    return resources.files("cards") / "knowledge"


def read(
    folder: Traversable,
    site: Traversable | None = None,
    region: str = "us",
    vocabulary: bytes = b"",
) -> Knowledge:
    """Read all content of a folder that has the packaged layout, and a site's over it.

    `vocabulary` is the digest of what the codes and phrases mean; it counts for the version only.
    """
    files = open_folder(folder, site)
    register = evidence_register.read(files["evidence.toml"])
    agnostic = tumour_agnostic.read(files["tumour_agnostic.toml"], register)
    return Knowledge(
        version=_version(files, region, vocabulary),
        region=region,
        evidence=register,
        thresholds=thresholds.read(files["thresholds.toml"], register),
        guidelines=guideline_index.read(files.under("guidelines/"), register),
        wording=wording.read(files["wording.toml"], register),
        agnostic=tuple(entry for entry in agnostic if region in entry.regions),
        tables=_tables(files),
        site_files=tuple(path for path, file in files.files.items() if file.site),
        **_topics(files, register),
        **_surgery(files, register),
        **{name: _named(reader, files[path]) for name, path, reader in PLAIN},
    )


def _named(reader: Callable[[ContentFile], Any], file: ContentFile) -> Any:
    """What a reader makes of a file; a fault names the site's file where there is one."""
    try:
        return reader(file)
    except ContentError as error:
        if file.site:
            raise ContentError(f"{file.name}: {error}") from error
        raise


def _topics(files: ContentFolder, register: Mapping[str, Citation]) -> dict[str, Any]:
    """What topics say, the answers that clinicians may give to them, and what follows from one."""
    reasons = topic_texts.read_reasons(files["override_reasons.toml"])
    topics = topic_texts.read(files["topics.toml"], reasons, register)
    fatigue = fatigue_rules.read(files["alert_fatigue.toml"], register, topics)
    return {"override_reasons": reasons, "topics": topics, "fatigue": fatigue}


def _surgery(files: ContentFolder, register: Mapping[str, Citation]) -> dict[str, Any]:
    """The packaged table, or the site's, which must ask the same questions; and its words."""
    file = files[SURGERY]
    table = decision_table.read(file, SURGERY_OUTPUTS)
    if file.site and file.packaged:
        ours = decision_table.read(ContentFile(file.path, file.packaged), SURGERY_OUTPUTS)
        decision_table.refuse_other_questions(table, ours)
    notes = decision_table.read_notes(files[SURGERY_NOTES], table, register)
    return {"surgery_table": table, "surgery_notes": notes}


def _tables(files: ContentFolder) -> Mapping[str, Mapping[str, Any]]:
    return {path: file.table() for path, file in files.files.items() if path.endswith(".toml")}


def _version(files: ContentFolder, region: str, vocabulary: bytes) -> str:
    digest = hashlib.sha256(region.encode() + b"\0" + vocabulary)
    for path in sorted(files.files):
        digest.update(path.encode() + b"\0" + files[path].contents() + b"\0")
    return digest.hexdigest()[:12]
