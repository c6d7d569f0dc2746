"""Whatever others write into titles and names, and people into addresses: pages only print it."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from lxml import html
from smallworld.doors import doors
from smallworld.malice import MARK, TEXTS, be_hostile

from indexing.delivery.safe_text import clean

_PLACES = {"alert_id": "1", "delivery_id": "1", "feed_id": "1", "token": "x"}
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


ALL = " ".join(TEXTS.values())
IN_AN_ADDRESS = [
    pytest.param(ALL, id="all"),
    *(pytest.param(TEXTS[kind], id=kind) for kind in ("script link", "data link", "quotes")),
]
"""What a text begins with tells where an address leads."""


def known_places(client: TestClient) -> dict[str, str]:
    """Return a real value for each place of an address; a page with a new one needs it here."""
    slug = re.search(r'href="/follows/([^"/]+)"', client.get("/").text)[1]
    story = re.search(r'href="/stories/([0-9a-f]+)"', client.get("/stories").text)[1]
    article = re.search(r'href="/articles/([0-9a-f]+)"', client.get(f"/stories/{story}").text)[1]
    return {**_PLACES, "slug": slug, "story_id": story, "wanted": article}


def pages(client: TestClient) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (address, names that its query may have) of every page that the server has."""
    places = known_places(client)
    for path, asked in doors(client.app, "GET"):
        if not path.startswith(("/api/", "/static/", "/searches/", "/{path")):
            yield re.sub(r"\{(\w+)\}", lambda place: places[place[1]], path), asked


def read(client: TestClient, addresses: Iterable[str]) -> list[str]:
    """Return the addresses of pages on which a hostile text is read; fail if it does more."""
    found = []
    for address in addresses:
        page = client.get(address)
        assert page.status_code < 500, address
        if page.headers["content-type"].startswith("text/html"):
            assert list(faults(page.text)) == [], address
            found += [address] * (MARK in page.text)
    return found


def test_what_a_feed_and_its_reader_say_is_read_and_nothing_else(hostile_week, hostile_client):
    addresses = [address for address, _ in pages(hostile_client)]
    asked = ("/search?q=ferry", "/explain?url={wanted}", "/alerts/new?q=ferry")
    addresses += [one.format(**known_places(hostile_client)) for one in asked]
    with hostile_week.desk() as desk, desk.store.read() as db:
        ids = list(db.exec_driver_sql("SELECT id FROM articles").scalars())
    assert len(ids) == len(TEXTS)
    addresses += [f"/articles/{one}" for one in ids]
    assert len(read(hostile_client, addresses)) >= len(ids) + 12


def test_whatever_the_store_holds_is_read_and_nothing_else(client, covered):
    addresses = [address for address, _ in pages(client)]
    with covered.desk() as desk, desk.store.write() as db:
        be_hostile(db, ALL)
    assert len(read(client, addresses)) >= 12


@pytest.mark.parametrize("text", IN_AN_ADDRESS)
def test_what_an_address_says_is_printed_and_nothing_else(text, common_client):
    for address, asked in pages(common_client):
        wanted = common_client.get(address, params=dict.fromkeys(asked, text))
        assert wanted.status_code < 500, address
        if wanted.headers["content-type"].startswith("text/html"):
            assert list(faults(wanted.text)) == [], address
    for place in ("/follows/", "/stories/", "/articles/", "/alerts/", "/nothing/", "/m/"):
        unknown = common_client.get(place + quote(text, safe=""))
        assert unknown.status_code in (400, 404), place
        assert list(faults(unknown.text)) == [], place
