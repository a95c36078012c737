"""The command `cds-service explain`: one chart from a file, and what it leads to."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from cards.content_errors import ContentError
from cds_service import boot, console, wire
from cds_service.answer import answer
from cds_service.case_file import CaseError, read_case
from cds_service.catalogue import SERVICES
from cds_service.errors import CallError
from cds_service.refusal import Refusal
from cds_service.settings import SettingsError, load_settings

HOOKS = click.Choice([service.hook for service in SERVICES])


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--hook", type=HOOKS, help="Hook to play; default: the request's, or patient-view.")
@click.option("--json", "as_json", is_flag=True, help="Print the Explanation as JSON.")
def explain(file: Path, hook: str | None, *, as_json: bool) -> None:
    """Explain what a chart leads to.

    FILE is a CDS Hooks request or a Bundle with the whole chart of one patient.
    """
    try:
        settings = load_settings()
        case = read_case(file, hook)
        found = answer(case.request, case.record, boot.load_content(settings), settings.policy())
    except (CaseError, SettingsError, ContentError) as error:
        raise Refusal(str(error)) from error
    except CallError as error:
        outcome = error.problem.outcome(error.expression)
        raise Refusal(outcome["issue"][0]["diagnostics"]) from error
    if as_json:
        sys.stdout.buffer.write(wire.encode(found.explanation()) + b"\n")
    else:
        console.show(found.explanation(), Console())
