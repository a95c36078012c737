"""Remembers what whole calls led to, so that a chart seen again is not judged again.

Order hooks fire again and again on the same chart. A judgement is found again by a SHA-256 over all
that it follows from: every byte of the prefetch, everything in the context, the day, and what the
site has chosen; content and templates are fixed for the life of a process. Who is told what, with
which ids, is decided anew for every call, and so is what is stored of it. Nothing is remembered
that was read from a server, because it may have changed there, and nothing that failed.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any

import msgspec

from cds_service.answer import Judged, Policy
from cds_service.hooks import HookRequest
from fhir_mappers.last_used import LastUsed

RESOURCES_IN_A_CHART = 100


class Recall(LastUsed[bytes, Judged]):
    """Judgements of the last charts, in one process.

    `size` is how many resources the site lets a process remember; a chart counts as a hundred of
    them. 0 remembers nothing.
    """

    def __init__(self, size: int) -> None:
        """Start with nothing."""
        super().__init__(size // RESOURCES_IN_A_CHART)


def key_of(request: HookRequest, policy: Policy, *, may_read: bool) -> bytes:
    """What a call is known again by; its instance and its token play no part.

    `may_read` says whether something might be read for it from a server.
    """
    rest = dataclasses.replace(request, hook_instance="", prefetch={}, access=None)
    digest = hashlib.sha256(repr((rest, policy, may_read)).encode())
    for name, value in request.prefetch.items():
        raw = _bytes(value)
        digest.update(f"|{len(name)}|{name}|{len(raw)}|".encode())
        digest.update(raw)
    return digest.digest()


def _bytes(value: Any) -> bytes | memoryview:
    return memoryview(value) if isinstance(value, msgspec.Raw) else msgspec.json.encode(value)
