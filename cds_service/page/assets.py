"""The files of the page, and what a browser may do with them: load our own, and call this host.

No script or style stands inside the page, so none is allowed there; `trusted-types 'none'` makes
the browser refuse any HTML that a script would build from text.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources

START = "start.html"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "; ".join(POLICY),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@functools.cache
def files() -> Mapping[str, bytes]:
    """Every file of the page by its name; a name that is not among them does not exist."""
    folder = resources.files("cds_service") / "page" / "files"
    return {file.name: file.read_bytes() for file in folder.iterdir() if media_type(file.name)}


def media_type(name: str) -> str:
    """The type of a file by its ending; empty for what the page does not consist of."""
    return TYPES.get(name[name.rfind(".") :], "")
