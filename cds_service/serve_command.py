"""The command `cds-service serve`."""

from __future__ import annotations

import click

from cards.content_errors import ContentError
from cds_service import server
from cds_service.refusal import Refusal
from cds_service.settings import SettingsError, load_settings, unknown_variables


@click.command()
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
