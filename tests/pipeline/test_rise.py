"""Alerts on spikes: each rise is told once to every channel, with what tells so."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from smallworld.attention import OUT, WELL, have_polled, have_seen_all
from smallworld.coverage import SLUG
from smallworld.world import DAY, HOUR, World
from sqlalchemy import select, update

from indexing.delivery.message import Message, MessageType, from_json
from indexing.delivery.render import as_html, as_text, subject
from indexing.desk import alerting, channelling
from indexing.pipeline.rise import rise
from indexing.store.schema import alert_versions, alerts, relations
from indexing.store.watch.hits import NewMatch, record_match


def watch(world: World, *, to: tuple[str, ...] = ("spikes",), **wishes: Any) -> int:
    """Save an alert on everything that tells of spikes, in force for weeks; all has met it now."""
    with world.desk() as desk:
        for name in to:
            channelling.add_channel(desk, f"webhook+http://127.0.0.1:9/{name}", name)
        request = alerting.AlertRequest("-xylophone", to=to, on_spikes=True, **wishes)
        one = alerting.add_alert(desk, request).alert.id
        with desk.store.write() as db:
            db.execute(update(alert_versions).values(made_at=desk.now - 60 * DAY))
    return one


def come_all(world: World, alert_id: int, *, days: int = 10, report: object = WELL) -> None:
    """See all of the week at once, after so many days in which feeds were polled."""
    with world.desk() as desk, desk.store.write() as db:
        have_polled(db, desk.now, days=days, report=report)
        have_seen_all(db, SLUG, desk.now)
        seen = sorted(db.execute(select(relations.c.article_id)).scalars())
        for number, one in enumerate(seen):
            new = NewMatch(alert_id, one, 1, 1, f"subject {number}", (), is_old=False)
            record_match(db, new, now=desk.now, generation_after=DAY)


def go(world: World, *, after: timedelta = timedelta()) -> list[Message]:
    """Let time pass, look for spikes; return every message that was posted so far."""

    async def once() -> None:
        async with world.shop() as shop:
            await asyncio.to_thread(rise, shop)

    world.clock.wait(after)
    asyncio.run(once())
    told = [from_json(one.payload) for one in world.deliveries()]
    return [message for message in told if message.type is MessageType.SPIKE]


def test_a_rise_is_told_once_with_what_tells_so(covered: World) -> None:
    come_all(covered, watch(covered))
    (message,) = go(covered)
    assert message.spike is not None
    assert (message.spike.sources, message.spike.baseline, message.spike.until) == (2, 1, None)
    assert message.spike.articles == message.article_count
    factor, texts = message.spike.factor, message.spike.texts
    gist = f"spike: {factor:g} times the usual, {texts} texts from 2 sources"
    assert subject(message).endswith(gist)
    for told in (as_text(message), as_html(message)):
        assert "usually 1: " in told
        assert "First: " in told
    for pause in (timedelta(0), HOUR, 5 * HOUR, DAY):
        assert len(go(covered, after=pause)) == 1, "told once, however often it is looked for"


def test_every_channel_is_told(covered: World) -> None:
    come_all(covered, watch(covered, to=("spikes", "more")))
    one, other = go(covered)
    assert one == other


def test_it_waits_for_the_end_of_a_mute_and_of_quiet_hours(covered: World) -> None:
    one = watch(covered, quiet="17:00-20:30", zone="UTC")  # it is 18:04
    with covered.desk() as desk, desk.store.write() as db:
        db.execute(update(alerts).values(muted_until=desk.now + HOUR))
    come_all(covered, one)
    assert go(covered) == []
    assert go(covered, after=2 * HOUR) == []
    (message,) = go(covered, after=HOUR)
    assert message.spike is not None


def test_what_rose_longer_than_a_day_ago_is_not_told(covered: World) -> None:
    come_all(covered, watch(covered))
    assert go(covered, after=2 * DAY) == []


@pytest.mark.parametrize(
    ("days", "report"),
    [
        pytest.param(2, WELL, id="nothing is usual yet"),
        pytest.param(10, OUT, id="most feeds failed together: our network"),
    ],
)
def test_what_is_no_spike_is_not_told(covered: World, days: int, report: object) -> None:
    come_all(covered, watch(covered), days=days, report=report)
    assert go(covered) == []


def test_an_alert_that_was_not_asked_to_tells_of_none(covered: World) -> None:
    one = watch(covered)
    with covered.desk() as desk, desk.store.write() as db:
        db.execute(update(alerts).values(on_spikes=False))
    come_all(covered, one)
    assert go(covered) == []
