"""The log of what was sent: every attempt with its answer, the message as it went, once more."""

import re

import pytest
from smallworld.press import ORBAN
from smallworld.world import World

from indexing.store.watch import channels, outbox


def test_an_empty_store_says_what_will_be_here(empty_browser):
    page = empty_browser.get("/deliveries")
    assert page.status_code == 200
    assert "Nothing was sent yet" in page.text


def test_each_message_has_its_state_and_every_answer(browser):
    page = browser.get("/deliveries").text
    assert "✓ sent" in page
    assert re.search(r"✓ taken</span>: <code>.*204", page)
    assert "alert 1</a> to hook" in page


def test_what_is_asked_for_is_shown_and_nothing_else(browser):
    assert "✓ sent" in browser.get("/deliveries?alert=1&state=sent").text
    assert "Nothing of this kind" in browser.get("/deliveries?alert=2&state=sent").text
    assert "Nothing of this kind" in browser.get("/deliveries?state=parked").text
    assert "✓ sent" in browser.get("/deliveries?state=%3Cb%3E").text, "no state: all"
    assert browser.get("/deliveries?alert=x").status_code == 400


def test_what_is_shown_is_there_as_a_file_too(browser):
    page = browser.get("/deliveries?alert=1&state=sent").text
    for form in ("csv", "ndjson"):
        (href,) = re.findall(rf'<a href="([^"]+)">{form}</a>', page)
        assert href == f"/deliveries.{form}?alert=1&amp;state=sent"
        assert "204 No Content" in browser.get(href.replace("&amp;", "&")).text
    assert 'href="/deliveries.csv"' in browser.get("/deliveries").text


def test_a_message_is_shown_as_it_was_sent(covered: World, browser):
    one = next(sent for sent in covered.deliveries() if sent.state == "sent")
    page = browser.get(f"/deliveries/{one.id}").text
    assert one.message_id in page
    assert "matched: " in page
    assert "[NATO]" in page or "[Orbán]" in page
    assert "&#34;type&#34;: &#34;alert.hits&#34;" in page


def test_a_message_is_sent_once_more_under_a_new_id(covered: World, browser):
    before = covered.deliveries()[-1]
    page = browser.send("/deliveries", f"/deliveries/{before.id}/resend")
    assert "Put into the outbox once more" in page.text
    assert "… waiting" in page.text
    after = covered.deliveries()[-1]
    assert (after.payload, after.id > before.id) == (before.payload, True)
    assert after.message_id != before.message_id


def test_a_parked_channel_is_the_reason_to_wait(covered: World, browser):
    number = covered.deliveries()[-1].id
    browser.send("/deliveries", f"/deliveries/{number}/resend")
    with covered.desk() as desk, desk.store.write() as db:
        channels.park(db, 1, "it said <b>410</b>")
    page = browser.get("/deliveries").text
    assert "its channel is parked: it said &lt;b&gt;410&lt;/b&gt;" in page


def test_older_messages_are_on_the_next_page(covered: World, browser):
    first = covered.deliveries()[0]
    with covered.desk() as desk, desk.store.write() as db:
        for number in range(60):
            again = outbox.NewDelivery(1, 1, f"m{number}", first.payload, (), desk.now)
            outbox.post(db, again, now=desk.now)
    page = browser.get("/deliveries?alert=1").text
    older = re.search(r'href="(/deliveries\?alert=1&amp;before=\d+)"', page)
    assert older
    assert page.count("<article") == 50
    assert f"delivery {first.id}<" in browser.get(older[1].replace("&amp;", "&")).text


def test_a_message_that_cannot_be_read_is_shown_all_the_same(covered: World, browser):
    with covered.desk() as desk, desk.store.write() as db:
        broken = outbox.NewDelivery(1, 1, "broken", b"{<script>", (), desk.now)
        number = outbox.post(db, broken, now=desk.now)
    page = browser.get(f"/deliveries/{number}")
    assert page.status_code == 200
    assert "it cannot be read" in page.text
    assert "<script>" not in page.text.split("<main")[1]


@pytest.mark.parametrize(("number", "status"), [("99999", 404), ("0", 400), (ORBAN, 400)])
def test_an_unknown_number_is_told(browser, number: str, status: int):
    assert browser.get(f"/deliveries/{number}").status_code == status
