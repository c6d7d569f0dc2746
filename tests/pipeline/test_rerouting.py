"""An alert that is sent elsewhere: nothing is lost by it, and the past does not come in at once."""

from typing import Any

import pytest
from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import DAY, MINUTE, World

from indexing.desk.alerts import channelling, sending
from indexing.errors import InvalidRequest
from indexing.models import Cadence


async def publish(world: World, slug: str) -> str:
    url = world.press.publish(slug)
    await world.cycle()
    return url


def urls(messages: list[dict[str, Any]]) -> list[str]:
    stories = [story for one in messages for story in one["stories"]]
    return [article["url"] for story in stories for article in story["articles"]]


def second(world: World) -> str:
    """Return another channel's name: a hook that answers as the first does, at another address."""
    with world.desk() as desk:
        address = f"webhook+{world.press.url}/hook?second"
        return channelling.add_channel(desk, address, "second").name


@pytest.mark.parametrize("cadence", [Cadence.AT_ONCE, Cadence.DAILY])
async def test_a_new_channel_is_told_what_was_not_told_yet(world: World, cadence: Cadence) -> None:
    await world.subscribe()
    alert = world.alert("orban OR ferry", cadence=cadence, per_story=False)
    await publish(world, ORBAN)
    assert len(await world.deliver(after=DAY)) == 1
    waiting = await publish(world, FERRY)
    world.edit(alert, to=("hook", second(world)))
    assert urls(await world.deliver(after=DAY)) == [waiting, waiting], "one to each"
    assert await world.deliver(after=DAY) == []


async def test_what_waits_on_a_channel_that_is_left_is_told_by_the_new_one(world: World) -> None:
    await world.subscribe()
    alert = world.alert("orban OR ferry", per_story=False)
    sent = await publish(world, ORBAN)
    assert urls(await world.deliver()) == [sent]
    world.press.hook = (500, "Broken.")
    failed = await publish(world, FERRY)
    assert await world.deliver() == []
    world.edit(alert, to=(second(world),))
    world.press.hook = (204, "")
    assert urls(await world.deliver(after=DAY)) == [failed], "once, though the old one works again"
    states = [(one.channel_id, one.state, one.answer) for one in world.deliveries()]
    assert (1, "dropped", "the alert goes elsewhere") in states
    world.edit(alert, to=("hook",))
    late = await publish(world, MORE_ORBAN[0])
    assert urls(await world.deliver()) == [late], "and back again"


async def test_an_alert_that_went_nowhere_tells_what_comes_from_now_on(world: World) -> None:
    await world.subscribe()
    world.alert("zucchini")
    alert = world.alert("orban OR ferry", to=(), per_story=False)
    await publish(world, ORBAN)
    await world.deliver(after=DAY)
    world.edit(alert, to=("hook",))
    assert await world.deliver(after=DAY) == []
    new = await publish(world, FERRY)
    assert urls(await world.deliver()) == [new]
    with world.desk() as desk, pytest.raises(InvalidRequest, match="it tells nothing"):
        sending.resend(desk, world.deliveries()[0].id)


async def test_another_cadence_sends_at_its_own_time(world: World) -> None:
    await world.subscribe()
    alert = world.alert("orban", cadence=Cadence.WEEKLY)
    found = await publish(world, ORBAN)
    assert await world.deliver() == []
    world.edit(alert, cadence=Cadence.AT_ONCE)
    assert urls(await world.deliver(after=MINUTE)) == [found]
