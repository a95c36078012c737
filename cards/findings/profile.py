"""One cancer with everything that is judged about it before any order is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from cards.findings.cancers import Cancer
from cards.findings.scenario import Scenario
from cards.findings.staging import Staging
from cards.guideline import Guideline
from fhir_mappers.facts import Truth


@dataclass(frozen=True)
class CancerProfile:
    """Cancer, the guideline that speaks for it, its staging and its scenario."""

    cancer: Cancer
    guideline: Guideline
    staging: Staging
    scenario: Scenario

    @property
    def stage_iv(self) -> Truth:
        """Whether this cancer is stage IV now."""
        return self.staging.stage_iv

    @property
    def name(self) -> str:
        """The tumour's name as cards write it."""
        return self.guideline.name
