"""A place in a vignette: it gives dates, words and evidence, and names itself in every refusal."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fhir_mappers.facts import Day, Evidence, Truth
from tests.vignettes import shorthand_words
from tests.vignettes.shorthand_words import refuse

Word = TypeVar("Word", bound=enum.Enum)


@dataclass(frozen=True)
class Place:
    """File and entry, and the day of the call."""

    file: str
    entry: str
    today: dt.date

    @property
    def where(self) -> str:
        """File and entry as a refusal names them."""
        return f"{self.file} [{self.entry}]"

    def at(self, entry: str) -> Place:
        """Another entry of the same file."""
        return Place(self.file, entry, self.today)

    def need(self, entry: Mapping[str, Any], key: str) -> Any:
        """A value that must be there."""
        if key not in entry:
            raise refuse(self.where, f"{key} is missing")
        return entry[key]

    def day(self, value: object) -> Day | None:
        """A date, relative or written; None when there is none."""
        return shorthand_words.day(value, self.today, self.where)

    def truth(self, value: object) -> Truth:
        """Yes, no, or unknown when nothing is written."""
        return shorthand_words.truth(value, self.where)

    def word(self, value: object, allowed: Collection[str]) -> str:
        """A word of a closed list."""
        return shorthand_words.one_of(value, allowed, self.where)

    def member(self, kind: type[Word], value: object) -> Word:
        """A member of an enumeration."""
        return shorthand_words.member(kind, value, self.where)

    def reference(self, resource: str) -> str:
        """The record that this entry stands for."""
        return f"{resource}/{self.entry.replace(' ', '-')}"

    def sibling(self, entry: str, resource: str) -> str:
        """The record of another entry."""
        return self.at(entry).reference(resource)

    def because(
        self, resource: str, day: Day | None, entry: Mapping[str, Any]
    ) -> tuple[Evidence, ...]:
        """Evidence of this entry; `text = true` marks what only free text says."""
        from_text = entry.get("text", False)
        code = "" if from_text else "urn:vignette|1"
        return (Evidence(self.reference(resource), code, day, "", from_text),)
