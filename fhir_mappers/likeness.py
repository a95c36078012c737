"""Which resources of a whole population are alike, so that one of them stands for all.

Two resources are alike when they have the same type, the same members and the same content in the
members of `ALIKE`; all their other members are silent ones. One example is then enough to know
whether any of them can say anything (`fhir_mappers.weighing`). Every other resource stands for
itself alone.
"""

from __future__ import annotations

import enum

ALIKE = (
    "bodySite",
    "category",
    "class",
    "code",
    "extension",
    "hospitalization",
    "medicationCodeableConcept",
    "reasonCode",
    "serviceType",
    "type",
    "valueCodeableConcept",
    "component",
)
"""Members whose content is compared."""

NUMBERS_IN = "component"
"""The one of them whose numbers are left out of the comparison."""

REFERRING = (
    "basedOn",
    "evidence",
    "focus",
    "hasMember",
    "medicationReference",
    "partOf",
    "reasonReference",
    "specimen",
    "stage",
)
"""Members whose references the readers follow."""


class Weight(enum.IntEnum):
    """What resources of one kind can do: nothing, add to a cancer patient's record, or more."""

    NOTHING = 0
    ASIDE = 1
    MORE = 2
