"""`cds-service demo`: the service for one person at a desk, with a memory that ends with it."""

from __future__ import annotations

import webbrowser

import click

from cards.content_errors import ContentError
from cds_service import server
from cds_service.refusal import Refusal
from cds_service.settings import Settings, SettingsError, load_settings

HOST = "127.0.0.1"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--open", "opens", is_flag=True, help="Open the page in the default browser.")
def demo(port: int, *, opens: bool) -> None:
    """Try the service on a page in the browser, with made-up patients.

    It listens on this machine alone and asks for no token. What you answer on a card is stored and
    counted as in earnest, in a temporary database that is deleted when the service stops.
    """
    url = f"http://{HOST}:{port}"
    try:
        settings = demo_settings(url, server.temporary_folder("cds-demo-").as_posix())
        address = server.Address(HOST, port, workers=1)
        service = server.Server(settings, address, (lambda: _show(url)) if opens else None)
        service.wsgi()
    except (SettingsError, ContentError) as error:
        raise Refusal(str(error)) from error
    click.echo(f"Open {url} in a browser. Ctrl-C ends it.", err=True)
    service.run()


def demo_settings(url: str, folder: str) -> Settings:
    """The settings of this process, but open, with its own database and links to the rulebook."""
    return load_settings(
        database_url=f"sqlite:///{folder}/demo.sqlite3",
        alert_memory="on",
        auth="off",
        trusted_issuers="",
        public_url=url,
        tls_certificate=None,
        tls_key=None,
    )


def _show(url: str) -> None:
    webbrowser.open(url)
