"""The page at `/` in a real browser: from the choice of a patient to feedback in the database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import NEEDED, grave
from tests.browser.trial import Trial
from tests.cds_service.samples import SAMPLE
from tests.cds_service.trust_desk import ISSUER, jwks
from tests.conftest import AS_OF
from tests.sample_calls import SAMPLES
from tests.serving import Running, serving

DIFFUSE = "Stomach cancer, diffuse disease"
BEVACIZUMAB = "Liver operation sixteen days after bevacizumab"
SILENT = "Colon cancer, staged and tested"
ATTACK = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'> tumour of the colon"
TABLET = {"width": 820, "height": 1180}
PAGE_PICTURE, CARD_PICTURE = "PAGE_PICTURE", "CARD_PICTURE"
MOST_BYTES = 400_000

pytestmark = NEEDED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration keeps its temporary files."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Running]:
    """`cds-service demo` on a free port."""
    settings = {"CDS_AS_OF": AS_OF, "TMPDIR": str(folder)}
    with serving(folder, settings=settings, command="demo") as service:
        yield service


@pytest.fixture
def trial(page: Page, demo: Running, folder: Path) -> Trial:
    """The page, opened, with its first answer."""
    return Trial(page, demo.url, folder).open()


@pytest.mark.parametrize("size", [(820, 1180), (1024, 768), (1100, 760), (1366, 768), (1920, 1080)])
def test_a_card_is_on_screen_as_soon_as_the_page_is_open(trial: Trial, size: Any) -> None:
    """Nothing needs to be pressed; the first sample is there, and the summary of its card in view."""
    trial.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    expect(trial.cards.first.locator("h3")).to_be_in_viewport(ratio=1)
    expect(trial.cards.first).to_be_in_viewport()
    expect(trial.cards.first).to_contain_text("Stage IV gastric cancer")
    trial.quiet()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize(
    "viewport", [{"width": 1440, "height": 900}, TABLET], ids=["desk", "tablet"]
)
def test_every_part_is_accessible(trial: Trial, colours: Any, viewport: Any) -> None:
    """No serious finding of axe with cards, with each tab open, after an answer, and with an error."""
    page = trial.page
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size(viewport)
    trial.choose(BEVACIZUMAB)
    trial.fresh()
    for name in ("Why", "Facts", "Not read", "Exchange"):
        trial.tab(name).locator("details").evaluate_all(
            "all => all.forEach(one => one.open = true)"
        )
        assert grave(page) == []
    trial.dismiss("Emergency")
    assert grave(page) == []
    trial.paste("no JSON")
    assert grave(page) == []
    trial.quiet()


@pytest.mark.parametrize("width", [768, 820, 1024, 1440])
def test_the_page_fits_a_tablet(trial: Trial, width: int) -> None:
    """Nothing is cut off at the side, and every part can be reached."""
    trial.page.set_viewport_size({"width": width, "height": 1000})
    trial.choose(BEVACIZUMAB)

    assert trial.page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("Cards", "Behind the cards", "Timeline"):
        expect(trial.page.get_by_role("region", name=name).first).to_be_visible()


def test_every_sample_can_be_shown(trial: Trial) -> None:
    """Each patient has an answer, with a timeline or a word that there is nothing to draw."""
    first, *others = SAMPLES.values()
    for sample in (*others, first):
        trial.choose(sample["title"])

        expect(trial.page.locator("#shows")).to_have_text(sample["shows"])
        expect(trial.page.locator("#said")).to_contain_text("card")
        expect(trial.page.locator("#timeline")).not_to_be_empty()
        expect(trial.page.locator("#notice")).to_be_empty()
    trial.quiet()


def test_dismissing_a_card_stores_it_and_silences_it(trial: Trial) -> None:
    """The reason is in the database; sent again, the card does not come back, and the page says so."""
    trial.choose(BEVACIZUMAB)
    trial.fresh()
    before = len(trial.stored())
    trial.dismiss("Emergency")

    assert trial.stored()[before:] == [("bevacizumab-interval", "overridden", "emergency")]
    trial.press("Send")
    expect(trial.page.locator("#said")).to_contain_text("Not repeated")
    expect(trial.page.locator("#said")).to_contain_text("Bevacizumab")
    trial.press("New encounter")
    expect(trial.cards).to_have_count(1)
    trial.fresh()
    expect(trial.cards).to_have_count(2)
    trial.quiet()


def test_accepting_a_suggestion_stores_it(trial: Trial) -> None:
    """What was accepted is in the database, and the page shows what an EHR would do."""
    trial.fresh()
    before = len(trial.stored())
    card = trial.cards.first
    card.locator("summary").first.click()
    expect(card.locator("pre").first).to_contain_text("ServiceRequest")
    card.get_by_role("button", name="Request tumour board review").click()

    expect(card.locator(".told")).to_contain_text("Accepted")
    assert trial.stored()[before:] == [("stage-iv-surgery", "accepted", "")]


def test_hook_and_order_change_the_advice(trial: Trial) -> None:
    """The same order is a warning when selected and critical when signed; opening asks for none."""
    trial.fresh()
    expect(trial.cards.first).to_have_class("card warning")
    trial.page.get_by_label("Sign orders").check()
    expect(trial.cards.first).to_have_class("card critical")
    trial.page.get_by_label("Open the chart").check()
    expect(trial.page.get_by_label("Order", exact=True)).to_be_disabled()


def test_silence_is_explained(trial: Trial) -> None:
    """A patient without cards has a reason for each topic, and the evidence behind the facts."""
    trial.choose(SILENT)

    expect(trial.cards).to_have_count(0)
    topics = trial.tab("Why").locator(".topics > li")
    expect(topics).to_have_count(11)
    assert all(topic.locator("ul li").count() for topic in topics.all())
    facts = trial.tab("Facts")
    expect(facts).to_contain_text("KRAS: known positive")
    expect(facts).to_contain_text("Observation/sorensen-")


def test_what_was_not_read_is_named(trial: Trial) -> None:
    """A record that said nothing stands there with the reason."""
    panel = trial.tab("Not read")

    expect(panel).to_contain_text("Observation/calder-")
    expect(panel).to_contain_text("nothing in it is a fact that we know")


def test_the_timeline_shows_what_happened_when(trial: Trial) -> None:
    """Spread, markers, courses and orders have their lanes, and the drawing has a text for all."""
    trial.choose(BEVACIZUMAB)
    drawing = trial.page.locator("#timeline svg")

    for lane in ("Spread", "Biomarkers", "Therapy", "Orders"):
        expect(drawing.locator(".lane-title", has_text=lane)).to_be_visible()
    expect(drawing.locator(".therapy .course")).to_have_count(2)
    expect(drawing.get_by_text("bevacizumab", exact=True)).to_be_visible()
    assert "2026-11-08: bevacizumab" in (drawing.locator("#drawing").text_content() or "")


def test_text_of_a_chart_is_never_markup(trial: Trial) -> None:
    """A script and an image planted in a Condition are shown as text wherever the text appears."""
    chart = json.loads(json.dumps(SAMPLES["03-oligometastatic"]["chart"]))
    chart[1]["code"]["text"] = ATTACK
    chart[0]["name"] = [{"text": ATTACK}]
    order = SAMPLES["03-oligometastatic"]["orders"][0]["draft"]
    draft = json.loads(json.dumps(order)) | {"id": "d1", "subject": {"reference": "Patient/okoye"}}
    draft["code"]["text"] = ATTACK
    entries = [{"resource": one} for one in (*chart, draft)]
    trial.paste(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))

    expect(trial.page.locator("#who")).to_contain_text("<script>")
    expect(trial.cards.first).to_contain_text("<script>")
    expect(trial.tab("Facts")).to_contain_text(ATTACK)
    assert trial.page.locator("img").count() == 0
    assert trial.page.locator("body script").count() == 0
    assert trial.page.evaluate("window.hit") is None
    trial.quiet()


def test_ones_own_request_is_sent_as_it_is(trial: Trial) -> None:
    """The sample request of the README, pasted, gives its card; hook and order are its own."""
    trial.paste(json.dumps(SAMPLE))

    expect(trial.cards.first).to_contain_text("Stage IV colorectal cancer")
    expect(trial.page.get_by_label("Sign orders")).to_be_disabled()
    trial.quiet()


def test_a_file_can_be_used(trial: Trial, tmp_path: Path) -> None:
    """A Bundle from a file is the whole chart, and orders of other patients can be tried on it."""
    entries = [{"resource": one} for one in SAMPLES["03-oligometastatic"]["chart"]]
    file = tmp_path / "chart.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}), encoding="utf-8")
    page = trial.page
    page.get_by_label("A Bundle or a hook request").check()
    page.get_by_label("File", exact=True).set_input_files(file)
    expect(page.get_by_label("or JSON")).not_to_be_empty()
    page.get_by_role("button", name="Use this").click()
    expect(page.locator("#who")).to_contain_text("Miriam Okoye")
    page.get_by_label("Select an order").check()
    page.get_by_label("Order", exact=True).select_option(label="Mastectomy, left")

    expect(trial.cards.first).to_contain_text("breast cancer")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[1]", "Expected a FHIR Bundle or a CDS Hooks request"),
        ('{"resourceType": "Bundle"}', "Expected one Patient with an id in the Bundle, found 0"),
        ('{"hook": "order-dispatch", "context": {}}', "No service answers the hook"),
        ('{"hook": "patient-view", "context": {"patientId": "x"}}', "required member"),
    ],
)
def test_what_cannot_be_used_is_said_in_words(trial: Trial, text: str, says: str) -> None:
    """The fault is told, the old cards are gone, and silence is not taken for advice."""
    trial.paste(text)

    expect(trial.page.get_by_role("alert")).to_contain_text(says)
    expect(trial.cards).to_have_count(0)
    expect(trial.page.locator("#said")).to_contain_text("says nothing about the patient")


def test_a_service_that_went_away_is_no_silence(trial: Trial) -> None:
    """Without an answer the page says so, for calls and for feedback, and offers the buttons again."""
    trial.fresh()
    trial.page.route("**/cds-services/**", lambda route: route.abort())
    first = trial.cards.first
    first.get_by_role("button", name="Dismiss").click()
    expect(first.locator(".told")).to_contain_text("was not stored")
    expect(first.get_by_role("button", name="Dismiss")).to_be_enabled()
    trial.press("Send")
    expect(trial.page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(trial.cards).to_have_count(0)


def test_the_keyboard_is_enough(trial: Trial) -> None:
    """From the top by keys alone: choose a patient, change the hook, open a tab, dismiss a card."""
    page, keys = trial.page, trial.page.keyboard

    def until(selector: str) -> None:
        for _ in range(60):
            keys.press("Tab")
            if page.evaluate("one => document.activeElement.matches(one)", selector):
                return
        pytest.fail(f"the tab key does not reach {selector}")

    keys.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#cards"
    until("input[name=sample]")
    keys.press("ArrowDown")
    expect(page.locator("#who")).to_contain_text("Aron Lindqvist")
    keys.press("ArrowUp")
    expect(page.locator("#who")).to_contain_text("Rosa Calder")
    until("input[name=hook]")
    keys.press("ArrowRight")
    expect(page.get_by_label("Sign orders")).to_be_checked()
    until("#new-copy")
    keys.press("Enter")
    expect(page.locator("#cards")).to_have_attribute("aria-busy", "false")
    expect(trial.cards.first).to_have_class("card critical")
    until(".override select")
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Enter")
    expect(trial.cards.first.locator(".told")).to_be_focused()
    until("[role=tab]")
    keys.press("End")
    expect(page.get_by_role("tabpanel")).to_contain_text("Feedback")


def test_focus_can_be_seen(trial: Trial) -> None:
    """Every stop of the tab key has an outline of its own or of what it stands for."""
    seen = (
        "() => { const on = document.activeElement; const has = one => one &&"
        " getComputedStyle(one).outlineStyle !== 'none';"
        " return on === document.body || has(on) || has(on.closest('label')); }"
    )
    for _ in range(40):
        trial.page.keyboard.press("Tab")

        assert trial.page.evaluate(seen)


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_the_exchange_can_be_repeated_with_curl(
    browser: Browser, demo: Running, folder: Path
) -> None:
    """What is copied runs in a shell and gives the same card ids: it is a retry of the same call."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    trial = Trial(context.new_page(), demo.url, folder).open()
    trial.fresh()
    panel = trial.tab("Exchange")
    panel.get_by_role("button", name="Copy as curl").first.click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    command = trial.page.evaluate("navigator.clipboard.readText()")
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True, timeout=30)
    titles = [card["summary"] for card in json.loads(done.stdout)["cards"]]

    assert titles == trial.cards.locator("h3").all_inner_texts()
    context.close()


