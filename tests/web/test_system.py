"""How it all stands: cycles, what waits, the index away, channels, the doctor."""

import asyncio
import html
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from smallworld.coverage import ARTICLES
from smallworld.world import HOUR, World

from indexing.desk.alerts import channelling
from indexing.store.watch import alerts, channels
from indexing.store.work import cycles
from indexing.web.security.shown_once import LASTS

AWAY = {"lines": ["project: it is away"], "failed": ["project"]}


def ended(world: World, report: dict[str, object], outcome: str = "done in part") -> None:
    """Have a cycle begin now, and end."""
    with world.desk() as desk, desk.store.write() as db:
        number = cycles.begin(db, "main", "run", now=desk.now)
        cycles.end(db, number, outcome, report, now=desk.now)


def test_an_empty_store_says_what_will_be_here(empty_browser):
    page = empty_browser.get("/system")
    assert page.status_code == 200
    assert "None has run yet" in page.text
    assert 'href="/feeds">add a feed</a>' in page.text
    assert "No channel yet" in page.text
    assert "Presswatch " in page.text


def test_a_week_later_it_says_how_it_stands(browser):
    page = browser.get("/system").text
    assert "✓ done" in page
    assert f"{ARTICLES} of {ARTICLES} articles in the index" in page
    assert re.search(r'<tr><td>read</td><td class="number">\d+</td>', page)
    assert "Set aside in the last 7 days" in page
    assert 'href="/explain?url=' in page
    assert 'id="channels"' in page


def test_without_its_index_it_says_since_when_and_why(covered: World, browser_without_index):
    page = browser_without_index.get("/system")
    assert page.status_code == 200
    assert "✗ away</span>: it cannot be reached" in page.text
    ended(covered, AWAY)
    first = covered.clock.now
    covered.clock.wait(HOUR)
    ended(covered, AWAY)
    page = browser_without_index.get("/system").text
    assert f"✗ away</span> since {first.day} Mar {first:%H:%M}: it cannot be reached" in page
    assert f"{ARTICLES} articles are in the store" in page


def test_what_others_wrote_runs_nothing(covered: World, browser):
    ended(covered, {"lines": ["<script>x</script>"]}, "failed")
    with covered.desk() as desk, desk.store.write() as db:
        channels.park(db, 1, "<b>no</b>")
        alerts.set_alert(db, 3, fault="<i>cannot</i>")
    page = browser.get("/system").text
    assert "&lt;script&gt;x" in page
    assert "✗ parked" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "✗ alert 3</span> is set aside: &lt;i&gt;" in page
    assert "1 channel cannot be reached: hook" in page


def test_the_doctor_is_asked_and_answers_on_the_page(browser):
    assert "✓ ok" not in browser.get("/system").text
    page = browser.send("/system", "/system/doctor").text
    assert "✓ ok" in page
    assert "equal to the store" in page
    assert "no mail server is set" in page


def test_without_an_index_the_doctor_says_what_fails(browser_without_index):
    page = browser_without_index.send("/system", "/system/doctor").text
    assert "✗ fails" in page
    assert "cannot be reached" in page


def test_a_channel_is_added_masked_and_removed(covered: World, browser):
    fields = {"address": "https://hooks.example/S3CRET", "name": "chat <b>"}
    page = browser.send("/system", "/channels", **fields).text
    assert re.search(r"whsec_[\w=+/]+", page)
    assert "S3CRET" not in page
    page = browser.get("/system").text
    assert "whsec_" not in page
    assert "https://hooks.example/…" in page
    assert "chat &lt;b&gt;" in page
    page = browser.send("/system", "/channels/2/remove").text
    assert "Removed." in page
    with covered.desk() as desk:
        assert [row.name for row, _masked in channelling.list_channels(desk)] == ["hook"]


WEBHOOK = {"address": "https://hooks.example/S3CRET", "name": "chat"}


def made(browser) -> None:
    """Add a webhook, but do not go yet where that leads."""
    key = re.search(r'name="form_key" value="([^"]+)"', browser.get("/system").text)[1]
    fields = {"form_key": key, **WEBHOOK}
    answer = browser.client.post("/channels", data=fields, follow_redirects=False)
    assert answer.status_code == 303
    assert "whsec_" not in answer.text


def test_the_secret_of_a_webhook_is_for_the_browser_that_made_it(browser):
    made(browser)
    other = replace(browser, client=TestClient(browser.client.app, base_url="http://127.0.0.1"))
    assert "whsec_" not in other.get("/system").text
    browser.client.head("/system")
    assert "whsec_" in browser.get("/system").text


def test_the_secret_of_a_webhook_waits_ten_minutes_to_be_seen(covered: World, browser):
    made(browser)
    covered.clock.wait(LASTS)
    assert "whsec_" not in browser.get("/system").text


@pytest.mark.parametrize(
    ("address", "told"),
    [
        pytest.param("", "names no service", id="nothing"),
        pytest.param("http://h.example/", "without encryption", id="a plain webhook"),
        pytest.param("mailto:a@b.example", "no mail server is set", id="no mail server"),
        pytest.param("file:///etc/passwd", "channel", id="a service that is not allowed"),
    ],
)
def test_a_wrong_channel_is_refused_and_kept(covered: World, browser, address: str, told: str):
    page = browser.send("/system", "/channels", address=address, name='My "name"')
    assert page.status_code == 400
    assert told in html.unescape(page.text)
    assert f'value="{address}"' in page.text
    assert 'value="My &#34;name&#34;"' in page.text
    with covered.desk() as desk:
        assert len(channelling.list_channels(desk)) == 1


def test_a_channel_in_use_stays(covered: World, browser):
    page = browser.send("/system", "/channels/1/remove")
    assert page.status_code == 400
    assert "alerts 1, 2, 3 go there" in page.text
    assert browser.send("/system", "/channels/99/remove").status_code == 404


async def test_a_channel_is_tested_and_works_again(press, world: World, empty_browser):
    world.alert("orban")
    with world.desk() as desk, desk.store.write() as db:
        channels.park(db, 1, "it was gone")
    press.hook = (200, "thanks")
    page = await asyncio.to_thread(empty_browser.send, "/system", "/channels/1/test")
    assert "took the message marked TEST and answered: <code>200" in page.text
    assert "✗ parked" not in page.text
    press.hook = (410, "gone")
    page = await asyncio.to_thread(empty_browser.send, "/system", "/channels/1/test")
    assert page.status_code == 502
    assert "410" in page.text
