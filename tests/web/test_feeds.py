"""The feeds: how each is doing, finding and adding them, lists in and out."""

import asyncio
import html

import pytest
from smallworld.press import FEED, ORBAN
from smallworld.world import DAY, HOUR, World
from sqlalchemy import update

from indexing.desk.upkeep import feeding
from indexing.feeds.opml import read_opml
from indexing.feeds.state import FeedStatus
from indexing.store.schema import feeds
from indexing.web.pages.feed_lists import LARGEST


def be(world: World, **values: object) -> None:
    """Have the one feed be in a state."""
    with world.desk() as desk, desk.store.write() as db:
        db.execute(update(feeds).values(**values))


def test_an_empty_store_says_what_to_do(empty_browser):
    page = empty_browser.get("/feeds")
    assert page.status_code == 200
    assert "No feed yet" in page.text
    assert 'href="/feeds/import"' in page.text


def test_each_feed_has_its_state_its_rhythm_and_its_next_try(browser):
    page = browser.get("/feeds").text
    assert '<span class="state well">. well</span>' in page
    assert ">Small Press</a>" in page
    assert " a week" in page


def test_a_failing_feed_says_why_and_for_how_long(covered: World, browser):
    soon = covered.clock.now + HOUR
    be(covered, status="failing", failures=4, last_error="it said <b>503</b>", next_poll_at=soon)
    page = browser.get("/feeds?show=problem").text
    assert '<span class="state fail">! failing</span>' in page
    assert "it said &lt;b&gt;503&lt;/b&gt;: 4 in a row" in page
    assert "(try 5)" in page
    assert 'action="/feeds/1/try"' in page


def test_a_filter_without_a_feed_says_so(browser):
    page = browser.get("/feeds?show=problem").text
    assert "No feed needs a look" in page
    assert "Small Press" not in page


def test_names_and_addresses_run_nothing(covered: World, browser):
    be(covered, title="<script>x</script>", url="javascript:alert(1)")
    for path in ("/feeds", "/feeds/1"):
        page = browser.get(path).text
        assert "<script>x" not in page
        assert 'href="javascript:' not in page


def test_a_feed_has_its_history(browser):
    page = browser.get("/feeds/1").text
    assert "What happened to it" in page
    assert "last good answer" in page
    assert browser.get("/feeds/99").status_code == 404


def test_a_feed_is_paused_and_goes_on(covered: World, browser):
    page = browser.send("/feeds/1", "/feeds/1/pause").text
    assert "Paused." in page
    assert "= paused" in page
    page = browser.send("/feeds/1", "/feeds/1/resume").text
    assert "It goes on." in page
    with covered.desk() as desk:
        assert feeding.find_feed(desk, "1").status is FeedStatus.WELL


def test_removing_a_feed_asks_once_and_says_what_stays(covered: World, browser):
    page = browser.get("/feeds/1/remove").text
    assert "Remove Small Press?" in page
    assert "Its articles stay" in page
    page = browser.send("/feeds/1/remove", "/feeds/1/remove")
    assert "Removed." in page.text
    assert "No feed yet" in page.text
    assert browser.get("/feeds/1").status_code == 404
    assert browser.send("/feeds", "/feeds/1/remove").status_code == 404


def test_trying_a_feed_that_does_not_answer_says_why(covered: World, browser):
    be(covered, next_poll_at=covered.clock.now + DAY)
    page = browser.send("/feeds/1", "/feeds/1/try").text  # the press is closed
    assert "Asked now" in page
    assert 'role="alert"' in page
    with covered.desk() as desk:
        assert feeding.find_feed(desk, "1").next_poll_at == desk.now


@pytest.mark.parametrize(
    "url", ["", "no address", "http://169.254.169.254/", "javascript:alert(1)", "http://[", "<b>"]
)
@pytest.mark.parametrize("action", ["/feeds/find", "/feeds"])
def test_an_address_that_is_never_asked_is_refused_and_kept(browser, url: str, action: str):
    page = browser.send("/feeds", action, url=url)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert f'value="{html.escape(url)}"' in page.text


async def test_the_feeds_of_a_site_are_shown_and_one_is_added(world: World, empty_browser):
    press = world.press
    press.publish(ORBAN)
    link = '<link rel="alternate" type="application/rss+xml" title="All" href="/feed.xml">'
    press.put("/", f"<html><head>{link}</head></html>".encode())
    send = empty_browser.send
    page = (await asyncio.to_thread(send, "/feeds", "/feeds/find", url=press.url)).text
    assert "Small Press" in page
    assert "last item" in page
    assert f'name="url" value="{press.url}{FEED}"' in page
    page = await asyncio.to_thread(send, "/feeds", "/feeds", url=press.url + FEED)
    assert page.url.path == "/feeds/1"
    assert "Added." in page.text
    page = (await asyncio.to_thread(send, "/feeds", "/feeds", url=press.url + FEED)).text
    assert "had it" in page
    page = (await asyncio.to_thread(send, "/feeds/1", "/feeds/1/try")).text
    assert "✓ a feed" in page


async def test_what_does_not_answer_now_can_be_kept(world: World, empty_browser):
    world.press.put("/busy", status=503)
    send, url = empty_browser.send, f"{world.press.url}/busy"
    page = await asyncio.to_thread(send, "/feeds", "/feeds/find", url=url)
    assert page.status_code == 502
    assert "Add it all the same, and try again later" in page.text
    page = await asyncio.to_thread(send, "/feeds", "/feeds", url=url)
    assert "unreachable, kept, tried again" in page.text


def sent_list(browser, name: str, data: bytes):
    """Send a list by the form of its page."""
    key = browser.get("/feeds/import").text.split('name="form_key" value="')[1].split('"')[0]
    files = {"file": (name, data, "text/xml")}
    return browser.client.post("/feeds/import", data={"form_key": key}, files=files)


def test_a_list_comes_in_and_its_report_stays(browser):
    lines = '<outline text="A &lt;b&gt;" xmlUrl="https://a.example/f"/><outline xmlUrl="ftp://b/"/>'
    page = sent_list(browser, "<mine>.opml", f"<opml><body>{lines}</body></opml>".encode())
    assert "2 feeds: 1 added, 1 refused" in page.text
    for text in (page.text, browser.get("/feeds/import").text):
        assert "A &lt;b&gt;" in text
        assert "&lt;mine&gt;.opml" in text
        assert "ftp://b/" in text


@pytest.mark.parametrize("data", [b"", b"no list", b"<html/>", b"<opml><body>", b"\x00\xff" * 99])
def test_what_is_no_list_is_refused(browser, data: bytes):
    page = sent_list(browser, "x.opml", data)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "What becomes of each feed" in page.text, "nothing was imported"


def test_no_file_and_too_large_a_file_are_refused(browser):
    assert browser.send("/feeds/import", "/feeds/import").status_code == 400
    assert sent_list(browser, "x.opml", b"<" * (LARGEST + 1)).status_code == 400


def test_all_feeds_go_out_as_a_list(browser):
    answer = browser.get("/feeds.opml")
    assert "attachment" in answer.headers["content-disposition"]
    assert [one.title for one in read_opml(answer.content)] == ["Small Press"]
