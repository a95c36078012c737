"""The one way in which a command says no."""

from __future__ import annotations

import click


class Refusal(click.ClickException):
    """A problem that the user can solve: message on stderr, exit code 2."""

    exit_code = 2
