"""Where an operation is aimed: the organ, and whether a metastasis is what it removes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from fhir_mappers import fhir
from fhir_mappers.diagnosis_certainty import condition_certainty
from fhir_mappers.facts import Certainty, Truth
from fhir_mappers.fhir import Concept, Json
from fhir_mappers.metastasis_words import LYMPH_NODE, UNSPECIFIED
from fhir_mappers.metastasis_words import parse as parse_spread
from fhir_mappers.order_kind import SURGICAL, UNCLASSIFIED, OrderKind
from fhir_mappers.order_words import (
    METASTASIS,
    NO_ORGAN_OF_ITS_OWN,
    RESECTION,
    SURGERY,
    organ_in,
    resects,
    said,
)
from fhir_mappers.reading import Reading, words

_AIMED = (*SURGICAL, UNCLASSIFIED, "radiotherapy")
_BECOMES = ("major-primary", UNCLASSIFIED)
_FOR_SPREAD = re.compile(
    r"\b(?:for|of|bei|wegen|einer)\s+(?:\w+\s+){0,2}(?:metastas[ei]s|metastasen?|filiae?)\b",
    re.IGNORECASE,
)
_METASTASECTOMY = "major-metastasectomy"


def aimed(kind: OrderKind, json: Json, reading: Reading) -> OrderKind:
    """Fill in the organ from body site or text, and mark an operation on a metastasis.

    A metastasis named as the reason counts only where it lies in the organ operated on. Nothing
    found leaves the target unknown.
    """
    if kind.order_class not in _AIMED:
        return kind
    body = tuple(fhir.concepts(json.get("bodySite")))
    own = words(fhir.concept(json.get("code")), *body)
    sites = tuple(_written_sites(own, reading))
    kind = _debulking(kind, sites)
    organ = kind.organ or body_organ(body, reading) or _first(sites) or organ_in(own, reading)
    kind = _resection(replace(kind, organ=organ), own, reading)
    if kind.targets_metastasis is Truth.YES:
        return kind
    unnamed = UNSPECIFIED in sites and (kind.order_class != "major-primary" or _is_for_spread(own))
    if organ in sites or unnamed or any(said(own, reading, METASTASIS)):
        return _on_metastasis(kind, own, reading)
    if organ is not None and organ in set(_reason_sites(json, reading)):
        return replace(kind, targets_metastasis=Truth.YES)
    return kind


def _debulking(kind: OrderKind, sites: tuple[str, ...]) -> OrderKind:
    """`Debulking of the liver metastases`: of the sites named, else of the peritoneum."""
    named = _first(sites)
    if kind.order_class != "cytoreduction" or kind.coding is not None or named is None:
        return kind
    return replace(kind, organ=named)


def _resection(kind: OrderKind, own: str, reading: Reading) -> OrderKind:
    """A resection whose organ only the body site names."""
    named = kind.organ is not None and kind.organ not in NO_ORGAN_OF_ITS_OWN
    if kind.order_class != UNCLASSIFIED or not named or not resects(own, reading):
        return kind
    return replace(kind, order_class=_BECOMES[0])


def _on_metastasis(kind: OrderKind, own: str, reading: Reading) -> OrderKind:
    """An operation whose own words name the metastasis that it removes.

    What nobody calls a resection or an operation (`chemoembolisation of liver metastases`) stays
    unclassified: an unmatched procedure is never warned of (section 8).
    """
    acts = any(said(own, reading, RESECTION, SURGERY, METASTASIS))
    known = kind.order_class != UNCLASSIFIED or acts
    becomes = kind.coding is None and kind.order_class in _BECOMES and known
    order_class = _METASTASECTOMY if becomes else kind.order_class
    return replace(kind, order_class=order_class, targets_metastasis=Truth.YES)


def _is_for_spread(own: str) -> bool:
    """`Distal pancreatectomy for metastasis`, unlike `colectomy for metastatic colon cancer`."""
    return _FOR_SPREAD.search(own) is not None


def _first(sites: tuple[str, ...]) -> str | None:
    return next((site for site in sites if site not in (UNSPECIFIED, LYMPH_NODE)), None)


def body_organ(body: tuple[Concept, ...], reading: Reading) -> str | None:
    """The organ of the first body site that we know, by code or by its words."""
    for site in body:
        meaning = reading.terms.first("topographies", site)
        if meaning is not None:
            return meaning.means.split("@")[0].split("/")[0]
    return organ_in(words(*body), reading)


def _written_sites(text: str, reading: Reading) -> Iterator[str]:
    for mention in reading.lexicon.find(text, "metastatic_sites"):
        if mention.certainty is not Certainty.EXCLUDED and not mention.family:
            yield parse_spread(mention.means).site


def _holds(target: Json) -> bool:
    is_condition = target.get("resourceType") == "Condition"
    return is_condition and condition_certainty(target) is not Certainty.EXCLUDED


def _reason_sites(json: Json, reading: Reading) -> Iterator[str]:
    """Sites of metastases that the reason codes, or the Conditions referred to, name."""
    concepts = list(fhir.concepts(json.get("reasonCode")))
    for node in fhir.items(json.get("reasonReference")):
        target = reading.resolve(json, node)
        if target is not None and _holds(target):
            concepts.append(fhir.concept(target.get("code")))
    for concept in concepts:
        for meaning in reading.terms.all("metastases", concept):
            yield parse_spread(meaning.means).site
        yield from _written_sites(concept.text, reading)
