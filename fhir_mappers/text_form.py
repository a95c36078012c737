"""What a form leaves open says nothing: `Distant metastases: [ ] yes [ ] no`, `Metastasen: ja / nein`.

Options that are not ticked become blanks, and so does a question none of whose options is ticked.
Boxes stand before their options or behind them. Every offset stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMPTY = r"\[\s?\]|\(\s?\)|[\u2610\u25a1\u25a2]"
_TICKED = r"\[\s?[xX\u2713\u2714]\s?\]|\(\s?[xX]\s?\)|[\u2611\u2612\u25a0]"
_OPEN = re.compile(_EMPTY)
_BOX = re.compile(rf"(?P<empty>{_EMPTY})|{_TICKED}")
_ITEM_END = re.compile(r"[.;\n](?=\s|$)")
_ITEM_START = re.compile(r"[.;,\n](?=\s)")
_PLACEHOLDER = (
    r"(?:_{2,}|\.{2,}|k\. ?[aA]\b\.?|n\. ?b\b\.?|(?i:n\s?/\s?a|m0\s?/\s?m1|y\s?/\s?n|j\s?/\s?n|yes\s?/\s?no|ja\s?/\s?nein"
    r"|curative\s?/\s?palliative|palliative\s?/\s?curative|kurativ\s?/\s?palliativ|palliativ\s?/\s?kurativ"
    r"|(?:[^\W\d_][\w ]{0,20}/\s?){1,12}(?:none|no|keine|nein)))"
)
_UNFILLED = re.compile(
    rf"(?<![^.;,:\n])[^.;,:(\n]{{0,160}}[^\W_]\s?(?::\s*|\(\s*|\s(?=\w+\s?/)){_PLACEHOLDER}\s*\)?[.\s]*(?=[;,\n]|$)",
    re.MULTILINE,
)
_ASKS = re.compile(rf"[:?]\s*(?:{_EMPTY})|(?:{_EMPTY})\s*(?i:yes|no|ja|nein)\b")
_SLASH_OR_FILL = re.compile(r"/|__|\.\.|[kn]\. ?[aAb]\b")


def filled_in(text: str) -> str:
    """The text with blanks for all that a form leaves open."""
    if _SLASH_OR_FILL.search(text):
        text = _UNFILLED.sub(lambda item: " " * len(item.group()), text)
    if _OPEN.search(text) is None:
        return text
    return "\n".join(_line(line) if _OPEN.search(line) else line for line in text.split("\n"))


def _line(line: str) -> str:
    for begin, end in list(_unticked(line)):
        line = line[:begin] + " " * (end - begin) + line[end:]
    return line


def _unticked(line: str) -> Iterator[tuple[int, int]]:
    """Where a line holds boxes, and options or questions that nobody ticked."""
    boxes = list(_BOX.finditer(line))
    yield from (box.span() for box in boxes)
    first, last = boxes[0], boxes[-1]
    head = max((mark.end() for mark in _ITEM_START.finditer(line, 0, first.start())), default=0)
    if all(box["empty"] for box in boxes) and _ASKS.search(line, head):
        yield head, first.start()
    ends = [*(box.start() for box in boxes[1:]), _end_of_item(line, last.end())]
    if line[last.end() : ends[-1]].strip(" .,)"):
        labels = [(box.end(), end) for box, end in zip(boxes, ends, strict=True)]
    else:
        begin = max(head, line.rfind(":", 0, first.start()) + 1)
        starts = [begin, *(box.end() for box in boxes[:-1])]
        labels = [(start, box.start()) for start, box in zip(starts, boxes, strict=True)]
    yield from (label for label, box in zip(labels, boxes, strict=True) if box["empty"] is not None)


def _end_of_item(line: str, begin: int) -> int:
    end = _ITEM_END.search(line, begin)
    return end.start() if end else len(line)
