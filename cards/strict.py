"""Strict reading of TOML: a typo in content ends in a sentence, never in a silent default."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cards.content_errors import ContentError

STATUSES = ("draft", "approved")
REGIONS = ("us", "eu")


def exactly(table: Mapping[str, Any], keys: Collection[str], where: str) -> None:
    """Refuse missing and unknown keys of a table that has no optional ones."""
    wrong = sorted(set(keys).symmetric_difference(table))
    if wrong:
        expected = ", ".join(sorted(keys))
        raise ContentError(f"{where}: missing or unknown: {', '.join(wrong)}; expected {expected}.")


def check(
    table: Mapping[str, Any],
    where: str,
    required: Mapping[str, type],
    optional: Mapping[str, type] | None = None,
) -> None:
    """Refuse missing keys, unknown keys and wrong types; `where` names file and table."""
    allowed = {**required, **(optional or {})}
    missing = sorted(set(required) - set(table))
    if missing:
        raise ContentError(f"{where}: missing key {', '.join(missing)}.")
    unknown = sorted(set(table) - set(allowed))
    if unknown:
        known = ", ".join(sorted(allowed))
        raise ContentError(f"{where}: unknown key {', '.join(unknown)}; expected one of {known}.")
    for key, value in table.items():
        wanted = allowed[key]
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise ContentError(f"{where}: {key} must be of type {wanted.__name__}.")


def regions_of(entry: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """Regions in which an entry holds; all of them where none is named."""
    named = tuple(entry.get("regions", REGIONS))
    for region in named:
        one_of(region, REGIONS, where)
    return named


def one_of(value: str, allowed: tuple[str, ...], where: str) -> str:
    """Refuse a word outside a closed list."""
    if value not in allowed:
        raise ContentError(f"{where}: {value!r} is not one of {', '.join(allowed)}.")
    return value


def known(
    ids: tuple[str, ...], register: Mapping[str, object], where: str, *, empty_ok: bool = False
) -> tuple[str, ...]:
    """Refuse a citation that the register does not have, and content without one."""
    if not ids and not empty_ok:
        raise ContentError(f"{where}: no citation; name at least one entry of evidence.toml.")
    for entry in ids:
        if entry not in register:
            raise ContentError(f"{where}: citation {entry} is not in evidence.toml.")
    return ids
