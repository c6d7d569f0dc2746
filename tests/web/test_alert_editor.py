"""The editor of an alert: tried before it is saved, nothing typed is lost, nothing overwritten."""

import html
import re

import pytest
from smallworld.world import DAY, World

from indexing.desk.alerts import alerting, channelling
from indexing.models import Cadence

FIELDS = {
    "q": "orban AND nato",
    "name": "",
    "cadence": "daily",
    "at": "07:30",
    "weekday": "0",
    "zone": "Europe/Budapest",
    "quiet_from": "",
    "quiet_to": "",
    "per": "story",
    "more_to": "",
}

AS_IT_IS = FIELDS | {"cadence": "at-once", "at": "08:00", "zone": "UTC", "to": "hook"}


def typed(page: str) -> str:
    """Return what stands in the query's field."""
    return html.unescape(re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)[0])


def edition(page: str) -> str:
    """Return which edition of an alert a form was made from."""
    return re.findall(r'name="edition" value="(\w*)"', page)[0]


def saved(browser, path: str, **fields: str):
    """Save an alert as it stands on its page now, but for ``fields``."""
    seen = edition(browser.get(path).text)
    return browser.send(path, path, do="save", edition=seen, **fields)


def test_an_empty_editor_says_what_will_be_here(empty_browser):
    page = empty_browser.get("/alerts/new")
    assert page.status_code == 200
    assert "before anything is saved" in page.text
    assert "No channel yet" in page.text


def test_a_query_is_tried_on_an_empty_store(empty_browser):
    page = empty_browser.get("/alerts/new?q=orban").text
    assert "1 day: no article." in page


def test_what_it_would_have_brought_stands_on_the_same_page(browser):
    page = browser.get("/alerts/new?q=carmelite+OR+ferry").text
    assert typed(page) == "carmelite OR ferry"
    assert "6 days: 3 articles → 2 stories → about 2 messages a week" in page
    assert "busiest" in page
    assert "Hits per day" in page
    assert '<span class="tag">best</span>' in page
    assert "<mark>" in page


def test_the_back_test_alone_is_the_same_without_the_page(browser):
    page = browser.get("/alerts/backtest?q=carmelite+OR+ferry&cadence=at-once").text
    assert page.startswith("<section ")
    assert "3 articles → 2 stories → about 2 messages a week" in page
    assert "^</pre>" in browser.get("/alerts/backtest?q=orban+AND+(nato").text


def test_a_query_that_cannot_be_read_is_shown_with_its_repair(browser):
    page = browser.get("/alerts/new?q=orban+AND+(nato").text
    assert "this bracket is never closed" in page
    assert "          ^</pre>" in page
    assert 'name="apply" value="orban AND (nato)"' in page


def test_a_repair_is_applied_and_all_else_that_was_typed_stays(browser):
    fields = FIELDS | {"q": "orban AND (nato", "name": "Mine", "cadence": "weekly"}
    page = browser.send("/alerts/new", "/alerts/new", apply="orban AND (nato)", **fields).text
    assert typed(page) == "orban AND (nato)"
    assert 'value="Mine"' in page
    assert 'value="weekly" checked' in page
    assert 'value="07:30"' in page
    assert "✓ valid" in page


def test_a_query_that_can_never_match_is_doubted(browser):
    page = browser.get("/alerts/new?q=ferry+NOT+ferry").text
    assert "✗ can never fire" in page
    assert "✓ valid" not in page
    page = browser.get('/alerts/new?q=ferry+source:"Smal+Press"').text
    assert "! in doubt" in page
    assert "ferry source:&#34;small press&#34;" in page


def test_a_new_alert_is_saved_as_typed(covered: World, browser):
    fields = FIELDS | {"q": "kosovo\r\nOR nato", "name": "Troops", "quiet_from": "22:00"}
    fields |= {"quiet_to": "07:00", "per": "article", "corrections": "1", "to": "hook"}
    page = browser.send("/alerts/new", "/alerts/new", do="save", **fields)
    assert page.url.path == "/alerts"
    with covered.desk() as desk:
        alert = alerting.list_alerts(desk)[-1].alert
    assert (alert.name, alert.query, alert.at) == ("Troops", "kosovo\nOR nato", "07:30")
    assert (alert.quiet, alert.per_story) == (("22:00", "07:00"), False)
    assert (alert.on_corrections, alert.on_spikes, len(alert.channel_ids)) == (True, False, 1)


