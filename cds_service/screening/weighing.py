"""What resources of a run can do, told from examples before anything else is loaded."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence

from fhir_mappers.document import Document
from fhir_mappers.memo import Memo
from fhir_mappers.weighing import READ, scales, weigh

__all__ = ["READ", "load", "weigh_examples"]


@functools.cache
def load() -> Memo:
    """The scales of this process, with code sets and lexicon; the first call loads them."""
    return scales()


def weigh_examples(examples: Sequence[str], today: dt.date) -> list[int]:
    """What resources like each example can do, as a number of `Weight`."""
    return [int(weigh(Document(line.encode()), load(), today)) for line in examples]
