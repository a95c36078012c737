"""Results of which a corrected version is at hand (mapping section 1.3).

A laboratory that corrects a result sends a new resource with the same identifier; the old one may
still be there with its own status. An identifier can be that of a whole sample, so that code and
genes must be the same as well.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from fhir_mappers import fhir
from fhir_mappers.document import Document

KINDS = frozenset({"Observation", "DiagnosticReport"})
CORRECTED = frozenset({"amended", "corrected"})
WHY = "a corrected version of it is at hand"
_GENE = "48018-6"


def superseded(chart: Sequence[Document]) -> frozenset[str]:
    """References of the results that another one on the chart corrects."""
    results = [one for one in chart if one.kind in KINDS and "identifier" in one.members]
    corrected = [one for one in results if _status(one) in CORRECTED]
    if not corrected:
        return frozenset()
    known = {key for one in corrected for key in _keys(one)}
    return frozenset(
        one.reference
        for one in results
        if one.id and _status(one) not in CORRECTED and not known.isdisjoint(_keys(one))
    )


def _status(document: Document) -> str:
    return fhir.text(document.value("status")).strip().casefold()


def _keys(document: Document) -> Iterator[Hashable]:
    """What two versions have in common: an identifier, what was looked for, and the genes."""
    json = document.json
    looked_for = tuple(sorted(_names(json.get("code"))))
    genes = tuple(
        sorted(
            name
            for part in fhir.items(json.get("component"))
            if _GENE in _names(part.get("code"))
            for name in _names(part.get("valueCodeableConcept"))
        )
    )
    for entry in fhir.items(json.get("identifier")):
        value = fhir.text(entry.get("value"))
        if value and looked_for:
            yield document.kind, fhir.text(entry.get("system")), value, looked_for, genes


def _names(node: object) -> frozenset[str]:
    """The codes of a concept, or its words where it has none."""
    concept = fhir.concept(node)
    codes = frozenset(coding.code for coding in concept.codings if coding.code)
    return codes or frozenset({concept.text} - {""})
