"""The class of an order or procedure: by code, else by text, else by its category (section 8)."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.fhir import Concept, Json
from fhir_mappers.molecular_order import tests_of
from fhir_mappers.order_kind import OTHER, SURGICAL, UNCLASSIFIED, OrderKind, heaviest, parse
from fhir_mappers.order_target import aimed
from fhir_mappers.order_words import written_kind
from fhir_mappers.reading import Reading, words
from fhir_mappers.therapy_drugs import drugs_in

_CODE_SETS = ("procedures", "order_codes")
_BY_CATEGORY = {"surgery": UNCLASSIFIED, "radiotherapy": "radiotherapy", "imaging": "imaging"}
_NO_OPERATION = ("laboratory", "imaging", "referral")


def classify(json: Json, reading: Reading) -> OrderKind:
    """Class, organ and target of a ServiceRequest or Procedure; `other` when nothing is known."""
    code = fhir.concept(json.get("code"))
    kind = coded_kind(code, reading)
    if kind is None or not kind.is_specific:
        kind = _from_words(json, code, reading) or kind
    if kind is None or not kind.is_specific:
        kind = _from_details(json, kind, reading) or kind
    if kind is None or kind.order_class == OTHER:
        kind = _from_category(json, reading) or OrderKind(OTHER)
    return aimed(kind, json, reading)


def coded_kind(code: Concept, reading: Reading) -> OrderKind | None:
    """What the codings say, the weightiest of those that differ."""
    found = (
        parse(meaning.means, meaning.coding, verified=meaning.verified)
        for kind in _CODE_SETS
        for meaning in reading.terms.all(kind, code)
    )
    return heaviest(kind for kind in found if kind is not None)


def _from_words(json: Json, code: Concept, reading: Reading) -> OrderKind | None:
    """Text decides unless the category says that this is no operation."""
    categories = set(categories_of(json, reading))
    surgical = "surgery" in categories
    kind = written_kind(words(code), reading, surgical=surgical)
    tested = bool(tests_of(json, reading))
    if kind is not None and not surgical and kind.order_class in (*SURGICAL, UNCLASSIFIED):
        barred = bool(categories.intersection(_NO_OPERATION))
        kind = None if barred or (tested and kind.order_class != "diagnostic") else kind
    if kind is not None:
        return kind
    if tested:
        return OrderKind("molecular-test")
    return OrderKind("drug") if drugs_in((code,), reading).ingredients else None


def _from_details(json: Json, kind: OrderKind | None, reading: Reading) -> OrderKind | None:
    """`Surgical procedure` or `Case request` says in its details which operation it is."""
    categories = set(categories_of(json, reading))
    general = kind is not None and kind.order_class == UNCLASSIFIED
    if not (general or "surgery" in categories) or categories.intersection(_NO_OPERATION):
        return None
    details = fhir.concepts(json.get("orderDetail"))
    coded = (coded_kind(detail, reading) for detail in details)
    written = (written_kind(words(detail), reading, surgical=False) for detail in details)
    return heaviest(found for found in (*coded, *written) if found and found.is_specific)


def categories_of(json: Json, reading: Reading) -> Iterator[str]:
    """Words of the code set `order_categories` for every category, coded or written."""
    for category in fhir.concepts(json.get("category")):
        known = [meaning.means for meaning in reading.terms.all("order_categories", category)]
        yield from known
        if not known:
            found = reading.lexicon.find(words(category), "order_categories")
            yield from (mention.means for mention in found)


def _from_category(json: Json, reading: Reading) -> OrderKind | None:
    named = (_BY_CATEGORY.get(category) for category in categories_of(json, reading))
    return heaviest(OrderKind(name) for name in named if name)
