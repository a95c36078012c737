"""The command line: `serve`, `explain`, and the commands of the modules imported here."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click
from rich.console import Console

from cards.content_errors import ContentError
from cds_service import boot, console, server, wire
from cds_service.answer import answer
from cds_service.case_file import CaseError, read_case
from cds_service.catalogue import SERVICES
from cds_service.content_commands import check_content, write_rulebook
from cds_service.demo import demo
from cds_service.errors import CallError
from cds_service.insights_command import write_insights
from cds_service.keys_cli import keys
from cds_service.refusal import Refusal
from cds_service.settings import SettingsError, load_settings, unknown_variables

SCREEN_CLI, SCREENING = "cds_service.screen_cli", ("screen", "compare")
HOOKS = click.Choice([service.hook for service in SERVICES])


class _Commands(click.Group):
    """Loads the commands on whole populations, and the database engine below them, when asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted({*super().list_commands(ctx), *SCREENING})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None without one."""
        if cmd_name in SCREENING:
            found: click.Command = getattr(importlib.import_module(SCREEN_CLI), cmd_name)
            return found
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands)
@click.version_option(package_name="oncology-cds-hooks", prog_name="cds-service")
def main() -> None:
    """Advice on surgery and molecular testing in stage IV cancer, over CDS Hooks."""


main.add_command(demo)
main.add_command(keys)
main.add_command(check_content)
main.add_command(write_rulebook)
main.add_command(write_insights)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Run the hook service."""
    for name in unknown_variables():
        click.echo(f"{name} is not a setting of this release and is ignored", err=True)
    try:
        settings, address = load_settings(), server.Address(host, port, workers)
        service = server.Server(settings, address)
        service.wsgi()
    except (SettingsError, ContentError) as error:
        raise Refusal(str(error)) from error
    click.echo(f"Serving {address.url(settings)}", err=True)
    service.run()


@main.command()
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