def test_a_service_for_known_clients_says_why_the_page_cannot_call_it(
    page: Page, tmp_path: Path
) -> None:
    """Where tokens are required the page opens, explains itself, and shows no patient."""
    settings = {
        "CDS_PUBLIC_URL": "https://cds.example.org",
        "CDS_TRUSTED_ISSUERS": json.dumps({ISSUER: {"keys": jwks()["keys"]}}),
    }
    with serving(tmp_path, "--workers", "1", settings=settings) as closed:
        page.goto(closed.url, wait_until="networkidle")

        expect(page.get_by_role("alert")).to_contain_text("known clients only")
        expect(page.get_by_role("main")).to_be_hidden()
        assert grave(page) == []


def test_the_pictures_of_the_readme(browser: Browser, demo: Running, tmp_path: Path) -> None:
    """The pictures are small; they replace the committed ones only where a variable names a file."""
    context = browser.new_context(viewport={"width": 1480, "height": 1080})
    trial = Trial(context.new_page(), demo.url, tmp_path).open()
    trial.fresh()
    trial.page.mouse.move(0, 0)
    files = [
        Path(os.environ.get(name) or tmp_path / f"{name}.png")
        for name in (PAGE_PICTURE, CARD_PICTURE)
    ]
    trial.page.screenshot(path=files[0])
    trial.choose("Cetuximab ohne vollständigen RAS-Status")
    trial.fresh()
    trial.page.mouse.move(0, 0)
    trial.cards.first.screenshot(path=files[1])

    assert all(10_000 < file.stat().st_size < MOST_BYTES for file in files)
    context.close()
