"""The alerts as a browser shows them: listed, held, tried, removed."""

import asyncio

import pytest
from smallworld.world import DAY, World

from indexing.desk.alerts import alerting, muting
from indexing.models import Cadence
from indexing.store.records.articles import get_articles
from indexing.store.watch import alerts
from indexing.store.watch.hits import matches_of_alert


def test_an_empty_store_says_what_to_do(empty_browser):
    page = empty_browser.get("/alerts")
    assert page.status_code == 200
    assert "No alert yet" in page.text
    assert 'href="/alerts/new"' in page.text


def test_each_alert_says_what_it_brings_and_when_it_sends(browser):
    page = browser.get("/alerts").text
    assert "3 in the last 7 days, 3 in all" in page
    assert "daily at 08:00 Europe/Budapest, per story" in page
    assert "08:00 Europe/Budapest" in page
    assert "nothing was sent yet" in page
    assert 'href="/deliveries?alert=1"' in page


def test_names_and_queries_of_alerts_run_nothing(covered: World, browser):
    number = covered.alert('"<script>x</script>"', name="<img src=x onerror=alert(1)>")
    for path in ("/alerts", f"/alerts/{number}", f"/alerts/{number}/remove"):
        page = browser.get(path).text
        assert "<script>x" not in page
        assert "<img" not in page


def test_an_alert_is_held_for_some_days_and_speaks_again(covered: World, browser):
    page = browser.send("/alerts", "/alerts/2/mute", days="3", until="")
    assert "Muted. What it finds meanwhile is kept." in page.text
    assert "12:00 Europe/Budapest" not in page.text.split('id="alert-2"')[0]
    with covered.desk() as desk:
        assert alerting.get_alert(desk, 2).alert.muted_until == desk.now + 3 * DAY
    page = browser.send("/alerts", "/alerts/2/unmute")
    assert "The mute has ended." in page.text
    assert "= muted" not in page.text


def test_an_alert_is_held_until_the_morning_of_a_day(covered: World, browser):
    until = (covered.clock.now + 2 * DAY).date()
    page = browser.send("/alerts", "/alerts/1/mute", days="1", until=f"{until}")
    assert "when the mute ends" in page.text
    with covered.desk() as desk:
        held = alerting.get_alert(desk, 1).alert.muted_until
        assert held is not None
        assert held.astimezone(desk.zone).date() == until


@pytest.mark.parametrize(
    ("days", "until"),
    [
        pytest.param("0", "", id="no day"),
        pytest.param("9999", "", id="many years"),
        pytest.param("-1", "", id="back in time"),
        pytest.param("x", "", id="no number"),
        pytest.param("1", "2020-01-01", id="a day that is over"),
        pytest.param("1", "9999-01-01", id="a day far off"),
        pytest.param("1", "soon", id="no date"),
    ],
)
def test_a_mute_that_cannot_be_is_refused(covered: World, browser, days: str, until: str):
    page = browser.send("/alerts", "/alerts/1/mute", days=days, until=until)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    with covered.desk() as desk:
        assert alerting.get_alert(desk, 1).alert.muted_until is None


def test_what_is_held_of_stories_and_sources_is_named(covered: World, browser):
    with covered.desk() as desk:
        with desk.store.read() as db:
            first = matches_of_alert(db, 1)[-1].article_id
            story = get_articles(db, [first])[first].story_id
        muting.mute_story(desk, 1, story, desk.now + DAY)
        muting.mute_source(desk, 1, "Small Press", desk.now + DAY)
    page = browser.get("/alerts").text
    assert f'the story <a href="/stories/{story}">' in page
    assert "what comes from small press" in page


def test_a_broken_alert_says_so(covered: World, browser):
    with covered.desk() as desk, desk.store.write() as db:
        alerts.set_alert(db, 3, fault="its query cannot be read: <b>")
    page = browser.get("/alerts").text
    assert "✗ set aside" in page
    assert "its query cannot be read: &lt;b&gt;" in page


def test_removing_asks_once_and_says_what_stays(covered: World, browser):
    page = browser.get("/alerts/1/remove").text
    assert "Remove alert 1?" in page
    assert "Its 3 hits stay on record" in page
    page = browser.send("/alerts/1/remove", "/alerts/1/remove")
    assert "Removed." in page.text
    assert 'id="alert-1"' not in page.text
    assert 'id="alert-2"' in page.text


def test_a_test_shows_why_a_channel_did_not_take_it(browser):
    page = browser.send("/alerts", "/alerts/1/test")  # the press is closed
    assert page.status_code == 502
    assert "Alert 1: the test was not taken." in page.text
    assert "send another test" in page.text


async def test_a_test_shows_the_answer_of_the_other_side(press, world: World, empty_browser):
    press.hook = (200, "thank <you>")
    number = world.alert("orban", cadence=Cadence.DAILY)
    sent = await asyncio.to_thread(empty_browser.send, "/alerts", f"/alerts/{number}/test")
    assert "hook answered:" in sent.text
    assert "200" in sent.text
    assert [body["type"] for _id, body in press.hooks] == ["test"]


def test_an_alert_without_a_channel_cannot_be_tested(covered: World, browser):
    number = covered.alert("kosovo", to=())
    page = browser.send("/alerts", f"/alerts/{number}/test")
    assert f"Alert {number} goes nowhere" in page.text


@pytest.mark.parametrize("path", ["/alerts/99", "/alerts/99/remove"])
def test_an_unknown_alert_is_not_found(browser, path: str):
    page = browser.get(path)
    assert page.status_code == 404
    assert "no alert has this number" in page.text


@pytest.mark.parametrize("number", ["0", "abc", "99999999999999999999"])
def test_what_is_no_number_is_refused(browser, number: str):
    assert browser.get(f"/alerts/{number}").status_code == 400


def test_a_form_from_elsewhere_changes_nothing(covered: World, browser):
    answer = browser.client.post("/alerts/1/remove", data={"form_key": "guessed"})
    assert answer.status_code == 403
    with covered.desk() as desk:
        assert alerting.get_alert(desk, 1)
