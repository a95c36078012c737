"""Keyed hashes instead of patients, users and encounters (HMAC-SHA256).

Equal values are found again; without the key nobody can read them or try them out. The key is the
site's (`CDS_HASH_KEY`) or a random one that the database keeps for all its processes. With another
key everything remembered is forgotten, and nothing else is lost.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from sqlalchemy import select

from cds_service.store.database import Database
from cds_service.store.once import insert_new
from cds_service.store.tables import secret

NAME = "hash_key"
BYTES = 32


@dataclass(frozen=True)
class Seal:
    """Turns a kind of thing and its value into 64 hexadecimal digits."""

    key: bytes = field(repr=False)

    def __call__(self, kind: str, value: str) -> str:
        """The keyed hash; the same value of another kind gives another one."""
        told = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self.key, told, hashlib.sha256).hexdigest()


def kept_seal(database: Database) -> Seal:
    """The seal whose key the database keeps, made by whoever asks first. Raises `StoreError`."""
    with database.writing() as connection:
        row = {"name": NAME, "value": secrets.token_hex(BYTES)}
        insert_new(connection, secret, "name", row)
        query = select(secret.c.value).where(secret.c.name == NAME)
        return Seal(bytes.fromhex(str(connection.execute(query).scalar_one())))
