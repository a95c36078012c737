"""Names for what is counted, from closed lists: nothing that a client sent is ever a name here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cards.compose import OVERRIDE_SYSTEM
from cards.knowledge_base import Knowledge
from cards.rule_names import rule_names
from cds_service.feedback import COMMENT_ONLY
from cds_service.memory import RULE
from cds_service.store.figures import CardCount
from cds_service.store.seal import Seal

NO_REASON, FOREIGN = "no-reason", "other-system"
WHOLE, UNKNOWN = "whole-topic", "earlier-content"
OTHER_REASONS = {
    NO_REASON: "Dismissed without a reason",
    COMMENT_ONLY: "A comment without a reason",
    FOREIGN: "A reason that is none of ours",
}
OTHER_RULES = {
    WHOLE: "The topic as a whole, or not recorded",
    UNKNOWN: "A rule of other content than today's",
}


@dataclass(frozen=True)
class Label:
    """A code, what it is called, and the page of the rulebook about it, if there is one."""

    code: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Labels:
    """Looks names up in the content of this installation; `rules` are anchor and words by seal."""

    knowledge: Knowledge
    rules: Mapping[str, tuple[str, str]]

    def topic(self, code: str) -> Label:
        """A topic, linked to its page."""
        text = self.knowledge.topics.get(code)
        return Label(code, text.display, f"rules/{code}") if text else Label(code, code)

    def rule(self, topic: str, sealed: str | None) -> Label:
        """A rule, linked to its row."""
        if not sealed or sealed not in self.rules:
            code = UNKNOWN if sealed else WHOLE
            return Label(code, OTHER_RULES[code])
        code, name = self.rules[sealed]
        return Label(code, f"{code}: {name}", f"rules/{topic}#{code}")

    def reason(self, card: CardCount) -> Label:
        """Why a card was set aside; what a client sent is looked up and never repeated."""
        code = self._reason(card)
        return Label(code, self.knowledge.override_reasons.get(code) or OTHER_REASONS[code])

    def _reason(self, card: CardCount) -> str:
        if not card.reason:
            return NO_REASON
        ours = card.reason_system in ("", OVERRIDE_SYSTEM)
        if ours and card.reason in (*self.knowledge.override_reasons, COMMENT_ONLY):
            return card.reason
        return FOREIGN


def labels(knowledge: Knowledge, seal: Seal) -> Labels:
    """The names for figures of a store with this seal."""
    names = rule_names(knowledge).items()
    return Labels(knowledge, {seal(RULE, anchor): (anchor, name) for anchor, name in names})


def plain(text: str) -> Label:
    """A name that is its own code: a month, a hook, a FHIR type."""
    return Label(text, text)
