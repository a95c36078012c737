"""The command `cds-service screen`: a whole export, patient by patient."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from cards.content_errors import ContentError
from cds_service import console
from cds_service.catalogue import PREFETCH, SERVICES
from cds_service.refusal import Refusal
from cds_service.screening import compare as comparing
from cds_service.screening import run as runs
from cds_service.screening import worker
from cds_service.screening.embedded import Embedded
from cds_service.screening.export import Export, ExportError, open_export
from cds_service.screening.judge import Plan
from cds_service.screening.progress import Bar
from cds_service.settings import Settings, SettingsError, load_settings

HOOKS = click.Choice([service.hook for service in SERVICES])
CONTENT = {"site_content", "region", "public_url", "require_approved"}
ENGINES = click.Choice(["duckdb", "spark"])


@click.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for results.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Replay this day with what was known then; default: today, with the whole record.",
)
@click.option("--hook", type=HOOKS, default="patient-view", show_default=True, help="Event.")
@click.option("--engine", type=ENGINES, default="duckdb", show_default=True, help="Engine.")
@click.option("--processes", type=click.IntRange(1), help="Processes; default: one a core.")
@click.option("--resume", is_flag=True, help="Go on with the unfinished run in --out.")
def screen(
    export: Path,
    out: Path,
    as_of: dt.datetime | None,
    hook: str,
    engine: str,
    processes: int | None,
    *,
    resume: bool,
) -> None:
    """Find out who in an export would get which card.

    EXPORT is a folder with the NDJSON files of a FHIR Bulk Data export. On an order hook every order
    of the record is an event on the day that it was written.
    """
    try:
        opened = open_export(export)
        number = processes or runs.cores()
        with _engine(engine, opened, number) as chosen, Bar() as bar:
            task = runs.Task(opened, _plan(opened, hook, as_of), out, number)
            told = runs.run(task, chosen, bar, resume=resume)
    except (ExportError, SettingsError, ContentError, runs.ScreenError) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{error.filename or export}: {error.strerror}") from error
    bad = told["unusable_lines"]["count"]
    Console(stderr=True).print(
        f"{told['patients']} patients, {told['with_cancer']} with cancer, {told['cards']} cards; "
        f"{bad} lines could not be used. See {out / 'report.html'}"
    )


def _plan(export: Export, hook: str, as_of: dt.datetime | None) -> Plan:
    """What to ask; without a day, today by the clock of the settings."""
    settings = load_settings()
    policy = settings.policy()
    unavailable = export.unavailable(frozenset(key.type for key in PREFETCH))
    today = as_of.date() if as_of else policy.today
    content = settings.model_copy(update=_other_defaults())
    policy = replace(policy, today=today)
    version = worker.content_of(content).version
    return Plan(hook, policy, unavailable, as_of is not None, content, version)


def _other_defaults() -> dict[str, object]:
    """Defaults of all settings but those of content: no secret goes to another process."""
    fields = Settings.model_fields.items()
    return {name: field.default for name, field in fields if name not in CONTENT}


@contextlib.contextmanager
def _engine(name: str, export: Export, processes: int) -> Iterator[runs.Engine]:
    if name == "spark":
        from cds_service.screening.spark import open_spark  # noqa: PLC0415 - an extra

        with open_spark(processes) as spark:
            yield spark
        return
    embedded = Embedded(export, processes)
    try:
        yield embedded
    finally:
        embedded.close()


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
