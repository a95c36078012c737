"""How much distant disease is on record: organs, lesion counts, and words for a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cards.findings.days import latest, within
from cards.findings.staging import Staging
from cards.scenario_rules import ScenarioRules
from cards.thresholds import Thresholds
from fhir_mappers.facts import Day, Evidence, Metastasis

WHOLE = "unspecified"
_OTHER = "other"
NO_ORGAN = frozenset({WHOLE, "any", "distant"})


@dataclass(frozen=True)
class Burden:
    """Organs with confirmed distant disease, the total count (None: unknown), and its evidence.

    `many` is true when words alone say more than can be counted. `multiple` holds organs with
    several lesions of unknown number, `manners` ways of
    spread such as an effusion. `stale` are counts too old to use. `disagreeing` is true
    when counts of the same organ and day differ, or one is less than another's `at least`.
    """

    organs: tuple[str, ...]
    total: int | None
    at_least: int
    many: bool
    multiple: tuple[str, ...]
    manners: tuple[str, ...]
    stale: tuple[Metastasis, ...]
    disagreeing: bool
    because: tuple[Evidence, ...]


def burden_of(
    staging: Staging, rules: ScenarioRules, thresholds: Thresholds, today: dt.date
) -> Burden:
    """Count what the newest recent source says for each organ; nothing is added up twice (I17)."""
    sites = _sites(staging, rules)
    organs = sorted({site.site for site in sites} - NO_ORGAN)
    told = [site for site in sites if site.count is not None or site.amount]
    fresh = [site for site in told if within(site.day, thresholds.imaging_days, today)]
    newest = {organ: _newest(fresh, organ) for organ in (*organs, WHOLE)}
    counts = {organ: _counts(_closed(entries)) for organ, entries in newest.items()}
    used = [entry for entries in newest.values() for entry in entries]
    return Burden(
        organs=tuple(organs),
        total=_total(organs, counts),
        at_least=_at_least(newest),
        many=any(entry.amount in rules.uncountable_amounts for entry in used),
        multiple=tuple(
            organ
            for organ in organs
            if any(entry.amount in rules.multiple_amounts for entry in newest[organ])
        ),
        manners=_manners(staging),
        stale=tuple(site for site in told if site not in fresh),
        disagreeing=any(_disagree(entries) for entries in newest.values()),
        because=tuple(piece for entry in used for piece in entry.because),
    )


def _sites(staging: Staging, rules: ScenarioRules) -> list[Metastasis]:
    """Sites by the organ that they count with.

    `Other digestive organs` beside a metastasis of the pancreas is the same one, less precisely.
    """
    sites = [replace(site, site=rules.organ(site.site)) for site in staging.sites]
    if not any(site.site in rules.without_code for site in sites):
        return sites
    return [site for site in sites if site.site != _OTHER or site.count is not None or site.amount]


def _manners(staging: Staging) -> tuple[str, ...]:
    """Ways of spread, in the near as in the distant: carcinomatosis is diffuse for every tumour."""
    return tuple(sorted({site.manner for site in (*staging.sites, *staging.nearby) if site.manner}))


def _newest(entries: Sequence[Metastasis], organ: str) -> list[Metastasis]:
    of_organ = [entry for entry in entries if entry.site == organ]
    day: Day | None = max((entry.day for entry in of_organ), key=latest, default=None)
    return _without_parts([entry for entry in of_organ if entry.day == day])


def _without_parts(entries: Sequence[Metastasis]) -> list[Metastasis]:
    """Entries without the number that a source gives of some beside `at least` so many of all."""
    return [
        entry
        for entry in entries
        if entry.count is None
        or entry.count >= _least(other for other in entries if other.because == entry.because)
    ]


def _closed(entries: Sequence[Metastasis]) -> list[Metastasis]:
    """Entries without those that tell only how many there are at least."""
    return [entry for entry in entries if not entry.open_ended]


def _counts(entries: Sequence[Metastasis]) -> set[int]:
    single = {1 for entry in entries if entry.count is None and entry.amount == "single"}
    return {entry.count for entry in entries if entry.count is not None} or single


def _disagree(entries: Sequence[Metastasis]) -> bool:
    exact = _counts(_closed(entries))
    return len(exact) > 1 or any(number < _least(entries) for number in exact)


def _least(entries: Iterable[Metastasis]) -> int:
    return max((entry.count or 0 for entry in entries if entry.open_ended), default=0)


def _at_least(newest: dict[str, list[Metastasis]]) -> int:
    """The larger of the sum over organs and the count given for the patient as a whole (I17).

    Of counts that disagree the smallest is sure.
    """
    counts = {organ: _counts(entries) for organ, entries in newest.items()}
    by_organ = sum(min(values) for organ, values in counts.items() if values and organ != WHOLE)
    return max(by_organ, min(counts.get(WHOLE, set()), default=0))


def _total(organs: Sequence[str], counts: dict[str, set[int]]) -> int | None:
    """The sum over organs, or the count given for the patient as a whole."""
    whole = counts.get(WHOLE, set())
    known = [max(counts[organ]) for organ in organs if counts[organ]]
    if organs and len(known) == len(organs):
        return max(sum(known), max(whole, default=0))
    return max(whole) if whole else None
