"""Validates resources against R4B, and prunes what is invalid.

Readers get a `Resource`: plain JSON of which every element has passed `fhir.resources.R4B`. An
element that does not validate is cut out and named in `Resource.pruned`; only a resource that
cannot be repaired that way is refused.
"""

from __future__ import annotations

import copy
import functools
import importlib
from typing import Any

from fhir_core.fhirabstractmodel import FHIRAbstractModel
from pydantic import ValidationError

from fhir_mappers.fhir import InvalidResourceError, Json, Resource
from fhir_mappers.quick_check import surely_valid

MAX_PRUNES = 40
CHOICES = (
    "value",
    "effective",
    "onset",
    "abatement",
    "performed",
    "deceased",
    "medication",
    "occurrence",
)
PREFERRED = ("CodeableConcept", "Quantity", "DateTime", "Integer", "Period", "String")


@functools.cache
def _model(resource_type: str) -> type[FHIRAbstractModel]:
    module = importlib.import_module(f"fhir.resources.R4B.{resource_type.lower()}")
    model: type[FHIRAbstractModel] = getattr(module, resource_type)
    return model


def open_resource(raw: Json, reference: str, sent: bytes = b"") -> Resource:
    """Validate against R4B and prune element by element.

    `sent` are the bytes of the resource, which spare the models most of what is plainly valid.

    An element that R4 requires and that was not sent (real data lacks `status` often) is noted in
    `pruned` and the rest is kept. Raises `InvalidResourceError` when the models cannot take the
    resource at all, or after `MAX_PRUNES` rounds.
    """
    resource_type = str(raw["resourceType"])
    if sent and surely_valid(_model(resource_type), sent):
        return Resource(resource_type, reference, raw)
    paths = _invalid_paths(resource_type, raw)
    json: dict[str, Any] = copy.deepcopy(dict(raw)) if paths else dict(raw)
    pruned: list[str] = []
    for _ in range(MAX_PRUNES):
        if not paths:
            return Resource(resource_type, reference, json, tuple(pruned))
        if [path for path in paths if _trim(json, path)]:
            paths = _invalid_paths(resource_type, json)
            continue
        paths = [path for path in paths if path] or _second_choices(json)
        cut = [".".join(map(str, path)) for path in paths if _cut(json, path)]
        if not cut:
            absent = (".".join(map(str, path)) or "a required element" for path in paths)
            return Resource(resource_type, reference, json, (*pruned, *absent, *_hollow(paths)))
        pruned.extend(cut)
        paths = _invalid_paths(resource_type, json)
    raise InvalidResourceError(f"{resource_type} is not valid FHIR R4 and could not be repaired")


def _hollow(paths: list[tuple[int | str, ...]]) -> tuple[str, ...]:
    """A note for a resource whose root lacks something that the model does not name."""
    return () if paths else ("a required element",)


def _invalid_paths(resource_type: str, json: Json) -> list[tuple[int | str, ...]]:
    try:
        _model(resource_type).model_validate(json)
    except ValidationError as error:
        return [tuple(problem["loc"]) for problem in error.errors(include_input=False)]
    except (KeyError, TypeError, RecursionError, AttributeError) as error:
        # A contained resource of an unknown type raises KeyError, a numeric one TypeError.
        if "contained" in json:
            return [("contained",)]
        raise InvalidResourceError(f"{resource_type}: {type(error).__name__}") from error
    return []


def _second_choices(json: Json) -> list[tuple[int | str, ...]]:
    """All but one of several `value[x]` sent at once; real data does so, and R4 allows one."""
    extra: list[tuple[int | str, ...]] = []
    for stem in CHOICES:
        present = [
            name for name in json if name.startswith(stem) and name[len(stem) :][:1].isupper()
        ]
        ranked = sorted(present, key=lambda name: _rank(name.removeprefix(stem)))
        extra.extend((name,) for name in ranked[1:])
    return extra


def _rank(datatype: str) -> tuple[int, str]:
    known = PREFERRED.index(datatype) if datatype in PREFERRED else len(PREFERRED)
    return known, datatype


def _trim(json: Any, path: tuple[int | str, ...]) -> bool:
    """Take blanks off the ends of a string; real data has codes such as `9064/3 `."""
    node = json
    for step in path[:-1]:
        if not ((isinstance(node, dict) and step in node) or _has_index(node, step)):
            return False
        node = node[step]
    written = node.get(path[-1]) if isinstance(node, dict) and path else None
    if not isinstance(written, str) or written == written.strip():
        return False
    node[path[-1]] = written.strip()
    return True


def _cut(json: Any, path: tuple[int | str, ...]) -> bool:
    """Remove the deepest element of the path that exists; the resource itself is never removed."""
    parents: list[tuple[Any, int | str]] = []
    node = json
    for step in path:
        if (isinstance(node, dict) and step in node) or _has_index(node, step):
            parents.append((node, step))
            node = node[step]
    if not parents:
        return False
    parent, step = parents[-1]
    # Some serialisers leave `null` among the entries of a list; the others are none the worse.
    sound = [entry for entry in _entries(parent[step]) if entry is not None]
    if sound and len(sound) < len(parent[step]):
        parent[step] = sound
        return True
    del parent[step]
    _drop_hollow(parents[:-1])
    return True


def _entries(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def _has_index(node: Any, step: int | str) -> bool:
    return isinstance(node, list) and isinstance(step, int) and step < len(node)


def _drop_hollow(parents: list[tuple[Any, int | str]]) -> None:
    for parent, step in reversed(parents):
        if parent[step] not in ({}, []):
            return
        del parent[step]
