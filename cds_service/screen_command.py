"""The command `cds-service screen`: a whole export, patient by patient."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import click

from cards.rule import ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW
from cds_service.refusal import Refusal
from cds_service.screening import children, head_start, work_folder
from cds_service.screening.export import ExportError, open_export
from cds_service.screening.options import DUCKDB, ENGINES, Options
from cds_service.screening.sifting import Sifting

HOOKS = click.Choice([PATIENT_VIEW, ORDER_SELECT, ORDER_SIGN])


@click.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for results.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Replay this day with what was known then; default: today, with the whole record.",
)
@click.option("--hook", type=HOOKS, default=PATIENT_VIEW, show_default=True, help="Event.")
@click.option(
    "--engine", type=click.Choice(ENGINES), default=DUCKDB, show_default=True, help="Engine."
)
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
    day = as_of.date() if as_of else None
    number = processes or children.cores()
    try:
        options = Options(open_export(export), out, day, hook, engine, number)
        with work_folder.taken(out, resume=resume) as sifted:
            _run(options, sifted=sifted)
    except (ExportError, work_folder.ScreenError) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{error.filename or export}: {error.strerror}") from error


def _run(options: Options, *, sifted: bool) -> None:
    with contextlib.closing(Sifting(options.export, options.processes)) as sifting:
        if options.engine == DUCKDB and not sifted:
            with work_folder.explained(options.out):
                head_start.begin(sifting, options)
        # Takes as long as a good part of the reading.
        from cds_service.screening import command  # noqa: PLC0415

        command.run(options, sifting)