def test_an_alert_can_be_saved_muted(covered: World, browser):
    browser.send("/alerts/new", "/alerts/new", do="save-muted", **FIELDS)
    with covered.desk() as desk:
        assert alerting.list_alerts(desk)[-1].alert.muted_until == desk.now + 7 * DAY


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        pytest.param({"q": ""}, "the query is empty", id="no query"),
        pytest.param({"q": "*:*"}, "this would fire for every article", id="everything"),
        pytest.param({"q": "a NOT a"}, "this can never fire", id="never"),
        pytest.param({"zone": "Mars/Base"}, "is no time zone", id="a zone"),
        pytest.param({"quiet_from": "22:00"}, "no time of day", id="half the quiet hours"),
        pytest.param({"more_to": "http://h.example/"}, "without encryption", id="plain webhook"),
        pytest.param({"more_to": "mailto:a@b.example"}, "no mail server is set", id="no mail"),
        pytest.param({"more_to": "<b>:x"}, "role=", id="no address"),
        pytest.param({"to": "gone"}, "no channel has this name", id="a channel that went"),
    ],
)
def test_what_is_refused_saves_nothing_and_keeps_what_was_typed(
    covered: World, browser, wrong: dict[str, str], told: str
):
    fields = FIELDS | {"name": 'My "name" & <b>'} | wrong
    page = browser.send("/alerts/new", "/alerts/new", do="save", **fields)
    assert page.status_code == 400
    assert told in html.unescape(page.text)
    assert typed(page.text) == fields["q"]
    assert 'value="My &#34;name&#34; &amp; &lt;b&gt;"' in page.text
    with covered.desk() as desk:
        assert len(alerting.list_alerts(desk)) == 3
        assert len(channelling.list_channels(desk)) == 1


def test_a_new_webhook_shows_its_secret_once(covered: World, browser):
    more = "https://hooks.example/T0P"
    page = browser.send("/alerts/new", "/alerts/new", do="save", **FIELDS | {"more_to": more})
    assert [one.status_code for one in page.history] == [303]
    secret = re.search(r"whsec_[\w=+/]+", page.text)
    assert secret
    assert "T0P" not in page.text
    again = browser.get(page.url.path)
    assert again.url.path == "/alerts"
    assert secret[0] not in again.text
    assert secret[0] not in browser.get("/alerts/4").text
    assert secret[0] not in browser.get("/system").text
    with covered.desk() as desk:
        assert len(alerting.list_alerts(desk)) == 4


def test_a_change_shows_what_it_adds_and_loses_before_it_is_saved(covered: World, browser):
    page = browser.send("/alerts/1", "/alerts/1", do="try", **FIELDS | {"q": "ferry"}).text
    assert "As it is now:" in page
    assert "Added: 1 article" in page
    assert "Lost: " in page
    with covered.desk() as desk:
        assert alerting.get_alert(desk, 1).alert.query == "orban AND nato"


def test_a_change_is_saved_as_a_new_version(covered: World, browser):
    page = saved(browser, "/alerts/1", **AS_IT_IS | {"q": "orban OR nato"})
    assert "Saved." in page.text
    with covered.desk() as desk:
        alert = alerting.get_alert(desk, 1).alert
    assert (alert.query, alert.version) == ("orban OR nato", 2)


def test_the_rest_of_an_alert_is_changed_with_its_query_or_without(covered: World, browser):
    page = saved(browser, "/alerts/1", **FIELDS | {"q": "orban", "cadence": "hourly"})
    assert "Saved." in page.text
    with covered.desk() as desk:
        assert alerting.get_alert(desk, 1).alert.cadence is Cadence.HOURLY


