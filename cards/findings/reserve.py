"""Reserve and tempo: the hard and soft red flags RF1 and RF2 (clinical logic section 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cards.findings.days import after, distance, latest, within
from cards.findings.lines import ANTINEOPLASTIC, COUNTED
from cards.findings.weight import weight_lost
from cards.rule import Noted, Situation
from cards.thresholds import Thresholds
from fhir_mappers.facts import Day, MarkerValue, Reserve, Tempo, Therapy, Truth
from fhir_mappers.ties import Tie

DEAD = 5.0


@dataclass(frozen=True)
class Flags:
    """Hard flags change the decision, soft ones are context only.

    `ecog` is the newest valid score within its window (KPS mapped), None when not documented.
    `ecog_conflict` is set for ECOG 5 in a living patient: a data conflict, not a flag.
    """

    reserve_hard: tuple[Noted, ...]
    reserve_soft: tuple[Noted, ...]
    progression_hard: tuple[Noted, ...]
    progression_soft: tuple[Noted, ...]
    ecog: int | None
    ecog_conflict: Reserve | None


def flags_of(situation: Situation, thresholds: Thresholds) -> Flags:
    """All reserve and progression flags of the patient on the day of the call."""
    newest = _newest_by_kind(_entries(situation))
    ecog = _ecog(newest, situation, thresholds)
    lost = weight_lost(situation.chart.reserve, situation.today, thresholds)
    hard, soft = _reserve(newest, ecog, lost, situation.today, thresholds)
    progression = _progression(situation, thresholds)
    ecog_entry = newest.get("ecog")
    dead = ecog_entry if ecog_entry and ecog_entry.value == DEAD else None
    return Flags(
        reserve_hard=hard,
        reserve_soft=soft,
        progression_hard=progression,
        progression_soft=_rising_marker(situation, thresholds),
        ecog=ecog[0] if ecog else None,
        ecog_conflict=dead if situation.chart.patient.deceased is not Truth.YES else None,
    )


def _entries(situation: Situation) -> Iterator[Reserve]:
    """What the chart records of the patient's reserve, and what the drafted orders say of it."""
    yield from situation.chart.reserve
    for order in situation.orders:
        yield from order.reserve


def _newest_by_kind(entries: Iterable[Reserve]) -> dict[str, Reserve]:
    newest: dict[str, Reserve] = {}
    for entry in sorted(entries, key=lambda one: (latest(one.day), one.value or 0.0, Tie(one))):
        newest[entry.kind] = entry
    return newest


def _ecog(
    newest: dict[str, Reserve], situation: Situation, thresholds: Thresholds
) -> tuple[int, Reserve] | None:
    """The newer of ECOG and mapped KPS inside the window."""
    found: list[tuple[dt.date, int, Reserve]] = []
    for kind in ("ecog", "kps"):
        entry = newest.get(kind)
        if (
            entry
            and entry.value is not None
            and entry.value != DEAD
            and within(entry.day, thresholds.ecog_days, situation.today)
        ):
            score = int(entry.value) if kind == "ecog" else thresholds.kps_to_ecog(entry.value)
            found.append((latest(entry.day), score, entry))
    if not found:
        return None
    _, score, entry = max(found, key=lambda item: (item[0], item[1]))
    return score, entry


def _reserve(
    newest: dict[str, Reserve],
    ecog: tuple[int, Reserve] | None,
    lost: tuple[Noted, ...],
    today: dt.date,
    thresholds: Thresholds,
) -> tuple[tuple[Noted, ...], tuple[Noted, ...]]:
    """Hard and soft flags of reserve."""
    hard: list[Noted] = [*_measures(newest, today, thresholds), *lost]
    soft: list[Noted] = []
    if ecog:
        noted = _noted(f"ECOG {ecog[0]}", ecog[1])
        _sort(noted, ecog[0] >= thresholds.ecog_hard, ecog[0] >= thresholds.ecog_soft, hard, soft)
    albumin = newest.get("albumin")
    recent = albumin and within(albumin.day, thresholds.albumin_days, today)
    if albumin and recent and albumin.value is not None:
        low, lowish = thresholds.albumin_hard, thresholds.albumin_soft
        noted = _noted(f"albumin {albumin.value:.1f} g/dL", albumin)
        _sort(noted, albumin.value < low, albumin.value <= lowish, hard, soft)
    return tuple(hard), tuple(soft)


