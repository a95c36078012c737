"""Tells quickly of most valid resources that they are valid; of all others, to ask the models.

The models of `fhir.resources` take 0.1 to 0.3 ms for a resource, most of it in Python validators
that run for every node. Here the same models are read once and turned into msgspec types, which
take a fiftieth of that. Whatever is unusual (an unknown element, a null, an extension of a
primitive, something contained, a rare datatype, more nesting than `DEEPEST`) is not judged here. So
a yes is a yes of the models, and a no means nothing; a test holds the two against each other.
"""

from __future__ import annotations

import functools
import types as types_of
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from fhir_core import types
from fhir_core.fhirabstractmodel import FHIRAbstractModel
from msgspec import UNSET, Meta, Struct, UnsetType
from pydantic.fields import FieldInfo

DEEPEST = 5

_YEAR = r"[12]\d{3}"
_DAY = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)"
    r"|02-(?:0[1-9]|1\d|2[0-8]))"
)
_TIME = r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)"
_MONTH = rf"{_YEAR}(?:-(?:0[1-9]|1[0-2]))?"
_LARGEST = 2**31 - 1


def _written(pattern: str) -> Any:
    return Annotated[str, Meta(pattern=rf"\A(?:{pattern})\Z")]


_SOME = Meta(min_length=1)
_NEVER = Annotated[str, Meta(min_length=1, max_length=0)]
_TEXT = Annotated[str, Meta(pattern=r"\S")]
_PRIMITIVES: Mapping[type, Any] = {
    types.String: _TEXT,
    types.Markdown: _TEXT,
    types.Xhtml: str,
    types.Uri: str,
    types.Canonical: str,
    types.Code: _written(r"[!-~]+(?: [!-~]+)*"),
    types.Id: _written(r"[A-Za-z0-9.-]{1,64}"),
    types.Date: _written(rf"{_MONTH}|{_YEAR}-{_DAY}"),
    types.DateTime: _written(rf"{_MONTH}|{_YEAR}-{_DAY}(?:{_TIME})?"),
    types.Instant: _written(rf"{_YEAR}-{_DAY}{_TIME}"),
    types.Decimal: float,
    types.Integer: Annotated[int, Meta(ge=-_LARGEST, le=_LARGEST)],
    types.UnsignedInt: Annotated[int, Meta(ge=0, le=_LARGEST)],
    types.PositiveInt: Annotated[int, Meta(ge=1, le=_LARGEST)],
}
_RARE = frozenset(
    {"CodeableReferenceType", "ContactDetailType", "ContributorType", "CountType",
     "DataRequirementType", "DistanceType", "ExpressionType", "MoneyType",
     "ParameterDefinitionType", "RatioRangeType", "RelatedArtifactType", "SignatureType",
     "TriggerDefinitionType", "UsageContextType"}
)  # fmt: skip
"""Datatypes that stand in extensions alone; their models, slow to build, are left alone."""


def surely_valid(model: type[FHIRAbstractModel], raw: bytes) -> bool:
    """Whether the model would accept every element of a resource; False says nothing."""
    try:
        _decoder(model).decode(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    return True


@functools.cache
def _decoder(model: type[FHIRAbstractModel]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_type_of(model, DEEPEST))


@functools.cache
def _type_of(model: type[FHIRAbstractModel], depth: int) -> type[Struct]:
    """The model as a msgspec type; elements of a kind that is not judged here are left out."""
    kind = model.get_resource_type()
    fields: list[Any] = [("resourceType", typing.Literal[kind])] if _is_resource(model) else []
    required = _required(model)
    for name, field in _elements(model):
        told = _annotation(field, depth)
        if name in required:
            fields.append((name, _NEVER if told is None else told))
        elif told is not None:
            fields.append((name, told | UnsetType, UNSET))
    return msgspec.defstruct(
        kind,
        fields,
        namespace={"__post_init__": _one_of_each(_choices(model))},
        forbid_unknown_fields=True,
        kw_only=True,
        gc=False,
    )


@functools.cache
def _is_resource(model: type[FHIRAbstractModel]) -> bool:
    return bool(model.has_resource_base())


def _elements(model: type[FHIRAbstractModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The elements by the names that they have in JSON, extensions of primitives left out."""
    for name, field in model.model_fields.items():
        if not name.endswith("__ext") and name != "fhir_comments":
            yield field.alias or name, field


def _said(field: FieldInfo, name: str) -> Any:
    extra = field.json_schema_extra
    return extra.get(name) if isinstance(extra, dict) else None


def _required(model: type[FHIRAbstractModel]) -> set[str]:
    """Names of what must be there; the models take an extension in the place of a primitive."""
    primitives = {name for name, _ in model.model_construct().get_required_fields()}
    return {
        field.alias or name
        for name, field in model.model_fields.items()
        if field.is_required() or name in primitives
    }


def _choices(model: type[FHIRAbstractModel]) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Names of which a node may have one, `value[x]` above all, and whether it needs one (1)."""
    found: dict[str, list[str]] = {}
    least: dict[str, int] = {}
    for name, field in _elements(model):
        stem = _said(field, "one_of_many")
        if isinstance(stem, str):
            found.setdefault(stem, []).append(name)
            least[stem] = int(_said(field, "one_of_many_required") is True)
    return tuple((tuple(names), least[stem]) for stem, names in found.items())


def _one_of_each(choices: Sequence[tuple[Sequence[str], int]]) -> Callable[[Struct], None]:
    def check(made: Struct) -> None:
        for names, least in choices:
            if not least <= sum(getattr(made, name, UNSET) is not UNSET for name in names) <= 1:
                raise ValueError("none or several of a choice")

    return check


def _annotation(field: FieldInfo, depth: int) -> Any:
    """The type of one element; None for a kind that is left to the models."""
    kind = _without_none(field.annotation)
    if typing.get_origin(kind) is not list:
        return _single(kind, depth)
    inner = _single(_without_none(typing.get_args(kind)[0]), depth)
    return None if inner is None else Annotated[types_of.GenericAlias(list, (inner,)), _SOME]


def _without_none(kind: Any) -> Any:
    """`X` for `X | None`; anything else as it is."""
    told = [one for one in typing.get_args(kind) if one is not type(None)]
    return told[0] if type(None) in typing.get_args(kind) and len(told) == 1 else kind


def _single(kind: Any, depth: int) -> Any:
    if kind is bool:
        return bool
    if typing.get_origin(kind) is Annotated:
        return _PRIMITIVES.get(type(typing.get_args(kind)[1]))
    if not isinstance(kind, type) or not issubclass(kind, types.FhirBase) or depth == 0:
        return None
    if issubclass(kind, types.FhirElementOrResourceBase) or kind.__name__ in _RARE:
        return None
    return _type_of(kind.get_model_klass(), depth - 1)
