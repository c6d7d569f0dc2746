"""Whatever others write into titles and names, and people into addresses: pages only print it."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from lxml import html
from smallworld.coverage import SLUG
from smallworld.doors import doors
from smallworld.malice import MARK, TEXTS, be_hostile

from indexing.delivery.safe_text import clean

_PLACES = {"slug": SLUG, "alert_id": "1", "delivery_id": "1", "feed_id": "1", "token": "x"}
_ATTRIBUTES = re.compile(r"style|srcdoc|formaction|ping|background|on.*")
_ADDRESSES = ("href", "src", "action", "xlink:href", "poster", "data", "cite")
_FORBIDDEN = ("iframe", "object", "embed", "base", "img", "video", "template", "math")


def faults(page: str) -> Iterator[str]:
    """Yield what on a page does not come from a template of ours, or is more than text."""
    for one in html.document_fromstring(page).iter():
        if not isinstance(one.tag, str):
            yield f"a comment: {one.text}"
            continue
        if MARK in one.tag or one.tag in _FORBIDDEN:
            yield f"an element: {one.tag}"
        if one.tag == "style" and (MARK in (one.text or "") or one.getparent().tag != "head"):
            yield f"a style: {one.text}"
        if one.tag == "script" and (one.text or not one.get("src", "").startswith("/static/")):
            yield f"a script: {one.text}"
        for name, value in one.attrib.items():
            if MARK in name or _ATTRIBUTES.fullmatch(name):
                yield f"an attribute: {name} of {one.tag}"
            if name in _ADDRESSES and not re.match(r"(?:/|#|\?|https?://)", value):
                yield f"an address: {name}={value}"
        told = f"{'' if one.tag == 'textarea' else one.text or ''}{one.tail or ''}"
        yield from (f"a control: {mark!r} in {one.tag}" for mark in told if is_invisible(mark))
    if "1337" in page:
        yield "a template was run"


def is_invisible(mark: str) -> bool:
    """Whether a character is one that nobody sees, so that a text reads as another one."""
    return clean(mark) not in (mark, " ") or (clean(mark) == " " and mark not in " \n\t\u00a0")


@pytest.fixture
def places(browser) -> dict[str, str]:
    """A real value for each place of an address; a page with a new one needs it here."""
    stories = browser.get("/stories").text
    story = re.search(r'href="/stories/([0-9a-f]+)"', stories)[1]
    article = re.search(r'href="/articles/([0-9a-f]+)"', browser.get(f"/stories/{story}").text)[1]
    return {**_PLACES, "story_id": story, "wanted": article}


def pages(browser, places: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (address, names that its query may have) of every page that the server has."""
    for path, asked in doors(browser.client.app, "GET"):
        if not path.startswith(("/api/", "/static/", "/searches/", "/{path")):
            yield re.sub(r"\{(\w+)\}", lambda place: places[place[1]], path), asked


@pytest.mark.parametrize("kind", TEXTS)
def test_what_others_wrote_is_read_and_nothing_else(kind, browser, covered, places):
    with covered.desk() as desk, desk.store.write() as db:
        be_hostile(db, TEXTS[kind])
    read = []
    for address, _ in pages(browser, places):
        page = browser.get(address)
        assert page.status_code < 500, address
        if page.headers["content-type"].startswith("text/html"):
            assert list(faults(page.text)) == [], address
            read += [address] * (MARK in page.text)
    assert len(read) >= 12, read


@pytest.mark.parametrize("kind", TEXTS)
def test_what_an_address_says_is_printed_and_nothing_else(kind, browser, places):
    text = TEXTS[kind]
    for address, asked in pages(browser, places):
        wanted = browser.client.get(address, params=dict.fromkeys(asked, text))
        assert wanted.status_code < 500, address
        if wanted.headers["content-type"].startswith("text/html"):
            assert list(faults(wanted.text)) == [], address
    for place in ("/follows/", "/stories/", "/articles/", "/alerts/", "/nothing/", "/m/"):
        unknown = browser.get(place + quote(text, safe=""))
        assert unknown.status_code in (400, 404), place
        assert list(faults(unknown.text)) == [], place
