"""Alerts on spikes: each rise is told once to every channel, with what tells so."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from smallworld.attention import OUT, WELL, have_met, have_polled, have_seen_all
from smallworld.coverage import SLUG
from smallworld.world import DAY, HOUR, World
from sqlalchemy import select, update

from indexing.delivery.message import Message, MessageType, from_json
from indexing.delivery.render import as_html, as_text, subject
from indexing.desk.alerts import alerting, channelling
from indexing.pipeline.rise import rise
from indexing.search.analysis import fold
from indexing.store.schema import alert_versions, alerts, articles, relations
from indexing.store.watch.hits import NewMatch, record_match
from indexing.store.watch.mutes import Mute, MuteKind, set_mute


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


def burst(world: World, alert_id: int, texts: int = 6, of: tuple[str, ...] = ("A", "B")) -> None:
    """Have an alert met new texts now, in hours all of which were polled."""
    with world.desk() as desk, desk.store.write() as db:
        have_polled(db, desk.now, days=12)
        have_met(db, alert_id, desk.now, texts=texts, of=of)


def mute(world: World, alert_id: int, source: str, until: timedelta) -> None:
    with world.desk() as desk, desk.store.write() as db:
        set_mute(db, alert_id, Mute(MuteKind.SOURCE, fold(source), desk.now + until))


def test_a_rise_of_six_days_is_told_once(covered: World) -> None:
    one = watch(covered)
    for number in range(6 * 8):
        burst(covered, one, 6 + number)
        if number % 4 == 0:
            assert len(go(covered)) == 1, f"after {3 * number} hours"
        covered.clock.wait(3 * HOUR)
    go(covered, after=DAY)
    burst(covered, one, 60)
    assert len(go(covered)) == 2, "it was over, and there is another one"


def test_each_rise_of_a_quiet_night_is_told_when_it_ends(covered: World) -> None:
    one = watch(covered, quiet="18:30-07:00", zone="UTC")  # it is 18:04
    covered.clock.wait(HOUR)
    for texts in (6, 9):
        burst(covered, one, texts)
        assert go(covered) == []
        covered.clock.wait(5 * HOUR)
    first, second = go(covered, after=2 * HOUR)
    assert (first.spike.texts, second.spike.texts) == (6, 9)  # type: ignore[union-attr]
    assert len(go(covered, after=HOUR)) == 2


def test_what_is_muted_is_no_part_of_a_rise(covered: World) -> None:
    one = watch(covered)
    mute(covered, one, "A", 5 * HOUR)
    burst(covered, one, 12, of=("A", "B", "C"))
    (message,) = go(covered)
    assert message.spike is not None
    assert (message.spike.texts, message.spike.sources) == (8, 2)
    told = [article.source for story in message.stories for article in story.articles]
    assert set(told) == {"B", "C"}
    assert "A" not in message.spike.first_sources
    covered.clock.wait(HOUR)
    burst(covered, one, 12, of=("A", "B", "C"))
    assert len(go(covered, after=4 * HOUR)) == 1, "the rest of a rise that was told"


def test_a_rise_of_what_is_muted_waits_for_the_end_of_the_mute(covered: World) -> None:
    one = watch(covered)
    mute(covered, one, "A", 10 * HOUR)
    burst(covered, one, of=("A", "B"))
    assert go(covered) == [], "without A there is one source"
    covered.clock.wait(6 * HOUR)
    burst(covered, one, 7, of=("B", "C"))
    assert [message.spike.texts for message in go(covered)] == [7]  # type: ignore[union-attr]
    later = go(covered, after=5 * HOUR)
    assert [message.spike.texts for message in later] == [7, 6], "also the one before"  # type: ignore[union-attr]
    assert len(go(covered, after=HOUR)) == 2


def test_a_muted_story_is_no_part_of_a_rise(covered: World) -> None:
    one = watch(covered)
    burst(covered, one)
    with covered.desk() as desk, desk.store.write() as db:
        (story,) = db.execute(
            select(articles.c.story_id).where(articles.c.source == "A").distinct()
        )
        set_mute(db, one, Mute(MuteKind.STORY, story.story_id, desk.now + HOUR))
    assert go(covered) == []
    assert len(go(covered, after=HOUR)) == 1
