"""Metastases as Conditions: secondary codes, histology of behaviour /6, and words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import (
    condition_activity,
    condition_certainty,
    status_certainty,
    weaker,
)
from fhir_mappers.diagnosis_coded import names_negation
from fhir_mappers.diagnosis_histology import METASTATIC, morphology, site
from fhir_mappers.diagnosis_tumour import statements
from fhir_mappers.diagnosis_words import NO_CANCER
from fhir_mappers.diagnosis_words import parse as parse_tumour
from fhir_mappers.facts import Activity, Certainty, Day, Evidence, Metastasis, Statement, Unread
from fhir_mappers.fhir import Coding, Concept, Resource
from fhir_mappers.metastasis_text import ANYWHERE, MANNERS, Remarks, remarks
from fhir_mappers.metastasis_words import LYMPH_NODE, OTHER, UNSPECIFIED, Spread, SpreadWords, agree
from fhir_mappers.reading import Found, Reading, words
from fhir_mappers.staging_dates import condition_day, condition_reference

_RELATED = ("condition-related", "related-primary-cancer-condition")


@dataclass(frozen=True)
class Setting:
    """The Condition, its concept and what its text remarks."""

    resource: Resource
    code: Concept
    said: Remarks
    reading: Reading


def read(resource: Resource, reading: Reading) -> Found:
    """Metastases of one Condition; `()` when it states none.

    Codes decide the site and the text refines it where the code leaves it open. Codings that name
    different sites give the first one and an Unread; a coding of a primary beside one of a
    metastasis gives a suspected metastasis (I9).
    """
    code = fhir.concept(resource.json.get("code"))
    spread = _coded(resource, code, reading)
    written = code.text if spread or _is_icd(code, reading) else words(code)
    setting = Setting(resource, code, remarks(written, reading), reading)
    if setting.said.about_relative:
        return (Unread(resource.reference, NO_CANCER["family-history"]),)
    found = _by_text(setting) if spread is None else _by_code(spread, setting)
    few = _oligometastatic(spread, setting)
    if few and not found:
        found = (_somewhere(few[0].because[0], setting),)
    return (*found, *few)


def _is_icd(code: Concept, reading: Reading) -> bool:
    return any(reading.terms.system(entry.system).startswith("icd") for entry in code.codings)


def _coded(resource: Resource, code: Concept, reading: Reading) -> Spread | None:
    spread = agree(reading.terms.all("metastases", code))
    if spread is not None:
        return spread
    by_manner = reading.terms.first("spread_manners", code)
    if by_manner is not None:
        return Spread(SpreadWords(by_manner.means.partition(":")[0]), by_manner)
    found = morphology(resource.json, reading)
    organ = site(resource.json, reading)
    secondary = found.behaviour == METASTATIC or (not code.codings and _primary(resource, reading))
    if organ is None or not secondary:
        return None
    return Spread(SpreadWords(organ.means), organ)


def _by_code(spread: Spread, setting: Setting) -> Found:
    reference = setting.resource.reference
    if spread.words.extension:
        return (Unread(reference, "direct extension to another organ is T, not a metastasis"),)
    where = _where(spread.words, setting)
    because = fhir.evidence(
        setting.resource,
        spread.meaning.coding,
        on=_day(setting),
        shown=setting.code.words,
        verified=spread.meaning.verified,
    )
    mixed = _is_mixed(spread.meaning.coding, setting)
    certainty = _certainty(setting, mixed=mixed)
    metastasis = _stated(where, certainty, because, setting)
    disputes = (
        (spread.disputed, "its codings disagree on the site of the metastasis"),
        (mixed, "its codings disagree on primary or secondary"),
    )
    return (metastasis, *(Unread(reference, why) for holds, why in disputes if holds))


def _where(coded: SpreadWords, setting: Setting) -> SpreadWords:
    """The coded site, narrowed by body site or text where the code leaves it open."""
    said = setting.said.sites[0].words if len(setting.said.sites) == 1 else None
    if coded.site == UNSPECIFIED:
        organ = site(setting.resource.json, setting.reading)
        if organ is not None:
            return replace(coded, site=organ.means)
        return replace(coded, site=said.site, region=said.region) if said else coded
    if coded.site == OTHER:
        named = site(setting.resource.json, setting.reading)
        written = (
            said.site if said and said.site not in (UNSPECIFIED, LYMPH_NODE, ANYWHERE) else OTHER
        )
        return replace(coded, site=named.means if named else written)
    if coded.site == LYMPH_NODE and said and said.site in (LYMPH_NODE, "distant-node"):
        known = said.region not in (None, UNSPECIFIED)
        return replace(coded, site=said.site, region=said.region if known else coded.region)
    return coded


def _is_mixed(secondary: Coding, setting: Setting) -> bool:
    """Whether another coding of the same concept states a primary."""
    meanings = setting.reading.terms.all("tumours", setting.code)
    return any(
        meaning.coding != secondary and parse_tumour(meaning.means) is not None
        for meaning in meanings
    )


def _certainty(setting: Setting, *, mixed: bool) -> Certainty:
    if names_negation(setting.code, setting.reading):
        return Certainty.EXCLUDED
    doubt = Certainty.SUSPECTED if mixed else Certainty.CONFIRMED
    return weaker(doubt, condition_certainty(setting.resource.json, "metastatic_sites"))


def _by_text(setting: Setting) -> Found:
    """Every site that the text names, each with the certainty of its own words."""
    because = fhir.evidence(setting.resource, on=_day(setting), shown=setting.code.words)
    status = status_certainty(setting.resource.json)
    return tuple(
        _stated(
            replace(said.words, history=said.history),
            weaker(said.certainty, status),
            because,
            setting,
        )
        for said in setting.said.sites
    )


def _somewhere(because: Evidence, setting: Setting) -> Metastasis:
    """Oligometastatic disease is distant disease, even where no site is named."""
    status = status_certainty(setting.resource.json)
    return _stated(SpreadWords(), status, because, setting)


def _stated(
    where: SpreadWords, certainty: Certainty, because: Evidence, setting: Setting
) -> Metastasis:
    past = where.history or any(said.history for said in setting.said.sites)
    return Metastasis(
        site=where.site,
        region=where.region,
        certainty=certainty,
        activity=Activity.HISTORY if past else condition_activity(setting.resource.json),
        count=setting.said.amount.count,
        amount=setting.said.amount.word,
        open_ended=setting.said.amount.open_ended,
        manner=_manner(where, setting),
        primary_type=where.origin or setting.said.origin,
        primary_ref=_primary(setting.resource, setting.reading),
        source="condition",
        day=because.day,
        because=(because,),
    )


def _manner(where: SpreadWords, setting: Setting) -> str | None:
    coded = setting.reading.terms.first("spread_manners", setting.code)
    by_code = coded.means.partition(":")[2] if coded else None
    return by_code or setting.said.manner or MANNERS.get(where.site)


def _day(setting: Setting) -> Day | None:
    return condition_day(setting.resource.json, setting.reading)


def _primary(resource: Resource, reading: Reading) -> str | None:
    """The primary that an extension links, or else the evidence (16.5), in its relative form."""
    json = resource.json
    for entry in fhir.extensions(json, *_RELATED):
        linked = condition_reference(json, entry.get("valueReference"), reading)
        if linked is not None:
            return linked
    details = (
        node for one in fhir.items(json.get("evidence")) for node in fhir.items(one.get("detail"))
    )
    named = {condition_reference(json, node, reading) for node in details} - {None}
    return named.pop() if len(named) == 1 else None


def _oligometastatic(spread: Spread | None, setting: Setting) -> tuple[Statement, ...]:
    coded = spread is not None and spread.words.oligometastatic
    if not coded and "oligometastatic" not in statements(setting.resource.json, setting.reading):
        return ()
    coding = spread.meaning.coding if coded and spread else None
    day = _day(setting)
    because = fhir.evidence(setting.resource, coding, on=day, shown=setting.code.words)
    return (Statement("oligometastatic", "problem-list", day, (because,)),)
