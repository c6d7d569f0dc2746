"""When alerts speak, and of what: each thing once, nothing missed, nothing empty."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import DAY, HOUR, MINUTE, NOON, World

from indexing.desk.alerts import alerting, muting
from indexing.models import Cadence

STORY = ("nato-chief-heads-to-budapest", "budapest-lets-nato-plan-pass", "price-of-a-veto")


def at(text: str) -> datetime:
    """Return a moment of March 2026, written as ``28 07:30`` in UTC."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-03-{day}T{clock}:00+00:00").astimezone(UTC)


def titles(messages: list[dict[str, Any]]) -> list[int]:
    """Return how many new articles each story of each message tells of."""
    return [story["new"] for message in messages for story in message["stories"]]


async def test_at_once_tells_of_what_is_new_and_not_of_what_was_old_when_first_seen(
    world: World,
) -> None:
    world.alert("orban OR ferry")
    old = world.press.publish(ORBAN)
    await world.subscribe()  # this first poll finds the old article
    long_ago = "<pubDate>Mon, 16 Feb 2026 12:00:00 GMT</pubDate>"
    world.press.publish("price-of-a-veto", more=long_ago)
    new = world.press.publish(FERRY)
    report = await world.cycle()
    assert (report.number("alerts", "older"), report.number("alerts", "fired")) == (1, 1)
    (message,) = await world.deliver()
    assert [one["url"] for one in message["stories"][0]["articles"]] == [new]
    assert await world.deliver(after=30 * DAY) == [], "what is old is never told at once"
    (answer,) = world.explain(old).alerts
    assert (answer.fired, answer.sent[0]) == (
        True,
        "not sent: older. It was old when first seen, and this alert tells at once",
    )


async def test_a_digest_lists_what_was_old_as_older(world: World) -> None:
    world.alert("orban OR ferry", cadence=Cadence.DAILY)
    world.press.publish(ORBAN)
    await world.subscribe()
    world.press.publish(FERRY)
    await world.cycle()
    (message,) = await world.deliver(after=DAY)
    assert [story["status"] for story in message["stories"]] == ["new", "older"]


