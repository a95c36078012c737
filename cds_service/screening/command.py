"""What the command `screen` does once everything is loaded."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

import click

from cards.content_errors import ContentError
from cds_service.catalogue import PREFETCH
from cds_service.refusal import Refusal
from cds_service.screening import run as runs
from cds_service.screening import worker
from cds_service.screening.embedded import Embedded
from cds_service.screening.judge import Plan
from cds_service.screening.options import SPARK, Options
from cds_service.screening.progress import shown
from cds_service.screening.sifting import Sifting
from cds_service.settings import Settings, SettingsError, load_settings

CONTENT = {"site_content", "region", "public_url", "require_approved"}


def run(options: Options, sifting: Sifting) -> None:
    """Run and say how it went. Raises `ScreenError`, and `Refusal` for content or settings."""
    try:
        plan = _plan(options)
    except (SettingsError, ContentError) as error:
        raise Refusal(str(error)) from error
    task = runs.Task(options.export, plan, options.out, options.processes)
    with _engine(options, sifting) as engine, shown() as watcher:
        told = runs.run(task, engine, watcher)
    bad = told["unusable_lines"]["count"]
    click.echo(
        f"{told['patients']} patients, {told['with_cancer']} with cancer, {told['cards']} cards; "
        f"{bad} lines could not be used. See {options.out / 'report.html'}",
        err=True,
    )


def _plan(options: Options) -> Plan:
    """What to ask; without a day, today by the clock of the settings."""
    settings = load_settings()
    policy = settings.policy()
    unavailable = options.export.unavailable(frozenset(key.type for key in PREFETCH))
    content = settings.model_copy(update=_other_defaults())
    policy = replace(policy, today=options.as_of or policy.today)
    version = worker.content_of(content).version
    return Plan(options.hook, policy, unavailable, options.as_of is not None, content, version)


def _other_defaults() -> dict[str, object]:
    """Defaults of all settings but those of content: no secret goes to another process."""
    fields = Settings.model_fields.items()
    return {name: field.default for name, field in fields if name not in CONTENT}


@contextlib.contextmanager
def _engine(options: Options, sifting: Sifting) -> Iterator[runs.Engine]:
    if options.engine == SPARK:
        from cds_service.screening.spark import open_spark  # noqa: PLC0415 - an extra

        with open_spark(options.processes) as spark:
            yield spark
        return
    with contextlib.closing(Embedded(sifting, options.processes)) as embedded:
        yield embedded
