"""Reading an export begins before most of the program is loaded.

Loading takes a second with one core at work, a third of what a small export takes. Nothing here
may import the rules or the models of FHIR; the readers, which weigh the examples, are imported while
the sieve looks for those.
"""

from __future__ import annotations

import datetime as dt

from cds_service.screening.options import Options
from cds_service.screening.sifting import Sifting


def begin(sifting: Sifting, options: Options) -> None:
    """Let the sieve take the export apart; returns at once."""
    sifting.start()
    from cds_service.screening import weighing  # noqa: PLC0415 - see above

    day = options.as_of or dt.datetime.now(dt.UTC).date()
    weighing.load()
    weights = weighing.weigh_examples(sifting.examples(), day)
    sifting.sift(options.work, weights, weighing.READ)
