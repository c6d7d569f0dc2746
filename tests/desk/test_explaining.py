"""Explain: everything that happened to an address, and why each alert did or did not fire."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from smallworld.coverage import BUSY, COPY, MISSING, SAME, SLUG
from smallworld.press import FEED, FERRY, ORBAN
from smallworld.world import DAY, World

from indexing.desk.alerts import alerting
from indexing.desk.coverage import explaining
from indexing.desk.coverage.explaining import AlertAnswer, Explanation
from indexing.desk.wording import moment, passed
from indexing.errors import InvalidRequest, NotFound
from indexing.store.records.feeds import add_feed


def asked(world: World, wanted: str) -> Explanation:
    """Return what explain says of a path of the press."""
    return world.explain(world.press.url + wanted)


def way(told: Explanation) -> list[str]:
    """Return stage and outcome of every step."""
    return [f"{line.stage}: {line.outcome}" for line in told.trail]


def answer(told: Explanation, alert: int) -> AlertAnswer:
    """Return what one alert made of it."""
    return next(one for one in told.alerts if one.alert_id == alert)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        pytest.param(
            f"/2026/{ORBAN}",
            ["poll: found", "read: first", "understand: understood", "relate: unrelated",
             "project: indexed", "match: fired", "deliver: sent"],
            id="found, read, understood, indexed, fired, sent",
        ),
        pytest.param(
            COPY,
            ["poll: found", "read: first", "understand: understood", "relate: unrelated",
             "project: indexed", "match: joined", "deliver: sent"],
            id="a copy joins the hit",
        ),
        pytest.param(SAME, ["poll: found", "read: duplicate"], id="a duplicate ends"),
        pytest.param(BUSY, ["poll: found", "read: postponed"], id="postponed"),
        pytest.param(
            MISSING,
            ["poll: found", "read: first", "understand: understood", "relate: unrelated",
             "project: indexed"],
            id="set aside, and on with its teaser",
        ),
    ],
)  # fmt: skip
def test_the_way_of_an_article(covered: World, path: str, steps: list[str]) -> None:
    told = asked(covered, path)
    # what a second look brought later stands behind
    assert way(told)[: len(steps)] == steps


def test_an_address_in_another_spelling_and_an_id_are_the_same_article(covered: World) -> None:
    told = asked(covered, f"/2026/{ORBAN}")
    again = asked(covered, f"/2026/{ORBAN}/?utm_source=mail")
    assert again.article_id == told.article_id
    assert covered.explain(told.article_id[:6]).trail == told.trail
    assert covered.explain(f"a:{told.article_id[:6]}").trail == told.trail


def test_a_duplicate_names_its_original(covered: World) -> None:
    told = asked(covered, SAME)
    assert told.duplicate_of == asked(covered, f"/2026/{FERRY}").article_id
    assert told.alerts == ()


def test_what_is_postponed_says_until_when_and_has_no_text_yet(covered: World) -> None:
    told = asked(covered, BUSY)
    assert told.article is None
    assert "the server answered 503; next try 2026-03-07" in told.trail[-1].detail


def test_an_address_that_was_never_seen_names_the_feeds_of_its_site(covered: World) -> None:
    told = asked(covered, "/2026/nobody-listed-this")
    assert (told.article_id, told.trail) == ("", ())
    assert [feed.url for feed in told.nearest_feeds] == [covered.press.url + FEED]
    assert covered.explain("https://elsewhere.example/story").nearest_feeds == ()


def test_a_feed_with_a_home_page_that_is_no_address_breaks_nothing(covered: World) -> None:
    with covered.desk() as desk, desk.store.write() as db:
        add_feed(
            db, "https://odd.example/feed", host="odd.example", title="Odd",
            interval=covered.settings.feeds.start, now=desk.now,
        )  # fmt: skip
        db.exec_driver_sql("UPDATE feeds SET site_url = 'nowhere' WHERE title = 'Odd'")
    (near,) = covered.explain("https://odd.example/a").nearest_feeds
    assert near.title == "Odd"


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        pytest.param("ffffff", NotFound, id="an id that nothing has"),
        pytest.param("ftp://news.example/a", InvalidRequest, id="no web address"),
    ],
)
def test_what_cannot_be_looked_up(covered: World, wanted: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        covered.explain(wanted)


def test_each_alert_says_by_which_words_it_fired_or_what_it_lacked(covered: World) -> None:
    told = asked(covered, f"/2026/{ORBAN}")
    fired, ferry, zucchini = (answer(told, number) for number in (1, 2, 3))
    assert set(fired.words) <= {"Orbán", "Orbán’s", "NATO", "NATO’s"}
    assert [one.startswith("delivery 1 sent 2 Mar ") for one in fired.sent] == [True]
    assert ferry.why_not == 'needs "ferry", which is not in the text'
    assert zucchini.why_not == 'needs "zucchini", which is not in the text'


def test_what_fired_and_was_not_sent_yet_says_what_it_waits_for(covered: World) -> None:
    waiting = answer(asked(covered, f"/2026/{FERRY}"), 2)
    assert waiting.fired
    assert waiting.sent == ("waits for the daily message: Tue 3 March 08:00 Europe/Budapest",)


def test_an_alert_saved_later_says_so(covered: World) -> None:
    new = covered.alert("orban")
    reason = answer(asked(covered, f"/2026/{ORBAN}"), new).why_not
    assert reason.startswith("was saved later (7 Mar ")


def test_an_alert_that_goes_nowhere_says_so(covered: World) -> None:
    with covered.desk() as desk:
        alerting.remove_alert(desk, 2)
        nowhere = alerting.add_alert(desk, alerting.AlertRequest("ferry")).alert.id
    covered.clock.wait(DAY)
    told = asked(covered, f"/2026/{FERRY}")
    assert [one.alert_id for one in told.alerts] == [1, 3, nowhere]


@pytest.mark.parametrize(
    ("zone", "reason"),
    [
        pytest.param("UTC", "the new one would fire", id="12:02 UTC is on that Monday"),
        pytest.param("Pacific/Auckland", "was seen 2 Mar 12:02", id="there it is Tuesday"),
    ],
)
def test_days_are_those_of_the_alert_and_not_of_who_asks(
    covered: World, zone: str, reason: str
) -> None:
    query = "seen:2026-03-02"
    with covered.desk() as desk, desk.store.write() as db:
        db.exec_driver_sql(f"UPDATE alerts SET zone = '{zone}' WHERE id = 3")
        db.exec_driver_sql(f"UPDATE alert_versions SET query = '{query}' WHERE alert_id = 3")
    assert reason in answer(asked(covered, f"/2026/{ORBAN}"), 3).why_not


def test_every_time_is_told_in_the_zone_of_who_asks(covered: World) -> None:
    new = covered.alert("orban")
    with covered.desk() as desk:
        there = replace(desk, zone=ZoneInfo("Pacific/Kiritimati"))  # 14 hours before UTC
        told = explaining.explain(there, covered.press.url + f"/2026/{ORBAN}")
        sent = next(line for line in told.trail if line.stage == "deliver")
        assert answer(told, 1).sent == (f"delivery 1 sent {moment(sent.at, there)}",)
        saved = f"was saved later ({moment(desk.now, there)})"
        assert answer(told, new).why_not == saved
        late = explaining.explain(there, covered.press.url + BUSY).trail[-1]
        due = moment(datetime.fromisoformat(late.facts["due"]), there)
        assert passed(late, there)[1].endswith(f"the server answered 503; next try {due}")


def test_relations_are_told_with_their_parts(covered: World) -> None:
    (related,) = asked(covered, f"/2026/{ORBAN}").relations
    assert related.slug == SLUG
    assert related.relation.score > covered.settings.relatedness.related
    assert related.relation.reasons


def test_of_many_alerts_those_are_told_that_fired_or_might_have(covered: World) -> None:
    with covered.desk() as desk:
        near = alerting.add_alert(desk, alerting.AlertRequest("title:orban -nato")).alert.id
        far = [
            alerting.add_alert(desk, alerting.AlertRequest(f"zucchini AND plot{number}")).alert.id
            for number in range(explaining.LISTED_ALERTS)
        ]
        article = asked(covered, f"/2026/{ORBAN}").article_id
        told = explaining.explain(desk, article)
        also = explaining.explain(desk, article, alert_id=far[7])
    assert [(one.alert_id, one.fired) for one in told.alerts] == [(1, True), (near, False)]
    assert told.other_alerts == len(far) + 2
    assert [one.alert_id for one in also.alerts] == [1, near, far[7]]
    assert also.other_alerts == told.other_alerts - 1
