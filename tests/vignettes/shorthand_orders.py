"""The orders of the shorthand: drafts of the session, and what the chart holds already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappers.facts import Order, Statement, Truth
from tests.vignettes import shorthand_vocabulary as words
from tests.vignettes.shorthand_chart import symptom_of
from tests.vignettes.shorthand_measures import classes_of
from tests.vignettes.shorthand_place import Place
from tests.vignettes.shorthand_words import listed, number, only


def orders_of(table: Mapping[str, Any], name: str, place: Place) -> Iterator[tuple[Order, bool]]:
    """Orders of the section `orders` (drafts) or `chart_orders`, each with whether it is selected."""
    for index, entry in enumerate(listed(table.get(name), place.where), start=1):
        here = place.at(f"{name} {index}")
        only(entry, words.ORDER, here.where)
        drafted = name == "orders"
        yield _order(entry, here, drafted=drafted), drafted and entry.get("selected", True)


def _draft(reference: str) -> Mapping[str, Any]:
    """The draft as the client would know it."""
    resource, _, name = reference.partition("/")
    return {"resourceType": resource, "id": name, "status": "draft"}


def _order(entry: Mapping[str, Any], here: Place, *, drafted: bool) -> Order:
    drugs = tuple(listed(entry.get("drugs", entry.get("drug")), here.where))
    kind = entry.get("class", "drug" if drugs else None)
    resource = "MedicationRequest" if drugs else "ServiceRequest"
    written = here.day(entry.get("written"))
    return Order(
        reference=here.reference(resource),
        order_class=here.word(kind, words.CLASSES),
        status="draft" if drafted else "active",
        drafted=drafted,
        organ=here.word(entry["organ"], words.ORGANS) if "organ" in entry else None,
        targets_metastasis=Truth.YES if entry.get("metastasis") else Truth.UNKNOWN,
        priority=here.word(entry["priority"], words.PRIORITIES) if "priority" in entry else "",
        planned=here.day(entry.get("planned")),
        authored=written,
        intent=here.word(entry["intent"], words.INTENTS) if "intent" in entry else "",
        intent_coded="intent" in entry,
        ingredients=drugs,
        drug_classes=tuple(
            dict.fromkeys(name for drug in drugs for name in classes_of(drug, here))
        ),
        systemic=here.truth(entry.get("systemic")),
        shown=entry.get("shown", ""),
        draft=_draft(here.reference(resource)) if drafted else None,
        because=here.because(resource, written, entry),
        **_about(entry, here),
    )


def _about(entry: Mapping[str, Any], here: Place) -> dict[str, Any]:
    """Why the order is written, and what it covers."""
    reasons = [here.at(f"{here.entry} reason {index}") for index in (1, 2, 3, 4)]
    return {
        "reasons": tuple(
            symptom_of(only(symptom, words.SYMPTOM, here.where), place)
            for symptom, place in zip(
                listed(entry.get("reasons"), here.where), reasons, strict=False
            )
        ),
        "reason_refs": tuple(
            here.sibling(name, "Condition") for name in listed(entry.get("reason_of"), here.where)
        ),
        "reason_tumour_types": tuple(
            here.word(name, words.TUMOURS) for name in listed(entry.get("for"), here.where)
        ),
        "statements": tuple(
            Statement(here.word(kind, words.STATEMENTS), "order", None, here.because("x", None, {}))
            for kind in listed(entry.get("says"), here.where)
        ),
        "tests": tuple(
            here.word(name, words.BIOMARKERS) for name in listed(entry.get("tests"), here.where)
        ),
        "fractions": int(number(entry["fractions"], here.where)) if "fractions" in entry else None,
        "dose_gy": float(number(entry["gy"], here.where)) if "gy" in entry else None,
        "words": tuple(listed(entry.get("words"), here.where)),
    }
