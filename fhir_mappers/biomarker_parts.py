"""Results of one Observation from its own value and its components, brought together."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers import fhir
from fhir_mappers.biomarker_attempt import failed, why_without_result
from fhir_mappers.biomarker_her2 import speaks_of_hybridisation
from fhir_mappers.biomarker_panel import names_of, narrated
from fhir_mappers.biomarker_result import Result, agreed, joined
from fhir_mappers.biomarker_subject import subject_of
from fhir_mappers.biomarker_value import HER2, values_of, written
from fhir_mappers.biomarker_words import Tested
from fhir_mappers.facts import Truth
from fhir_mappers.fhir import Coding, Json
from fhir_mappers.reading import Reading, words


def results_of(
    json: Json, tested: Tested | None, germline: Truth, reading: Reading
) -> dict[str, Result]:
    """Results of all parts. Parts that look at different things add up; others must agree."""
    label = words(fhir.concept(json.get("code")))
    if tested is None:
        own = narrated(written(json, reading), label, None, germline, reading)
    else:
        own = {} if tested.silent else values_of(json, tested, germline, label, reading)
    found = {name: [result] for name, result in own.items()}
    adds_up = False
    for part, about in _components(json, tested, reading):
        adds_up = adds_up or about.part or bool(about.protein)
        written_label = words(fhir.concept(part.get("code")))
        for name, result in values_of(part, about, germline, written_label, reading).items():
            found.setdefault(name, []).append(result)
    if not found and tested is not None and not tested.silent:
        return _without(json, tested, germline, reading)
    together = joined if adds_up else agreed
    return {name: together(results) for name, results in found.items()}


def codings_of_parts(json: Json, germline: Truth, reading: Reading) -> dict[str, Coding]:
    """The code of the first component that is a known test of a marker, by marker."""
    found: dict[str, Coding] = {}
    for part in fhir.items(json.get("component")):
        about = subject_of(fhir.concept(part.get("code")), reading)
        if about.tested is not None and about.coding is not None:
            for name in names_of(about.tested.biomarkers, germline):
                found.setdefault(name, about.coding)
    return found


def _without(json: Json, tested: Tested, germline: Truth, reading: Reading) -> dict[str, Result]:
    why = why_without_result(json, reading)
    return failed(names_of(tested.biomarkers, germline), why) if why else {}


def _components(
    json: Json, tested: Tested | None, reading: Reading
) -> Iterator[tuple[Json, Tested]]:
    for part in fhir.items(json.get("component")):
        code = fhir.concept(part.get("code"))
        about = subject_of(code, reading).tested or _of_her2(words(code), tested)
        if about is not None and not about.silent:
            yield part, about


def _of_her2(label: str, tested: Tested | None) -> Tested | None:
    """A component of a HER2 test that names only its method: `FISH ratio`, `IHC score`."""
    if tested is None or tested.biomarkers != (HER2,):
        return None
    if speaks_of_hybridisation(label):
        return Tested((HER2,), "ish")
    return Tested((HER2,), "ihc") if "ihc" in label.lower() else None