def _noted(says: str, entry: Reserve) -> Noted:
    return Noted(f"{says} ({entry.day.text if entry.day else 'undated'})", entry.because)


def _sort(noted: Noted, is_hard: bool, is_soft: bool, hard: list[Noted], soft: list[Noted]) -> None:
    if is_hard:
        hard.append(noted)
    elif is_soft:
        soft.append(noted)


def _measures(newest: dict[str, Reserve], today: dt.date, thresholds: Thresholds) -> list[Noted]:
    limits = {
        "weight-loss": (thresholds.weight_loss_hard, "{:.0f} % weight loss"),
        "asa": (thresholds.asa_hard, "ASA class {:.0f}"),
        "cfs": (thresholds.cfs_hard, "Clinical Frailty Scale {:.0f}"),
    }
    found = []
    for kind, (limit, says) in limits.items():
        entry = newest.get(kind)
        if (
            entry
            and entry.value is not None
            and entry.value >= limit
            and within(entry.day, thresholds.weight_days, today)
        ):
            found.append(Noted(says.format(entry.value), entry.because))
    for kind in ("cachexia", "severe-malnutrition"):
        entry = newest.get(kind)
        if entry and (entry.day is None or within(entry.day, thresholds.weight_days, today)):
            found.append(Noted(kind.replace("-", " "), entry.because))
    return found


def _progression(situation: Situation, thresholds: Thresholds) -> tuple[Noted, ...]:
    """Progression inside the window that no later response takes back.

    New or larger lesions are progression on therapy only where there is therapy: without any they
    are the disease as it was found, or its recurrence.
    """
    tempo = situation.chart.tempo
    recent = [
        entry
        for entry in tempo
        if entry.kind == "progressive"
        and within(entry.day, thresholds.progression_days, situation.today)
        and not _answered(entry, tempo)
        and (not entry.growth or _under_therapy(entry, situation, thresholds))
    ]
    return tuple(
        Noted(f"progression ({entry.day.text if entry.day else 'undated'})", entry.because)
        for entry in recent
    )


def _under_therapy(entry: Tempo, situation: Situation, thresholds: Thresholds) -> bool:
    """Whether the text names a drug beside the finding, or one was given shortly before it."""
    return entry.on_therapy is Truth.YES or any(
        ANTINEOPLASTIC in therapy.classes
        and therapy.status in COUNTED
        and not after(therapy.started, entry.day)
        and (therapy.status == "active" or _lately(therapy, entry.day, thresholds))
        for therapy in situation.chart.therapies
    )


def _lately(therapy: Therapy, day: Day | None, thresholds: Thresholds) -> bool:
    gap = distance(therapy.last_dose or therapy.started, day)
    return gap is None or gap <= thresholds.progression_days


def _answered(entry: Tempo, tempo: Sequence[Tempo]) -> bool:
    return any(other.kind == "responding" and after(other.day, entry.day) for other in tempo)


def _rising_marker(situation: Situation, thresholds: Thresholds) -> tuple[Noted, ...]:
    """CEA rising twice in a row, clearly above its nadir: supports progression, never alone."""
    series = sorted(
        (entry for entry in situation.chart.marker_values if _usable(entry, situation, thresholds)),
        key=lambda entry: latest(entry.day),
    )
    if len(series) < 3 or not series[-3].value < series[-2].value < series[-1].value:  # noqa: PLR2004
        return ()
    nadir, now = min(entry.value for entry in series), series[-1].value
    risen = now - nadir
    if risen < thresholds.cea_rise_ng_ml or risen < nadir * thresholds.cea_rise_percent / 100:
        return ()
    says = f"CEA rising: {nadir:g} to {now:g} ng/mL; supports progression, imaging decides"
    return (Noted(says, series[-1].because),)


def _usable(entry: MarkerValue, situation: Situation, thresholds: Thresholds) -> bool:
    day: Day | None = entry.day
    return entry.marker == "CEA" and within(day, thresholds.marker_days, situation.today)
