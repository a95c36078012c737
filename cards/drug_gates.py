"""Reads `knowledge/drug_gates.toml`: drugs whose use depends on a result or on timing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

from cards.content_file import ContentFile
from cards.strict import exactly

Gate = TypeVar("Gate")


@dataclass(frozen=True)
class BevacizumabGate:
    """Interval between bevacizumab and an operation; tiers are thresholds.

    An operation on one of `minor_organs` is minor whatever its class (cataract).
    """

    ingredients: tuple[str, ...]
    operations: tuple[str, ...]
    minor_organs: tuple[str, ...]
    after_operation_days: int
    citations: tuple[str, ...]


@dataclass(frozen=True)
class AntiEgfrGate:
    """What must be known before an EGFR antibody in colorectal cancer."""

    drug_class: str
    tumours: tuple[str, ...]
    ras: tuple[str, ...]
    g12c_class: str
    g12c_variants: tuple[str, ...]
    braf_class: str
    braf: str
    await_days: int
    citations: tuple[str, ...]
    g12c_citations: tuple[str, ...]
    braf_citations: tuple[str, ...]


@dataclass(frozen=True)
class CheckpointException:
    """An indication in spite of the tumour list."""

    tumour: str
    statement: str
    marker: str
    citation: str


@dataclass(frozen=True)
class CheckpointGate:
    """Tumours in which a checkpoint inhibitor needs MSI-H/dMMR or an equivalent.

    `offers` is the order that closes the gap.
    """

    drug_class: str
    rescue: tuple[str, ...]
    marker: str
    offers: str
    citations: tuple[str, ...]
    tumours: Mapping[str, tuple[str, ...]]
    exception: tuple[CheckpointException, ...]


@dataclass(frozen=True)
class RectalGate:
    """When radiotherapy of a stage IV rectal cancer is the long course, and what comes instead."""

    tumour: str
    subtypes: tuple[str, ...]
    organs: tuple[str, ...]
    long_fractions: int
    long_dose_gy: tuple[float, ...]
    long_words: tuple[str, ...]
    short_words: tuple[str, ...]
    concurrent: tuple[str, ...]
    prior_systemic_days: int
    citations: tuple[str, ...]
    sequence: tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """Results that a drug needs before it starts.

    One positive marker meets the need, or all of them known; with `each_known` only the latter.
    `offers` is the order that closes the gap.
    """

    markers: tuple[str, ...]
    why: str
    citations: tuple[str, ...]
    drug_class: str = ""
    ingredients: tuple[str, ...] = ()
    tumours: tuple[str, ...] = ()
    not_histologies: tuple[str, ...] = ()
    first_line: bool = False
    each_known: bool = False
    offers: str = "ngs-panel"


@dataclass(frozen=True)
class PalliativeGate:
    """When palliative care is suggested."""

    ecog: int
    lines: int
    citations: tuple[str, ...]


@dataclass(frozen=True)
class DrugGates:
    """Everything that `drug_gates.toml` says."""

    bevacizumab: BevacizumabGate
    anti_egfr: AntiEgfrGate
    checkpoint: CheckpointGate
    rectal: RectalGate
    palliative: PalliativeGate
    needs: tuple[Need, ...]


def read(file: ContentFile) -> DrugGates:
    """Read and check the file. Raises `ContentError` for a missing or unknown key."""
    table = file.table()
    names = {field.name for field in fields(DrugGates)} | {"status"}
    _check(table, names, "top level")
    checkpoint = dict(table["checkpoint"])
    checkpoint["exception"] = [
        _gate(CheckpointException, entry, "checkpoint.exception")
        for entry in checkpoint.get("exception", [])
    ]
    checkpoint["tumours"] = {
        name: tuple(subtypes) for name, subtypes in checkpoint.get("tumours", {}).items()
    }
    return DrugGates(
        _gate(BevacizumabGate, table["bevacizumab"], "bevacizumab"),
        _gate(AntiEgfrGate, table["anti_egfr"], "anti_egfr"),
        _gate(CheckpointGate, checkpoint, "checkpoint"),
        _gate(RectalGate, table["rectal"], "rectal"),
        _gate(PalliativeGate, table["palliative"], "palliative"),
        tuple(_gate(Need, entry, "needs") for entry in table["needs"]),
    )


def _gate(kind: type[Gate], entry: Mapping[str, Any], where: str) -> Gate:
    known = fields(kind)  # type: ignore[arg-type]
    optional = {field.name for field in known if field.default is not MISSING}
    _check(entry, {field.name for field in known} - (optional - set(entry)), where)
    values = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    return kind(**values)


def _check(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    exactly(table, keys, f"drug_gates.toml [{where}]")
