"""The codes by which an Observation can be asked for without the rest of the chart."""

from __future__ import annotations

from fhir_mappers.terminology import Terminology

# Code sets of what an Observation asks; `observations_asked_for` adds those of codes that are read
# by their value or words alone, and of findings that stand where a question should.
_QUESTIONS = (
    "biomarker_tests",
    "care_codes",
    "disease_status",
    "metastasis_observations",
    "observations_asked_for",
    "performance",
    "reserve",
    "stage_axes",
    "stage_methods",
    "symptoms",
    "tumour_marker_values",
)
_SYSTEMS = ("loinc", "ncit", "sct")


def observation_codes(terms: Terminology) -> tuple[str, ...]:
    """Codes, without their system, that an Observation may carry as `code` and be read; sorted.

    An Observation with a local code or with words alone is read too, and is not covered.
    """
    rows = (row for kind in _QUESTIONS for row in terms.tables.get(kind, ()))
    named = {row.code for row in rows if row.system in _SYSTEMS and not row.code.endswith("-")}
    return tuple(sorted(named))
