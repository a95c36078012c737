"""`cds-service keys`: keys and tokens to try the door with, on a desk and in tests."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import click

from cds_service.trust import samples

PRIVATE, PUBLIC = "private.jwk.json", "jwks.json"


@click.group()
def keys() -> None:
    """Make keys and tokens to try the service with; not for keys of a real client."""


@keys.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option(
    "--alg", default="ES384", show_default=True, type=click.Choice(samples.KEY_ALGORITHMS)
)
def new(out: Path, alg: str) -> None:
    """Make a key pair: private.jwk.json to sign with, jwks.json to publish."""
    key = samples.new_key(alg)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write(out / PRIVATE, key, mode=0o600)
        _write(out / PUBLIC, {"keys": [samples.public_half(key)]}, mode=0o644)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    click.echo(f"Wrote {out / PRIVATE} and {out / PUBLIC}; kid {key['kid']}")


def _write(path: Path, content: Any, mode: int) -> None:
    """A new file: an existing key is never overwritten."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)


@keys.command()
@click.option("--key", required=True, type=click.Path(path_type=Path), help="A private.jwk.json.")
@click.option("--iss", required=True, help="Issuer, as CDS_TRUSTED_ISSUERS names it.")
@click.option("--aud", required=True, help="The exact address to call.")
@click.option("--tenant", help="Claim for clients with several tenants.")
@click.option("--jti", help="Id of the token; default: a new one.")
@click.option("--jku", help="Header that names a key server.")
@click.option("--bad", type=click.Choice(list(samples.BAD)), help="Spoil the token in one point.")
def token(
    key: Path,
    iss: str,
    aud: str,
    tenant: str | None,
    jti: str | None,
    jku: str | None,
    bad: str | None,
) -> None:
    """Print a token that is good for five minutes and one call."""
    draft = samples.new_draft(_private_key(key), iss, aud, time.time())
    draft = draft.says(tenant=tenant, jti=jti or draft.claims["jti"]).heads(jku=jku)
    click.echo(samples.sign(samples.BAD[bad](draft) if bad else draft))


def _private_key(path: Path) -> samples.Jwk:
    try:
        key = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise click.ClickException(f"{path}: not JSON") from error
    if not isinstance(key, dict) or not {"d", "kid", "alg"} <= set(key):
        raise click.ClickException(f"{path}: expected a private key of `cds-service keys new`")
    return key
