"""The command `insights`: the figures as a file, for programmes that reach no protected page."""

from __future__ import annotations

from pathlib import Path

import click

from cards.content_errors import ContentError
from cds_service import boot
from cds_service.insights.export import as_csv
from cds_service.insights.report import MONTHS, MOST_MONTHS, report
from cds_service.refusal import Refusal
from cds_service.settings import SettingsError, load_settings
from cds_service.storage import open_store
from cds_service.store.database import StoreError
from cds_service.web import insights_page


@click.command(name="insights")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write: a page if it ends in .html, otherwise CSV.",
)
@click.option(
    "--months",
    default=MONTHS,
    show_default=True,
    type=click.IntRange(1, MOST_MONTHS),
    help="How many months, this one included.",
)
def write_insights(out: Path, months: int) -> None:
    """Write what was shown, accepted and set aside."""
    try:
        settings = load_settings()
        knowledge, store = boot.read_content(settings), open_store(settings)
        found = report(store, knowledge, settings, months)
        store.close()
        text = insights_page.page(found) if out.suffix == ".html" else as_csv(found)
        out.write_bytes(text.encode())
    except (SettingsError, ContentError) as error:
        raise Refusal(str(error)) from error
    except StoreError as error:
        raise Refusal(f"CDS_DATABASE_URL: cannot be read ({error})") from error
    except OSError as error:
        raise Refusal(f"{out}: {error.strerror}") from error
    click.echo(f"{out}: figures since {found.since}", err=True)
