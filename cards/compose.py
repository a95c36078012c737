"""Turns drafts into cards: ids, source, override reasons, links and the evidence section."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cards.card import Action, Card, Coding, Link, Source, Suggestion, is_literal
from cards.content_errors import ContentError
from cards.draft import Draft, Proposal
from cards.knowledge_base import Knowledge
from cards.markdown import sections

TOPIC_SYSTEM = "urn:oncology-cds:topic"
OVERRIDE_SYSTEM = "urn:oncocds:override"
MAX_LINKS = 4
RULE = "How this advice is decided"
UNVERIFIED = "not verified against the source"
NewId = Callable[[str], str]


def compose(draft: Draft, knowledge: Knowledge, new_id: NewId) -> Card:
    """Make the card. Raises `ContentError` for advice without a citation."""
    if not draft.citations:
        raise ContentError(f"topic {draft.topic}: advice without a citation")
    topic = knowledge.topics[draft.topic]
    key = f"{draft.topic}|{draft.order or ''}"
    return Card(
        uuid=new_id(key),
        summary=draft.summary,
        indicator=draft.indicator,
        source=Source(topic.source_label, Coding(TOPIC_SYSTEM, draft.topic, topic.display)),
        detail=_detail(draft, knowledge),
        suggestions=tuple(
            _suggestion(entry, key, new_id) for entry in draft.proposals if _addressable(entry)
        ),
        selection_behavior="at-most-one" if draft.at_most_one else "any",
        override_reasons=tuple(
            Coding(OVERRIDE_SYSTEM, reason.code, reason.display)
            for reason in topic.override_reasons
        ),
        links=_links(draft, knowledge),
        order=draft.order,
        rule=draft.rule,
    )


def _detail(draft: Draft, knowledge: Knowledge) -> str:
    return sections(
        [
            ("What we saw", draft.saw),
            ("What is missing", draft.missing),
            ("Alternatives", draft.alternatives),
            ("Ask the team", draft.ask),
            ("Evidence", [_cited(entry, knowledge) for entry in dict.fromkeys(draft.citations)]),
        ]
    )


def _cited(citation_id: str, knowledge: Knowledge) -> str:
    citation = knowledge.evidence[citation_id]
    label = f"[{citation.short}]({citation.url})" if citation.url else citation.short
    return label if citation.verified else f"{label} ({UNVERIFIED})"


def _links(draft: Draft, knowledge: Knowledge) -> tuple[Link, ...]:
    """The rule, what the site adds, and the sources."""
    sources = _sources(draft.citations, knowledge)
    return (*_rule(draft, knowledge), *knowledge.site_links, *sources)


def _rule(draft: Draft, knowledge: Knowledge) -> tuple[Link, ...]:
    """The rule behind the card; without a public address there is nothing to link to."""
    if not knowledge.rulebook_url:
        return ()
    anchor = f"#{draft.rule}" if draft.rule else ""
    return (Link(RULE, f"{knowledge.rulebook_url}/{draft.topic}{anchor}"),)


def _sources(citations: Sequence[str], knowledge: Knowledge) -> tuple[Link, ...]:
    cited = (knowledge.evidence[entry] for entry in dict.fromkeys(citations))
    return tuple(
        Link(entry.short if entry.verified else f"{entry.short} ({UNVERIFIED})", entry.url)
        for entry in cited
        if entry.url
    )[:MAX_LINKS]


def _addressable(proposal: Proposal) -> bool:
    """False for a change of a draft without id: the client could not tell which one is meant."""
    return all(map(is_literal, proposal.delete)) and all(
        isinstance(resource.get("id"), str) and resource["id"] for resource in proposal.update
    )


def _suggestion(proposal: Proposal, key: str, new_id: NewId) -> Suggestion:
    deletes = [
        Action("delete", f"{proposal.label} ({target})", resource_id=target)
        for target in proposal.delete
    ]
    creates = [
        Action("create", _described(proposal, resource), resource=resource)
        for resource in proposal.create
    ]
    updates = [Action("update", proposal.label, resource=resource) for resource in proposal.update]
    return Suggestion(
        label=proposal.label,
        uuid=new_id(f"{key}|{proposal.key}"),
        actions=(*deletes, *creates, *updates),
        recommended=proposal.recommended,
    )


def _described(proposal: Proposal, resource: Mapping[str, Any]) -> str:
    """What one creation does; several in one suggestion are told apart by what they order."""
    ordered = resource.get("code", {}).get("text")
    return f"Order {ordered}" if ordered and len(proposal.create) > 1 else proposal.label