async def test_what_joins_a_story_waits_and_goes_out_together_as_since(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    first = world.press.publish(ORBAN)
    await world.cycle()
    (message,) = await world.deliver()
    assert message["stories"][0]["status"] == "new"
    for number in (1, 2):  # copies of it: surely the same story
        copy = world.press.publish(ORBAN, path=f"/copy/{number}")
        await world.cycle()
        assert await world.deliver() == [], "joined articles wait"
    assert 'waits for the next "+n since"' in world.explain(copy).alerts[0].sent[0]
    (since,) = await world.deliver(after=6 * HOUR)
    (story,) = since["stories"]
    assert (story["status"], story["new"], story["copies"]) == ("since", 2, 2)
    assert first not in [one["url"] for one in story["articles"]]
    assert await world.deliver(after=6 * HOUR) == []


async def test_a_story_that_goes_on_after_a_day_is_a_new_hit(world: World) -> None:
    await world.subscribe()
    alert = world.alert("orban")
    world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver()
    for wait, hits in ((23 * HOUR, 1), (2 * HOUR, 2)):
        world.press.publish(ORBAN, path=f"/after/{wait}")
        await world.cycle(after=wait)
        with world.desk() as desk:
            assert alerting.get_alert(desk, alert).hits == hits
    assert titles(await world.deliver()) == [1, 1], "one joined the old hit, one made the new"


async def test_a_story_that_goes_on_is_told_once_per_article_if_so_wished(world: World) -> None:
    await world.subscribe()
    world.alert("orban", per_story=False)
    world.press.publish(ORBAN)
    world.press.publish(ORBAN, path="/copy")
    await world.cycle()
    assert titles(await world.deliver()) == [1, 1]


DAILY = {"cadence": Cadence.DAILY, "at": "08:00", "zone": "Europe/Budapest"}


@pytest.mark.parametrize(
    ("saved", "due"),
    [
        pytest.param("02 12:00", "03 07:00", id="in winter 08:00 is 07:00 UTC"),
        pytest.param("28 12:00", "29 06:00", id="on the day that summer time begins, 06:00"),
        pytest.param("29 06:00", "30 06:00", id="just sent time: tomorrow"),
    ],
)
async def test_a_daily_digest_goes_out_at_eight_of_its_zone(
    world: World, saved: str, due: str
) -> None:
    world.clock.now = at(saved) - 2 * MINUTE
    await world.subscribe()
    world.clock.now = at(saved)
    world.alert("orban", **DAILY)
    world.press.publish(ORBAN)
    world.press.publish("price-of-a-veto")
    await world.cycle(after=timedelta(seconds=5))
    world.clock.now = at(due) - MINUTE
    assert await world.deliver() == []
    (message,) = await world.deliver(after=MINUTE)
    assert (message["window"]["to"], message["window"]["zone"]) == (
        f"{at(due):%Y-%m-%dT%H:%M:%SZ}",
        "Europe/Budapest",
    )
    assert sum(titles([message])) == 2
    assert await world.deliver(after=DAY) == [], "nothing new, no mail"


async def test_a_window_without_news_is_covered_by_the_next_message(world: World) -> None:
    await world.subscribe()
    world.alert("orban", **DAILY)
    assert await world.deliver(after=2 * DAY) == []
    world.press.publish(ORBAN)
    await world.cycle()
    (message,) = await world.deliver(after=DAY)
    assert message["window"]["from"] == f"{NOON + MINUTE:%Y-%m-%dT%H:%M:%SZ}"


async def test_in_quiet_hours_only_sending_waits(world: World) -> None:
    world.clock.now = at("02 20:58")
    await world.subscribe()
    world.alert("orban", quiet="22:00-07:00", zone="Europe/Budapest")
    world.press.publish(ORBAN)
    report = await world.cycle(after=5 * MINUTE)
    assert report.number("alerts", "fired") == 1, "the night leaves its trace"
    world.clock.now = at("03 05:59")
    assert await world.deliver() == []
    assert titles(await world.deliver(after=MINUTE)) == [1]


@pytest.mark.parametrize("cadence", [Cadence.AT_ONCE, Cadence.HOURLY])
async def test_a_muted_alert_holds_and_later_sends_all(world: World, cadence: Cadence) -> None:
    await world.subscribe()
    alert = world.alert("orban OR ferry", cadence=cadence)
    with world.desk() as desk:
        muting.mute_alert(desk, alert, world.clock.now + DAY)
    urls = [world.press.publish(slug) for slug in (ORBAN, FERRY)]
    await world.cycle()
    assert await world.deliver(after=2 * HOUR) == []
    assert world.explain(urls[0]).alerts[0].sent == ("held: muted until 3 Mar 12:01",)
    assert titles(await world.deliver(after=DAY)) == [1, 1]


async def test_an_edited_alert_fires_for_new_articles_only(world: World) -> None:
    await world.subscribe()
    alert = world.alert("zucchini")
    old = world.press.publish(ORBAN)
    await world.cycle()
    world.edit(alert, query="orban")
    new = world.press.publish("price-of-a-veto")
    await world.cycle()
    (message,) = await world.deliver()
    assert [one["url"] for one in message["stories"][0]["articles"]] == [new]
    assert (message["alert"]["query"], message["alert"]["query_version"]) == ("orban", 2)
    (answer,) = world.explain(old).alerts
    assert answer.why_not == ("its query was changed later (2 Mar 12:02); the new one would fire")


async def test_a_removed_alert_sends_nothing_more(world: World) -> None:
    await world.subscribe()
    first, second = world.alert("orban"), world.alert("orban", cadence=Cadence.DAILY)
    world.press.hook = (500, "Try later.")
    world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver()
    with world.desk() as desk:
        alerting.remove_alert(desk, first)
        alerting.remove_alert(desk, second)
    world.press.hook = (204, "")
    assert await world.deliver(after=2 * DAY) == []
    assert [(one.state, one.answer) for one in world.deliveries()] == [
        ("dropped", "the alert was removed")
    ]
    world.press.publish(MORE_ORBAN[1])
    assert (await world.cycle()).number("alerts") == 0


async def test_an_alert_saved_in_the_middle_of_matching_meets_what_comes_after(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexing.pipeline import match

    await world.subscribe()
    saved: list[int] = []
    real: Callable[..., object] = match._meet

    def meet(*arguments: object, **named: object) -> object:
        if not saved:
            saved.append(world.alert("orban"))
        return real(*arguments, **named)

    monkeypatch.setattr(match, "_meet", meet)
    world.press.publish(ORBAN)
    assert (await world.cycle()).number("alerts", "fired") == 1


async def test_a_message_tells_the_words_of_the_version_that_matched(world: World) -> None:
    await world.subscribe()
    world.alert("carmelite", cadence=Cadence.DAILY)
    world.press.publish(ORBAN)
    await world.cycle()
    world.press.publish(FERRY, path=f"/2026/{ORBAN}")  # another text at that address
    assert (await world.cycle(after=HOUR)).number("read", "corrected") == 1
    (message,) = await world.deliver(after=DAY)
    (article,) = message["stories"][0]["articles"]
    shown = [one["snippet"] for one in article["matched"]]
    marked = [one["text"][start:end] for one in shown for start, end in one["spans"]]
    assert set(marked) == {"Carmelite"}
    assert article["version"] == 1
