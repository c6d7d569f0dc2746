"""Muted alerts, stories and sources: nothing goes out, nothing is lost, and it is told how much."""

from typing import Any

import pytest
from smallworld.press import FERRY, ORBAN
from smallworld.world import DAY, HOUR, MINUTE, World

from indexing.delivery.message import from_json
from indexing.delivery.render import as_text
from indexing.desk.alerts import muting
from indexing.models import Cadence
from indexing.store.watch import outbox

CADENCES = pytest.mark.parametrize("cadence", [Cadence.AT_ONCE, Cadence.HOURLY])


def story_of(world: World, url: str) -> str:
    """Return the story that the article at an address belongs to."""
    article = world.explain(url).article
    assert article is not None
    return article.story_id


def last_text(world: World) -> str:
    """Return the last message as a mail would print it."""
    return as_text(from_json(world.deliveries()[-1].payload))


@CADENCES
async def test_what_a_mute_held_is_told_in_one_message_that_says_so(
    world: World, cadence: Cadence
) -> None:
    await world.subscribe()
    alert = world.alert("orban OR ferry", cadence=cadence)
    with world.desk() as desk:
        muting.mute_alert(desk, alert, desk.now + DAY)
    for slug in (ORBAN, FERRY):
        world.press.publish(slug)
    await world.cycle()
    assert await world.deliver(after=2 * HOUR) == []
    (message,) = await world.deliver(after=DAY)
    assert len(message["stories"]) == 2
    assert (message["held"], message["held_until"]) == (2, "2026-03-03T12:01:00Z")
    assert "Muted until Tue 3 March 12:01 UTC: 2 held, told now" in last_text(world)
    assert await world.deliver(after=DAY) == []


@CADENCES
async def test_a_muted_story_is_held_and_all_else_goes_on(world: World, cadence: Cadence) -> None:
    await world.subscribe()
    alert = world.alert("orban OR ferry", cadence=cadence)
    first = world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver(after=HOUR)
    with world.desk() as desk:
        muting.mute_story(desk, alert, story_of(world, first), desk.now + 2 * DAY)
    copy, other = world.press.publish(ORBAN, path="/copy"), world.press.publish(FERRY)
    await world.cycle()
    (message,) = await world.deliver(after=7 * HOUR)
    assert [one["url"] for each in message["stories"] for one in each["articles"]] == [other]
    assert world.explain(copy).alerts[0].sent == ("held: muted until 4 Mar 13:02",)
    assert await world.deliver(after=DAY) == []
    (late,) = await world.deliver(after=DAY)
    assert [one["url"] for one in late["stories"][0]["articles"]] == [copy]
    assert (late["stories"][0]["status"], late["held"]) == ("since", 1)


async def test_a_digest_tells_how_much_a_muted_source_holds(world: World) -> None:
    await world.subscribe()
    alert = world.alert("orban", cadence=Cadence.DAILY)
    with world.desk() as desk:
        muting.mute_source(desk, alert, "Small Press", desk.now + 3 * DAY)
    world.press.publish(ORBAN)
    await world.cycle()
    assert await world.deliver(after=DAY) == [], "a message of held hits alone says nothing"
    with world.desk() as desk:
        muting.unmute_alert(desk, alert)
    (message,) = await world.deliver(after=DAY)
    assert message["held"] == 1


async def test_a_retry_of_a_muted_alert_waits_for_the_end_of_the_mute(world: World) -> None:
    await world.subscribe()
    alert = world.alert("orban")
    world.press.hook = (500, "Try later.")
    world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver()
    world.press.hook = (204, "")
    with world.desk() as desk:
        muting.mute_alert(desk, alert, desk.now + DAY)
    assert await world.deliver(after=23 * HOUR) == []
    assert len(await world.deliver(after=HOUR + MINUTE)) == 1
    ((sent, _body),) = world.press.hooks
    assert sent == world.deliveries()[0].message_id, "the same message, later"


def told(message: dict[str, Any]) -> list[str]:
    """Return the addresses that a message tells of."""
    return [one["url"] for each in message["stories"] for one in each["articles"]]


async def fail_with(world: World, cadence: Cadence) -> tuple[int, str, str]:
    """Let a message about two stories fail; return the alert, and what it tells of."""
    await world.subscribe()
    alert = world.alert("orban OR ferry", cadence=cadence)
    one, other = world.press.publish(ORBAN), world.press.publish(FERRY)
    await world.cycle()
    world.press.hook = (503, "busy")
    await world.deliver(after=HOUR)
    world.press.hook = (204, "")
    return alert, one, other


async def test_a_story_that_is_muted_is_taken_out_of_a_digest_that_waits(world: World) -> None:
    alert, one, other = await fail_with(world, Cadence.HOURLY)
    with world.desk() as desk:
        muting.mute_story(desk, alert, story_of(world, one), desk.now + DAY)
    (message,) = await world.deliver(after=2 * HOUR)
    assert told(message) == [other]
    assert (message["held"], message["held_until"]) == (1, "2026-03-03T13:02:00Z")
    assert message["stories"][0]["status"] == "new"
    assert world.explain(one).alerts[0].sent == ("held: muted until 3 Mar 13:02",)
    (late,) = await world.deliver(after=DAY)
    assert told(late) == [one]
    assert await world.deliver(after=DAY) == []


@pytest.mark.parametrize("is_unmuted", [False, True])
async def test_a_message_of_a_muted_story_alone_waits_for_the_end_of_the_mute(
    world: World, is_unmuted: bool
) -> None:
    alert, one, other = await fail_with(world, Cadence.AT_ONCE)
    with world.desk() as desk:
        muting.mute_story(desk, alert, story_of(world, one), desk.now + DAY)
    (message,) = await world.deliver(after=2 * HOUR)
    assert told(message) == [other]
    if is_unmuted:
        with world.desk() as desk:
            muting.unmute_alert(desk, alert)
    (late,) = await world.deliver(after=MINUTE if is_unmuted else DAY)
    assert told(late) == [one]
    assert [one.state for one in world.deliveries()] == ["sent", "sent"]


async def test_what_may_have_arrived_is_repeated_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert, one, other = await fail_with(world, Cadence.HOURLY)

    def dies(*_arguments: object, **_named: object) -> bool:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "mark_sent", dies)
        with pytest.raises(ZeroDivisionError):
            await world.deliver(after=HOUR)
    with world.desk() as desk:
        muting.mute_story(desk, alert, story_of(world, one), desk.now + DAY)
    (again,) = await world.deliver(after=outbox.LEASE)
    assert set(told(again)) == {one, other}
