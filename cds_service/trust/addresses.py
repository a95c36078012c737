"""Which hosts are this machine, and which URLs may carry anything of a patient."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

SECURE = "expected an absolute https URL (http on loopback only) without user and fragment"


def is_loopback(host: str) -> bool:
    """Whether a host name or address never leaves this machine.

    Of names only `localhost` is known; an empty host means every interface.
    """
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def secure_url(text: str) -> str:
    """The URL as it is. Raises `ValueError` for one that could be overheard or misread."""
    parts = urlsplit(text)
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    clean = text.isprintable() and not set(text) & set(" #\\@") and parts.port != 0
    if not (host and secure and clean):
        raise ValueError(SECURE)
    return text


def base_url(text: str) -> str:
    """A URL that paths are added to, without a slash at its end. Raises `ValueError`."""
    if "?" in text:
        raise ValueError(f"{SECURE}, and no query")
    return secure_url(text).rstrip("/")
