"""Addresses of FHIR servers, read strictly, because callers and servers write them.

A caller names the server and a server names its next page; either could point us, and the token
with us, to somewhere else. So an address is refused unless every reader of addresses must agree on
its host: no user information, no backslash, no blank, no fragment, no `.` or `..` in the path,
however encoded. What is allowed is compared by scheme, host, port and whole path segments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
# Printable ASCII without # and backslash.
_PLAIN = re.compile(r"[\x21\x22\x24-\x5b\x5d-\x7e]+")
_LONGEST = 8000


@dataclass(frozen=True)
class Address:
    """An absolute http(s) address. `origin` is scheme, host and port; `path` its segments."""

    url: str
    origin: tuple[str, str, int]
    path: tuple[str, ...]

    def is_under(self, base: Address) -> bool:
        """Whether it has the same origin and its path begins with the segments of `base`."""
        return self.origin == base.origin and self.path[: len(base.path)] == base.path


def read_address(url: str) -> Address | None:
    """The address in `url`, or None for one that is not plainly one address."""
    if not _PLAIN.fullmatch(url) or len(url) > _LONGEST or "@" in url.partition("?")[0]:
        return None
    try:
        parts = urlsplit(url)
        origin = _origin(parts)
    except ValueError:
        return None
    path = _segments(parts.path)
    return None if origin is None or path is None else Address(url, origin, path)


def _origin(parts: SplitResult) -> tuple[str, str, int] | None:
    authority = parts.netloc.lower()
    host = authority.removesuffix(f":{parts.port}") if parts.port is not None else authority
    if parts.scheme not in _PORTS or not _HOST.fullmatch(host):
        return None
    return parts.scheme, host, _PORTS[parts.scheme] if parts.port is None else parts.port


def _segments(path: str) -> tuple[str, ...] | None:
    """The segments of a path, a slash at its end left out; None when one could climb."""
    segments = tuple(path.rstrip("/").split("/")[1:])
    plain = (unquote(segment) for segment in segments)
    if any(name in ("", ".", "..") or "/" in name or "\\" in name for name in plain):
        return None
    return segments


def allowed_base(server: str, allowed: Iterable[str]) -> Address | None:
    """The FHIR base that a caller named, when it is one of the allowed bases or lies under one."""
    base = read_address(server)
    if base is None or "?" in server:
        return None
    known = (read_address(entry) for entry in allowed)
    return base if any(entry and base.is_under(entry) for entry in known) else None


def linked_address(base: Address, link: str) -> Address | None:
    """The address of `Type/id`, `Type?query` or a link, when it has the origin of the base."""
    if not _PLAIN.fullmatch(link):
        return None
    try:
        found = read_address(urljoin(f"{base.url.rstrip('/')}/", link))
    except ValueError:
        return None
    return found if found and found.origin == base.origin else None
