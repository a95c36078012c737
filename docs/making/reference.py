"""Reference pages: what the command line, the settings and the running application say of themselves."""
# ruff: noqa: INP001 - run by MkDocs, no package

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from markdown_pieces import code, plain, table

from cards import knowledge_base
from cards.rulebook import rulebook
from cds_service.app import create_app
from cds_service.cli import main
from cds_service.errors import Problem
from cds_service.settings import PREFIX, Settings
from cds_service.trust.guard import OPEN


def command_line() -> str:
    """Every command with its options, as click knows them."""
    context = click.Context(main, info_name="cds-service")
    parts = ["# Command line\n", f"{main.help}\n", *_commands(main, context)]
    return "\n".join(parts)


def _commands(group: click.Group, parent: click.Context) -> Iterator[str]:
    named = ((name, group.get_command(parent, name)) for name in group.list_commands(parent))
    for name, command in ((name, one) for name, one in named if one is not None):
        context = click.Context(command, info_name=name, parent=parent)
        usage = " ".join(command.collect_usage_pieces(context))
        yield f"## {context.command_path}\n\n{plain(command.help)}\n"
        if isinstance(command, click.Group):
            yield from _commands(command, context)
        else:
            yield f"```text\n{context.command_path} {usage}\n```\n"
            records = (one.get_help_record(context) for one in command.params)
            rows = [(code(record[0]), plain(record[1])) for record in records if record]
            yield table(("Option", "Does"), rows)


def settings() -> str:
    """Every setting, as pydantic knows it."""
    rows = [
        (code(f"{PREFIX}{name.upper()}"), field.description or "", _shown(field.get_default()))
        for name, field in Settings.model_fields.items()
    ]
    intro = (
        "# Settings\n\nFrom the environment, or from a `.env` file in the working folder. A value that cannot "
        "be used stops the start with a sentence that names the variable.\n"
    )
    return intro + "\n" + table(("Variable", "Meaning", "Default"), rows)


def _shown(default: object) -> str:
    """A default as one would write it."""
    if isinstance(default, tuple):
        return ", ".join(map(code, default)) or "none"
    if isinstance(default, bool):
        return code(str(default).lower())
    return "none" if default in (None, "") else code(str(default))


def http() -> str:
    """Every address, from the application itself, and every refusal."""
    app = create_app(Settings(_env_file=None, database_url="sqlite://", log_level="error"))
    document = app.test_client().get("/openapi.json").json
    addresses = [
        (
            code(rule.rule.replace("<", "{").replace(">", "}")),
            ", ".join(sorted(rule.methods - {"HEAD", "OPTIONS"})),
            plain((app.view_functions[rule.endpoint].__doc__ or "").partition("\n\n")[0]),
            "no" if rule.endpoint in OPEN else "yes",
        )
        for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule)
    ]
    problems = [
        (str(one.status), one.value[2]) for one in sorted(Problem, key=lambda one: one.status)
    ]
    return "\n".join(
        [
            "# HTTP\n",
            "## Addresses\n",
            "The last column says whether a known client's token is needed where tokens are required.\n",
            table(("Address", "Methods", "Answers with", "Token"), addresses),
            "## Refusals\n",
            "Every answer that is not 2xx carries an OperationOutcome with one of these sentences.\n",
            table(("Status", "Says"), problems),
            "## Bodies\n",
            f"From `/openapi.json` (OpenAPI {document['openapi']}). Members that are not named are ignored.\n",
            *(
                f"### {name}\n\n```json\n{json.dumps(schema, indent=1)}\n```\n"
                for name, schema in document["components"]["schemas"].items()
            ),
        ]
    )


def hosts() -> list[str]:
    """The hosts of all sources, which cards link to."""
    found = (urlsplit(one.url) for one in knowledge_base.load().evidence.values() if one.url)
    return sorted({f"{one.scheme}://{one.netloc}" for one in found})


def about_rulebook() -> str:
    """What the rulebook of this release holds."""
    book = rulebook(knowledge_base.load())
    rows = [(page.text.display, code(page.code)) for page in book.topics]
    return (
        f"# Rulebook\n\nContent version `{book.version}`: {book.draft} of {book.pieces} pieces are draft. "
        "[The whole rulebook of this release](rules.html), as a running service shows it at `/rules`, has for "
        f"each topic what makes it speak, its table, wording and evidence.\n\n{table(('Topic', 'Code'), rows)}"
    )
