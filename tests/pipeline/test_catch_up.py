"""After a stop of six hours: what waited is done once, and nobody is stormed."""

from datetime import timedelta

from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import HOUR, MINUTE, World

from indexing.models import Cadence

STOP = 6 * HOUR
PUBLISHED = (ORBAN, *MORE_ORBAN)


async def test_six_hours_are_made_up_for_by_one_poll_and_one_digest(world: World) -> None:
    await world.subscribe()
    hourly, daily = (
        world.alert("orban", cadence=one, name=one) for one in (Cadence.HOURLY, Cadence.DAILY)
    )
    await world.deliver()
    for slug in (*PUBLISHED, FERRY):
        world.press.publish(slug)
    before = world.press.asked.copy()

    report = await world.cycle(after=STOP)
    assert report.number("entries", "new") == len(PUBLISHED) + 1
    assert set((world.press.asked - before).values()) == {1}, "all is asked for once"
    report = await world.cycle(after=timedelta())
    assert report.number("poll") == 0, "the polls that were missed are not made up for"

    (digest,) = await world.deliver()
    assert digest["alert"]["id"] == hourly
    assert sum(story["new"] for story in digest["stories"]) == len(PUBLISHED)
    assert await world.deliver(after=MINUTE) == []
    (digest,) = await world.deliver(after=24 * HOUR)
    assert digest["alert"]["id"] == daily
