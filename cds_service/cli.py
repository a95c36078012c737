"""The command line: the names of the commands, each loaded when it is asked for."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "check-content": "cds_service.content_commands:check_content",
    "compare": "cds_service.compare_command:compare",
    "demo": "cds_service.demo:demo",
    "explain": "cds_service.explain_command:explain",
    "insights": "cds_service.insights_command:write_insights",
    "keys": "cds_service.keys_cli:keys",
    "rulebook": "cds_service.content_commands:write_rulebook",
    "screen": "cds_service.screen_command:screen",
    "serve": "cds_service.serve_command:serve",
}
"""Where each command is; no command waits for what another one needs."""


class _Commands(click.Group):
    """A group that loads only the command that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None without one."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found


@click.group(cls=_Commands)
@click.version_option(package_name="oncology-cds-hooks", prog_name="cds-service")
def main() -> None:
    """Advice on surgery and molecular testing in stage IV cancer, over CDS Hooks."""