def test_all_of_an_alert_can_be_changed_and_its_version_stays(covered: World, browser):
    shown = browser.get("/alerts/2").text
    assert 'value="daily" checked' in shown
    assert 'value="Europe/Budapest"' in shown
    fields = FIELDS | {"q": "ferry", "name": "Ships", "cadence": "weekly", "weekday": "4"}
    page = saved(browser, "/alerts/2", **fields | {"spikes": "1"}).text
    assert "weekly on Friday at 07:30 Europe/Budapest, per story, spikes too" in page
    assert "nowhere: its hits are kept" in page
    with covered.desk() as desk:
        alert = alerting.get_alert(desk, 2).alert
    assert (alert.name, alert.query, alert.version) == ("Ships", "ferry", 1)


def test_a_wrong_change_keeps_what_was_typed(covered: World, browser):
    page = saved(browser, "/alerts/1", **AS_IT_IS | {"zone": "Mars/Base"})
    assert page.status_code == 400
    assert "is no time zone" in page.text
    assert 'value="Mars/Base"' in page.text


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        pytest.param({"query": 'theirs OR "<b>"'}, 'theirs OR "<b>"', id="the query"),
        pytest.param({"at": "11:45", "cadence": Cadence.DAILY}, "daily 11:45", id="the time"),
        pytest.param({"to": ()}, "nowhere", id="the channels"),
        pytest.param({"quiet": "22:00-07:00"}, "22:00-07:00", id="the quiet hours"),
        pytest.param({"on_corrections": True}, "corrections", id="what else it tells"),
    ],
)
def test_of_two_people_who_edit_the_second_sees_both_versions(
    covered: World, browser, theirs: dict[str, object], told: str
):
    covered.edit(1, zone="UTC")
    ours = AS_IT_IS | {"do": "save", "q": "mine"}
    seen = edition(browser.get("/alerts/1").text)
    covered.edit(1, **theirs)
    page = browser.send("/alerts/1", "/alerts/1", **ours, edition=seen)
    assert page.status_code == 409
    assert "Somebody changed this alert meanwhile." in page.text
    assert f"<code>{html.escape(told, quote=True)}</code>".replace("&quot;", "&#34;") in page.text
    assert "<code>mine</code>" in page.text
    assert typed(page.text) == "mine"
    with covered.desk() as desk:
        before = alerting.get_alert(desk, 1)
        assert before.alert.query != "mine"
        again = browser.send("/alerts/1", "/alerts/1", **ours, edition=edition(page.text))
        assert again.url.path == "/alerts"
        assert alerting.get_alert(desk, 1).alert.query == "mine", "to save it again is to insist"


def test_an_alert_whose_zone_is_none_any_more_is_shown_and_mended(covered: World, browser):
    with covered.desk() as desk, desk.store.write() as db:
        db.exec_driver_sql(
            "UPDATE alerts SET zone = 'Mars/Base', next_delivery_at = 0 WHERE id = 2"
        )
    assert browser.get("/alerts").status_code == 200
    page = browser.get("/alerts/2").text
    assert 'value="Mars/Base"' in page
    mended = FIELDS | {"q": "ferry", "zone": "Europe/Budapest"}
    assert saved(browser, "/alerts/2", **mended).url.path == "/alerts"
    with covered.desk() as desk:
        assert alerting.get_alert(desk, 2).next_sending.endswith("Europe/Budapest")


def test_without_its_index_an_alert_is_saved_all_the_same(covered: World, browser_without_index):
    browser = browser_without_index
    page = browser.get("/alerts/new?q=orban")
    assert page.status_code == 200
    assert "The index is away:" in page.text
    browser.send("/alerts/new", "/alerts/new", do="save", **FIELDS)
    with covered.desk() as desk:
        assert alerting.list_alerts(desk)[-1].alert.cadence is Cadence.DAILY


@pytest.mark.parametrize("query", ["a" * 9_000, "(" * 2_000, "x\x00y", "\u202ecba", "é" * 300])
def test_no_query_breaks_the_editor(browser, query: str):
    page = browser.send("/alerts/new", "/alerts/new", do="try", **FIELDS | {"q": query})
    assert page.status_code in (200, 400)
