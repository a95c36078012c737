"""Bar charts as inline SVG, by matplotlib (extra `screen`); readable in light and dark.

Colours are written as CSS variables, so that the page decides about them. The same figures give the
same bytes.
"""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Mapping
from typing import Any

Bars = Mapping[str, Mapping[str, float]]
INK = "#010203"
SERIES = ("#0a0b01", "#0a0b02", "#0a0b03", "#0a0b04", "#0a0b05", "#0a0b06")
"""Stand-ins for the page's own colours `--ink` and `--series-1` to `--series-6`."""
WIDTH, BAR, EDGE = 7.2, 0.34, 0.75
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "screen",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def available() -> bool:
    """Whether the extra is installed; without it a report has its tables alone."""
    return importlib.util.find_spec("matplotlib") is not None


def stacked(bars: Bars, unit: str) -> str:
    """One horizontal bar for each name, made of series; an SVG element."""
    from matplotlib import rc_context  # noqa: PLC0415 - an extra, and slow to load
    from matplotlib.figure import Figure  # noqa: PLC0415

    series = sorted({name for parts in bars.values() for name in parts})
    with rc_context(_SETTINGS):
        height = EDGE + BAR * max(len(bars), len(series), 1)
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.add_subplot()
        start = [0.0] * len(bars)
        for number, name in enumerate(series):
            values = [parts.get(name, 0.0) for parts in bars.values()]
            colour = SERIES[number % len(SERIES)]
            axes.barh(list(bars), values, left=start, color=colour, label=name or None)
            start = [left + value for left, value in zip(start, values, strict=True)]
        axes.invert_yaxis()
        axes.set_xlabel(unit)
        axes.spines[["top", "right"]].set_visible(False)
        if len(series) > 1:
            axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
        return _svg(figure)


def _svg(figure: Any) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    drawn = stream.getvalue()
    drawn = drawn[drawn.index("<svg") :].replace(INK, "var(--ink)")
    for number, colour in enumerate(SERIES, start=1):
        drawn = drawn.replace(colour, f"var(--series-{number})")
    return re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
