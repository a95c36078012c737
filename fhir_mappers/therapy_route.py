"""Whether a drug reaches the whole body: by route, dose form, and eye-sized doses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.facts import Certainty, Truth
from fhir_mappers.fhir import Json
from fhir_mappers.measures import MEASURES
from fhir_mappers.reading import Reading, words
from fhir_mappers.therapy_drugs import Drugs

_LOCAL, _SYSTEMIC = "local", "systemic"
_WEIGHED = re.compile(
    r"(?P<amount>\d+(?:[.,]\d+)?)\s*(?P<unit>mg|mcg|[uµμ]g)\b(?!\s*/\s*(?:kg|m))", re.IGNORECASE
)


def systemic(json: Json, drugs: Drugs, reading: Reading) -> Truth:
    """No for eye, skin and other local use, yes for a stated systemic route, else unknown.

    Local use wins where a resource says both. A vascular growth factor inhibitor in a dose made
    for the eye counts as local even when no route is written (section 12.4).
    """
    routes = set(_routes(json, drugs.written, reading))
    if _LOCAL in routes or _eye_dose(json, drugs):
        return Truth.NO
    return Truth.YES if _SYSTEMIC in routes else Truth.UNKNOWN


def _routes(json: Json, written: str, reading: Reading) -> Iterator[str]:
    texts = [written]
    for dosage in _dosages(json):
        route = fhir.concept(dosage.get("route"))
        yield from (meaning.means for meaning in reading.terms.all("routes", route))
        texts.extend([words(route), fhir.text(dosage.get("text"))])
    for mention in reading.lexicon.find(". ".join(filter(None, texts)), "routes"):
        if mention.certainty is not Certainty.EXCLUDED:
            yield mention.means


def _dosages(json: Json) -> Iterator[Json]:
    yield from fhir.items(json.get("dosageInstruction"))
    yield from fhir.items(json.get("dosage"))


def _eye_dose(json: Json, drugs: Drugs) -> bool:
    eye = MEASURES.eye
    if not set(drugs.ingredients) & eye.ingredients:
        return False
    doses = list(_doses(json, drugs.written))
    return bool(doses) and max(doses) <= eye.max_mg


def _doses(json: Json, written: str) -> Iterator[float]:
    texts = [written]
    for dosage in _dosages(json):
        texts.append(fhir.text(dosage.get("text")))
        quantities = [dosage.get("dose"), dosage.get("doseQuantity")]
        quantities += [entry.get("doseQuantity") for entry in fhir.items(dosage.get("doseAndRate"))]
        yield from (amount for entry in quantities for amount in _milligrams(entry))
    for found in _WEIGHED.finditer(" ".join(texts)):
        amount = float(found["amount"].replace(",", "."))
        yield amount * MEASURES.eye.units[found["unit"].casefold()]


def _milligrams(quantity: object) -> Iterator[float]:
    for entry in fhir.items(quantity):
        value, unit = entry.get("value"), entry.get("code") or entry.get("unit")
        factor = MEASURES.eye.units.get(fhir.text(unit).casefold())
        if isinstance(value, int | float) and factor is not None:
            yield value * factor
