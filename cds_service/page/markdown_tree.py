"""Card detail as a tree of a few elements, from which a browser builds nodes without any HTML.

CDS Hooks has `detail` in GitHub-flavoured Markdown. It is parsed by markdown-it with raw HTML and
images switched off; what is no element of `ELEMENTS` gives way to its content, and a link that is
not http(s) to its text. So a card that forgot to escape a chart is still shown as text.
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Node = str | dict[str, Any]
ELEMENTS = frozenset(
    {
        *("p", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "hr", "br"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a"),
    }
)
BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_PARSER = (
    MarkdownIt("commonmark", {"html": False})
    .enable(["table", "strikethrough"])
    .disable(["image", "html_block", "html_inline"])
)


def tree(markdown: str) -> list[Node]:
    """The text as nodes: a string, or `{"tag": …, "children": […]}`, with `href` on a link."""
    return _children(SyntaxTreeNode(_PARSER.parse(markdown)))


def _children(node: SyntaxTreeNode) -> list[Node]:
    return [made for child in node.children for made in _nodes(child)]


def _nodes(node: SyntaxTreeNode) -> list[Node]:
    if node.type in BREAKS:
        return [BREAKS[node.type]]
    inner: list[Node] = _children(node) if node.children else [node.content]
    if node.type in ("text", "inline", "root") or node.tag not in ELEMENTS or _hidden(node):
        return inner
    if node.tag == "a":
        return _link(node, inner)
    return [{"tag": node.tag, "children": inner}]


def _hidden(node: SyntaxTreeNode) -> bool:
    """The paragraphs of a tight list are there for the parser alone."""
    return node.is_nested and node.hidden


def _link(node: SyntaxTreeNode, inner: list[Node]) -> list[Node]:
    address = str(node.attrs.get("href", ""))
    if not address.startswith(("https://", "http://")):
        return inner
    return [{"tag": "a", "href": address, "children": inner}]
