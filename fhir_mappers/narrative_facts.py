"""What free text says of spread and stage, as facts with text evidence."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappers.facts import Activity, Certainty, Evidence, Metastasis, Stage
from fhir_mappers.narrative_sites import SaidSite
from fhir_mappers.narrative_stages import stages_in
from fhir_mappers.reading import Reading


def metastasis(
    site: SaidSite,
    source: str,
    because: Evidence,
    firmest: Certainty = Certainty.CONFIRMED,
    *,
    biopsied: bool = False,
) -> Metastasis:
    """The fact of one site; `firmest` caps what may be affirmed, and only that is proven."""
    certain = site.certainty is Certainty.CONFIRMED
    return Metastasis(
        site=site.site,
        region=site.region,
        certainty=firmest if certain else site.certainty,
        activity=Activity.HISTORY if site.history else Activity.UNKNOWN,
        count=site.amount.count,
        amount=site.amount.word,
        manner=site.manner,
        unnamed=site.unnamed,
        open_ended=site.amount.open_ended,
        source=source,
        biopsied=biopsied and certain,
        day=because.day,
        because=(because,),
    )


def stages(
    text: str, because: Evidence, reading: Reading, firmest: Certainty = Certainty.CONFIRMED
) -> Iterator[Stage]:
    """The stages that a text states; `firmest` caps what may be affirmed."""
    for said in stages_in(text, reading):
        yield Stage(
            said.notation.axis,
            said.notation.value,
            said.notation.prefix,
            said.system,
            said.edition,
            tumour_type=said.tumour_type,
            certainty=firmest if said.certainty is Certainty.CONFIRMED else said.certainty,
            day=because.day,
            because=(because,),
        )
