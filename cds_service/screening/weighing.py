"""What a process of a run remembers of resources, and what examples of them can do."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence

from fhir_mappers.chart import population_memo
from fhir_mappers.document import Document
from fhir_mappers.memo import Memo
from fhir_mappers.weighing import READ, weigh

__all__ = ["READ", "memory", "weigh_examples"]


@functools.cache
def memory() -> Memo:
    """The memory of this process; code sets and lexicon are loaded at the first call."""
    return population_memo()


def weigh_examples(examples: Sequence[str], today: dt.date) -> list[int]:
    """What resources like each example can do, as a number of `Weight`."""
    return [int(weigh(Document(line.encode()), memory(), today)) for line in examples]
