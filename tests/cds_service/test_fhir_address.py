"""Which addresses may be read with the caller's token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.fhir_address import allowed_base, linked_address, read_address

ALLOWED = ("https://fhir.example.org/r4", "http://127.0.0.1:8103/fhir/R4/", "https://[2001:db8::1]")
BASE = read_address("https://fhir.example.org/r4")

ELSEWHERE = [
    "https://fhir.example.org@evil.example/r4",
    "https://evil.example@fhir.example.org/r4",
    "https://:secret@fhir.example.org/r4",
    "https://fhir.example.org:8443/r4",
    "https://fhir.example.org:x/r4",
    "https://fhir.example.org:99999/r4",
    "https://fhir.example.org:/r4",
    "http://fhir.example.org/r4",
    "ftp://fhir.example.org/r4",
    "file:///r4",
    "https://93.184.216.34/r4",
    "https://127.0.0.1/r4",
    "https://0x7f000001/r4",
    "https://[::1]/r4",
    "https://[::1",
    "https://fhir.example.org.evil.example/r4",
    "https://fhir.example.org./r4",
    "https://fhir.example.org%2eevil.example/r4",
    "https://fhir.example.org\\@evil.example/r4",
    "https:\\\\fhir.example.org\\r4",
    "https://fhir.example.org/r4/../admin",
    "https://fhir.example.org/r4/%2e%2e/admin",
    "https://fhir.example.org/r4/.%2E/admin",
    "https://fhir.example.org/r4/..%2fadmin",
    "https://fhir.example.org/r4/.",
    "https://fhir.example.org//r4",
    "https://fhir.example.org/r4#",
    "https://fhir.example.org/r4 ",
    "https://fhir.example.org/r4\nHost: evil.example",
    "https://fhir.example.org\t/r4",
    "https://fhir.exämple.org/r4",
    "//fhir.example.org/r4",
    "fhir.example.org/r4",
    "",
]


@pytest.mark.parametrize("server", ELSEWHERE)
def test_a_server_that_is_not_plainly_an_allowed_one_is_refused(server):
    """User information, other ports, schemes, hosts and ways to climb are no allowed base."""
    assert allowed_base(server, ALLOWED) is None


@pytest.mark.parametrize(
    "server",
    ["https://fhir.example.org", "https://fhir.example.org/r", "https://fhir.example.org/r4b"],
)
def test_a_path_is_compared_by_whole_segments(server):
    """An address above or beside the allowed path is refused, also when it begins alike."""
    assert allowed_base(server, ALLOWED) is None


@pytest.mark.parametrize(
    "server",
    [
        "https://fhir.example.org/r4",
        "https://fhir.example.org/r4/",
        "https://fhir.example.org:443/r4",
        "HTTPS://FHIR.example.org/r4",
        "https://fhir.example.org/r4/tenant-7",
        "http://127.0.0.1:8103/fhir/R4",
        "https://[2001:db8::1]/any",
    ],
)
def test_the_same_base_written_otherwise_is_allowed(server):
    """A slash at the end, the port that goes without saying and letter case do not matter."""
    assert allowed_base(server, ALLOWED) is not None


def test_a_base_has_no_query():
    """What follows a question mark would swallow the search."""
    assert allowed_base("https://fhir.example.org/r4?x=", ALLOWED) is None


def test_without_a_list_no_server_is_allowed():
    """Nothing is read from a host that the site did not name."""
    assert allowed_base("https://fhir.example.org/r4", ()) is None


@pytest.mark.parametrize("link", [link for link in ELSEWHERE if ":" in link])
def test_a_further_page_elsewhere_is_not_followed(link):
    """The same table holds for links that a server or a caller hands us."""
    assert linked_address(BASE, link) is None


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("Patient/p1", "https://fhir.example.org/r4/Patient/p1"),
        ("Condition?patient=p1", "https://fhir.example.org/r4/Condition?patient=p1"),
        ("?_getpages=7", "https://fhir.example.org/r4/?_getpages=7"),
        ("https://fhir.example.org/r4?page=a@b|c", "https://fhir.example.org/r4?page=a@b|c"),
        ("/pages/2", "https://fhir.example.org/pages/2"),
    ],
)
def test_a_link_of_the_same_origin_is_followed(link, address):
    """Relative or absolute; a query may hold any printable sign."""
    assert linked_address(BASE, link).url == address


@given(st.text(max_size=60))
def test_whatever_a_link_holds_it_stays_at_the_origin(link):
    """No text leads to another origin, and none raises."""
    found = linked_address(BASE, link)

    assert found is None or found.origin == BASE.origin
