"""Chart text enters Markdown as inert text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.markdown import MAX_QUOTE, quote, sections


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<iframe srcdoc='<script>x</script>'>",
        "[click](javascript:alert(1))",
        "![x](https://host.example/p.png)",
        "https://host.example/autolink",
        "nobody@host.example",
        "# heading\n\n- list\n```code```",
        "&lt;b&gt;",
        "| a | b |\n|---|---|",
    ],
)
def test_hostile_text_stays_text(hostile: str) -> None:
    """No tag, link, image, heading, table or entity of the chart survives as markup."""
    shown = quote(hostile)

    assert not re.search(r"[<>\n]", shown)
    assert not re.search(r"(?<!\\)[\[\]`#|!]", shown.replace("&#", ""))
    assert "://" not in shown
    assert "javascript:" not in shown


@given(st.text())
def test_any_text_becomes_one_short_line(text: str) -> None:
    """Whatever the chart holds, the quote is one line without raw angle brackets."""
    shown = quote(text)

    assert "\n" not in shown
    assert "<" not in shown
    assert len(shown) <= MAX_QUOTE * 6


def test_a_section_without_lines_is_left_out() -> None:
    """Only sections that say something appear, in the order given."""
    assert sections([("A", ["x"]), ("B", []), ("C", ["y"])]) == "**A**\n\n- x\n\n**C**\n\n- y"
