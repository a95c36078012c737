"""The page at `/` as a browser gets it: complete, its own, and safe by policy."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cds_service.page import assets
from cds_service.page.markdown_tree import ELEMENTS, tree
from tests.cds_service.samples import VIGNETTES
from tests.cds_service.trust_desk import bearer, service, signed
from tests.conftest import played

MARKDOWN = "/page/markdown"
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>"


class Markup(HTMLParser):
    """Collects the elements of a page with their attributes, and the text inside scripts."""

    def __init__(self, page: str) -> None:
        """Read the page at once."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Keep the element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Keep what stands inside a script or style."""
        if self.elements and self.elements[-1][0] in ("script", "style"):
            self.inline += data.strip()


@pytest.fixture
def markup(client):
    """The elements of the page."""
    return Markup(client.get("/").text)


def loads(markup):
    """What the page loads by itself."""
    wanted = {"script": "src", "link": "href"}
    found = [attributes[wanted[tag]] for tag, attributes in markup.elements if tag in wanted]
    return [address for address in found if address != "data:,"]


def flat(nodes):
    """Every node of a tree, strings and elements."""
    for node in nodes:
        yield node
        if isinstance(node, dict):
            yield from flat(node["children"])


def text_of(nodes):
    """The text of a tree."""
    return "".join(node for node in flat(nodes) if isinstance(node, str))


def test_the_page_loads_its_own_files_alone(client, markup):
    """Each file that it names is there, of the right type, and relative to where it stands."""
    assert loads(markup)
    for address in loads(markup):
        answer = client.get(f"/{address}")

        assert answer.status_code == 200
        assert answer.mimetype in ("text/css", "text/javascript")


def test_every_module_that_is_imported_is_there(client):
    """No script names a file that the wheel does not hold, and none another host."""
    for name, content in assets.files().items():
        text = content.decode()
        if name.endswith(".js"):
            wanted = re.findall(r'from "\./([^"]+)"', text)
            assert all(client.get(f"/page/{one}").status_code == 200 for one in wanted)
        assert set(re.findall(r"https?://[^\s\"'`]+", text)) <= {"http://www.w3.org/2000/svg"}


def test_nothing_stands_inside_the_page_that_could_run(markup):
    """No inline script or style, no handler in an attribute."""
    assert markup.inline == ""
    names = {name for _, attributes in markup.elements for name in attributes}

    assert not [name for name in names if name.startswith("on") or name == "style"]


def test_the_policy_allows_our_files_and_no_markup_from_text(client):
    """Scripts and calls to this host alone, nothing inline, and no HTML made from strings."""
    for path in ("/", "/page/page.js"):
        policy = client.get(path).headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


def test_no_script_of_ours_writes_markup():
    """Text enters the page as text: no door to HTML is used anywhere."""
    doors = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    scripts = [one.decode() for name, one in assets.files().items() if name.endswith(".js")]

    assert not [door for door in doors if any(door in script for script in scripts)]


def test_a_file_that_did_not_change_is_not_sent_again(client):
    """A browser that has the file gets 304."""
    tag = client.get("/page/page.js").headers["ETag"]

    assert client.get("/page/page.js", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("name", ["nothing.js", "..%2Froutes.py", "%2e%2e/routes.py", "samples.py"])
def test_only_files_of_the_page_can_be_read(client, name):
    """A name that is not on the list is not found, whatever it looks like."""
    assert client.get(f"/page/{name}").status_code == 404


def test_the_page_is_open_and_what_it_renders_is_not(tmp_path):
    """Where tokens are required, page and samples still open, and chart text needs a token."""
    client = service(tmp_path).test_client()

    assert [client.get(path).status_code for path in ("/", "/page/page.js", "/page/samples")] == [
        200,
        200,
        200,
    ]
    assert client.post(MARKDOWN, json={"texts": []}).status_code == 401
    token = bearer(signed(MARKDOWN))
    assert client.post(MARKDOWN, json={"texts": []}, headers=token).status_code == 200


@pytest.mark.parametrize("body", [{}, [], {"texts": "x"}, {"texts": [1]}, {"texts": ["x"] * 51}])
def test_what_is_no_list_of_texts_is_refused(client, body):
    """A wrong body is 400 with the place."""
    answer = client.post(MARKDOWN, json=body)

    assert answer.status_code == 400
    assert answer.json["issue"][0]["expression"] == ["texts"]


def test_html_in_markdown_stays_text():
    """Neither a tag nor an image becomes an element, and its characters are all shown."""
    nodes = tree(f"{ATTACK}\n\n- {ATTACK} ![x](http://h.example/x.png)")
    elements = {node["tag"] for node in flat(nodes) if isinstance(node, dict)}

    assert elements <= ELEMENTS
    assert not elements & {"script", "img"}
    assert text_of(nodes).count(ATTACK) == 2


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//h", "file:///x"])
def test_only_web_addresses_become_links(address):
    """A link of any other scheme is its text."""
    nodes = tree(f"[press]({address})")

    assert not [node for node in flat(nodes) if isinstance(node, dict) and node["tag"] == "a"]
    assert "press" in text_of(nodes)


def test_every_card_is_shown_without_a_sign_of_markdown_left():
    """Cards of all given vignettes become headings and lists; no escape or marker remains."""
    for vignette in VIGNETTES.values():
        for card in played(vignette)[0]["cards"]:
            nodes = tree(card["detail"])

            assert {node["tag"] for node in flat(nodes) if isinstance(node, dict)} >= {"p", "li"}
            assert not re.search(r"\*\*|\\[\[\-]|&#|\]\(http", text_of(nodes))
