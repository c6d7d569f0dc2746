"""What is past its time is forgotten night by night: never news again, and nothing halfway."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import DAY, World
from sqlalchemy import Connection

from indexing.desk.alerts import sending
from indexing.desk.coverage import reading, searching
from indexing.desk.upkeep import overseeing
from indexing.errors import Forgotten, InvalidRequest
from indexing.pipeline import maintain as stage
from indexing.store.records import retention

KEEP = '[articles]\nkeep = "90d"\n'
LONG = 91 * DAY


def total(world: World) -> int:
    with world.desk() as desk:
        return searching.search(desk, "*:*").total


def index_is_equal(world: World) -> bool:
    with world.desk() as desk:
        return overseeing.verify_index(desk).is_equal


async def test_what_is_too_old_leaves_the_index_and_is_never_news_again(
    build: Callable[[str], World],
) -> None:
    world = build(KEEP)
    await world.subscribe()
    url = world.press.publish(ORBAN)
    await world.cycle()
    assert await world.maintain(after=LONG) == 1
    assert (total(world), index_is_equal(world)) == (0, True)
    world.alert("orban")
    world.press.list(f"/2026/{ORBAN}", title="A new title for old news")
    report = await world.cycle()
    assert report.number("entries", "new") == 0
    assert not report.number("match", "fired")
    assert await world.deliver() == []
    told = world.explain(url)
    assert (told.article, told.is_forgotten) == (None, True)
    assert told.trail[-1].detail == "its text is removed: older than 90 days"
    with world.desk() as desk, pytest.raises(Forgotten, match=r"older than articles\.keep"):
        reading.show(desk, url)


async def test_what_an_alert_told_of_stays_to_be_read_until_the_alert_is_removed(
    build: Callable[[str], World],
) -> None:
    from indexing.desk.alerts import alerting

    world = build(KEEP)
    await world.subscribe()
    alert = world.alert("orban")
    told, other = world.press.publish(ORBAN), world.press.publish(FERRY)
    await world.cycle()
    await world.deliver()
    assert await world.maintain(after=LONG) == 1
    assert (world.explain(told).is_forgotten, world.explain(other).is_forgotten) == (False, True)
    assert total(world) == 1
    with world.desk() as desk:
        (sent,) = sending.delivery_log(desk)
        assert sending.as_logged(*sent)["payload"] == {"forgotten": True}
        with pytest.raises(InvalidRequest, match="what it said is forgotten"):
            sending.resend(desk, sent[0].id)
        alerting.remove_alert(desk, alert)
    assert await world.maintain() == 1
    assert (total(world), index_is_equal(world)) == (0, True)


async def test_a_night_that_was_stopped_halfway_is_ended_by_the_next(
    build: Callable[[str], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = build(KEEP)
    await world.subscribe()
    for slug in (ORBAN, FERRY, *MORE_ORBAN):
        world.press.publish(slug)
    await world.cycle()
    monkeypatch.setattr(retention.expire, "__kwdefaults__", {"limit": 1})
    calls = 0

    def killed(db: Connection, article_id: str, **when: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stage.projection, "queue_projection", killed)
        async with world.shop() as shop:
            world.clock.wait(LONG)
            with suppress(KeyboardInterrupt):
                stage.maintain(shop)
    assert shop.tally["maintain"]["expired"] == 1, "the first is forgotten, the second is whole"
    left = len(MORE_ORBAN) + 1
    assert await world.maintain() == left
