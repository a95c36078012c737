"""`python -m tests.benchmarks.run`: this service against the floor and its neighbours, as a table.

Charts of 50, 500 and 5,000 resources; first sight (every call another chart) and again (the same
chart over and over, as order-select fires). Ratios are of processor time, all taken in one run.
"""

from __future__ import annotations

import argparse
import contextlib
import random
from collections.abc import Sequence
from pathlib import Path

from cards.rule import PATIENT_VIEW
from tests.benchmarks import extras, screening, servers
from tests.benchmarks.bodies import HOOKS, body
from tests.benchmarks.measure import Bodies, Figures, compare
from tests.benchmarks.servers import Contender

CALLS = {50: 30, 500: 12, 5000: 3}
HEADER = (
    "| Resources | Hook | Server | CPU ms | x floor | p50 ms | p99 ms | calls/s | MB |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


def first_sight(hook: str, size: int) -> Bodies:
    """Every call of every round brings a chart that no server has seen."""
    count = CALLS[size]
    return lambda number: [body(hook, size, number * count + at) for at in range(count)]


def again(hook: str, size: int) -> Bodies:
    """The same chart in every call."""
    calls = [body(hook, size, -1)] * CALLS[size]
    return lambda _number: calls


def table(rounds: int, contenders: Sequence[Contender]) -> str:
    """All comparisons as Markdown."""
    lines = [HEADER]
    dice = random.Random(1)
    for size in CALLS:
        seen = compare(contenders, PATIENT_VIEW, first_sight(PATIENT_VIEW, size), rounds, dice)
        lines.extend(_rows(size, f"{PATIENT_VIEW}, first sight", seen, contenders))
        known = [one for one in contenders if one.hooks or one.name == "floor"]
        for hook in HOOKS:
            seen = compare(known, hook, again(hook, size), rounds, dice)
            lines.extend(_rows(size, f"{hook}, again", seen, known))
    return "".join(lines)


def _rows(
    size: int, what: str, seen: dict[str, Figures], contenders: Sequence[Contender]
) -> list[str]:
    floor = seen["floor"].cpu_ms
    return [
        f"| {size} | {what} | {one.name} | {figures.cpu_ms:.2f} | {figures.cpu_ms / floor:.2f} "
        f"| {figures.milliseconds(0.5):.1f} | {figures.milliseconds(0.99):.1f} "
        f"| {figures.per_second:.0f} | {one.memory() / 1e6:.0f} |\n"
        for one in contenders
        for figures in [seen[one.name]]
    ]


def main() -> None:
    """Start the servers, compare them, print the table and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, help="file to write the table to")
    parser.add_argument(
        "--healthchain", type=Path, help="folder for its environment; made if absent"
    )
    parser.add_argument(
        "--screening", default=screening.SIZES, help="sizes of made-up exports; empty: none"
    )
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        contenders = [
            stack.enter_context(servers.flask("floor")),
            stack.enter_context(servers.ours()),
        ]
        contenders.append(stack.enter_context(servers.flask("validated")))
        if options.healthchain:
            python = servers.healthchain_python(options.healthchain)
            contenders.extend(
                stack.enter_context(servers.healthchain(python, mode))
                for mode in ("card", "objects")
            )
        found = table(options.rounds, contenders)
    found += extras.report()
    found += "\n" + "".join(screening.table(options.screening)) if options.screening else ""
    print(found)  # noqa: T201 - the result of a command
    if options.out:
        options.out.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
