"""Adjectives of place that say which lymph nodes are meant, and name no organ.

`Hilar and mediastinal lymph nodes` are regional in lung cancer; the mediastinum itself, or the hilum of the
liver, would be distant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fhir_mappers.metastasis_words import LYMPH_NODE
from fhir_mappers.text import Mention

REGIONS = "node_regions"
_NODES = re.compile(
    r"(?:\s*(?:,|/|and|und|or|oder|and/or)+(?:\s*(?!\w*(?:metast|filia))\w+){1,2}){0,3}"
    r"\s+(?:lymph\s*)?(?:node|nodal|adenopath|lymphadenopath|lymphknoten|lk\b|lns?\b)\w*",
    re.IGNORECASE,
)


_ANY_NODES = (LYMPH_NODE, f"{LYMPH_NODE}:unspecified")
_BEHIND = re.compile(
    r"\s*[,:(/]?\s*(?:(?:and|und|in|im|the|der|left|right|both|linke?r?s?|rechte?r?s?|bds)\s+)*",
    re.IGNORECASE,
)


def of_nodes(organ: Mention, regions: tuple[Mention, ...], written: str) -> Mention:
    """`Hilar and mediastinal lymph nodes`: words for a place, which here say which nodes."""
    region = next((one for one in regions if one.start == organ.start), None)
    if region is None or not _NODES.match(written, organ.end):
        return organ
    return organ._replace(means=f"{LYMPH_NODE}:{region.means}")


def to_nodes(mention: Mention, regions: tuple[Mention, ...], written: str) -> Mention:
    """`Metastases to mediastinal lymph nodes` are in nodes, not in the mediastinum.

    `Lymph node metastases, mediastinal and hilar` says behind which nodes are meant.
    """
    if mention.means in _ANY_NODES:
        behind = set(_listed_behind(mention, regions, written))
        return mention._replace(means=behind.pop()) if len(behind) == 1 else mention
    region = next((one for one in regions if one.end == mention.end), None)
    nodes = _NODES.match(written, mention.end) if region else None
    if region is None or nodes is None:
        return mention
    return mention._replace(means=f"{LYMPH_NODE}:{region.means}", end=nodes.end())


def _listed_behind(mention: Mention, regions: tuple[Mention, ...], written: str) -> Iterator[str]:
    edge = mention.end
    for region in regions:
        if region.start >= edge and _BEHIND.fullmatch(written[edge : region.start]):
            yield f"{LYMPH_NODE}:{region.means}"
            edge = region.end
