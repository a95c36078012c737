"""Commands for people who review clinical content: `check-content` and `rulebook`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from cards.content_errors import ContentError
from cards.knowledge_base import Knowledge
from cards.rulebook import rulebook
from cds_service import boot, content_report, wire
from cds_service.refusal import Refusal
from cds_service.settings import Settings, SettingsError, load_settings
from cds_service.web import pages


@click.command(name="check-content")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 on expired, uncited or unreachable content.")
def check_content(*, as_json: bool, strict: bool) -> None:
    """Name what is draft, unverified, past its review date, uncited or unreachable."""
    settings, knowledge = _content()
    found = content_report.remarks(knowledge, settings)
    if as_json:
        body = wire.encode(content_report.report(knowledge, found))
        sys.stdout.buffer.write(body + b"\n")
    else:
        content_report.show(knowledge, found, Console())
    if strict and content_report.failed(found):
        sys.exit(1)


@click.command(name="rulebook")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; it needs no other file.",
)
def write_rulebook(out: Path) -> None:
    """Write the page that a tumour board reviews."""
    _, knowledge = _content()
    try:
        out.write_text(pages.book_page(rulebook(knowledge)), encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{out}: {error.strerror}") from error
    click.echo(f"{out}: content version {knowledge.version}", err=True)


def _content() -> tuple[Settings, Knowledge]:
    """Settings and content, draft or not: who reviews it must be able to read it."""
    try:
        settings = load_settings()
        return settings, boot.read_content(settings)
    except (SettingsError, ContentError) as error:
        raise Refusal(str(error)) from error
