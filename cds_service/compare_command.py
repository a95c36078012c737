"""The command `cds-service compare`: two runs of screen side by side."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from cds_service import console
from cds_service.refusal import Refusal
from cds_service.screening import compare as comparing


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Also write compare.csv and .html.")
def compare(before: Path, after: Path, out: Path | None) -> None:
    """Show who gains and who loses which card between two runs of screen, and why."""
    try:
        found = comparing.compare(before, after)
        if out is not None:
            comparing.write(found, (before.resolve().name, after.resolve().name), out)
    except comparing.CompareError as error:
        raise Refusal(str(error)) from error
    table = Table("change", "topic", "before → after", "cards", "patients")
    for row in found.reasons:
        table.add_row(*map(console.plain, row))
    Console().print(table if found.reasons else "Nobody gains or loses a card.")
