"""Whether one site of spread is distant, regional or undecidable for a given cancer (4.1, 4.3)."""

from __future__ import annotations

import enum

from cards.guideline import Guideline
from fhir_mappers.facts import Metastasis

ANYWHERE = "any"
ELSEWHERE = "elsewhere"
NODE, REGIONAL = "lymph-node", "regional"


class Reach(enum.Enum):
    """How far a site lies from the primary."""

    DISTANT = "distant"
    REGIONAL = "regional"
    UNDECIDABLE = "undecidable"


def reach(metastasis: Metastasis, guideline: Guideline) -> Reach:
    """Distant, regional or undecidable.

    A lymph node is decided by the tumour's own map of basins; a basin on neither list stays
    undecidable, and a node that the source itself calls regional is. The organ of the primary itself names no distant site (intake rule I9).
    """
    staging = guideline.staging
    if metastasis.site == NODE:
        if metastasis.region == REGIONAL or metastasis.region in staging.regional_nodes:
            return Reach.REGIONAL
        return Reach.DISTANT if metastasis.region in staging.distant_nodes else Reach.UNDECIDABLE
    if metastasis.site in staging.regional_sites:
        return Reach.REGIONAL
    if metastasis.site in guideline.organs and metastasis.site not in staging.distant_organs:
        return Reach.UNDECIDABLE
    if metastasis.site == "unspecified" and metastasis.primary_type is None:
        return Reach.UNDECIDABLE
    return Reach.DISTANT
