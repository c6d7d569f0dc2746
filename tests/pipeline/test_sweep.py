"""The nightly sweep: what matching missed is found, told once and counted; nothing else is."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from smallworld.press import FERRY, ORBAN
from smallworld.world import DAY, HOUR, World
from sqlalchemy import delete, update

from indexing.desk.coverage import explaining
from indexing.desk.upkeep import overseeing
from indexing.errors import IndexUnavailable
from indexing.models import Cadence
from indexing.pipeline.sweep import sweep
from indexing.store.schema import jobs, matches

FOUND = "found by the nightly sweep"


@pytest.fixture(params=["embedded", pytest.param("9.4.3", marks=pytest.mark.servers)])
def anywhere(request: pytest.FixtureRequest, build: Callable[[str], World]) -> Iterator[World]:
    """A world whose index is of the kind under test."""
    if request.param == "embedded":
        yield build("")
        return
    url, prefix = request.getfixturevalue("elasticsearch_url")(request.param), f"test-{uuid4().hex}"
    at = f'[index]\nbackend = "elasticsearch"\nhosts = ["{url}"]\nprefix = "{prefix}"\n'
    yield build(at)
    with Elasticsearch(url) as client:
        for name in client.indices.get(index=f"{prefix}-*"):
            client.indices.delete(index=name)


async def swept(world: World, *, after: timedelta = HOUR) -> dict[str, Any]:
    """Let time pass, sweep, and return what the sweep said of itself."""
    world.clock.wait(after)
    async with world.shop() as shop:
        sweep(shop)
    with world.desk() as desk:
        last = overseeing.status(desk).last_sweep
    assert last is not None
    return {**last.facts, "said": last.detail}


def lose_matches(world: World) -> None:
    """As a bug would: an article was matched, and nothing is known of it."""
    with world.desk() as desk, desk.store.write() as db:
        db.execute(delete(matches))


def lose_jobs(world: World) -> None:
    """As a bug would: relating forgot to ask for matching."""
    lose_matches(world)
    with world.desk() as desk, desk.store.write() as db:
        db.execute(delete(jobs).where(jobs.c.stage == "match"))


def forget_revisions(world: World) -> None:
    """As an older release left it: nobody wrote down how the article stood."""
    lose_matches(world)
    with world.desk() as desk, desk.store.write() as db:
        db.execute(update(jobs).values(revision=None))


@pytest.mark.parametrize(
    ("lose", "counted"),
    [
        pytest.param(lose_matches, "lost", id="its match is gone"),
        pytest.param(lose_jobs, "lost", id="it was never asked for"),
        pytest.param(forget_revisions, "changed since", id="nothing says how it stood"),
    ],
)
async def test_what_was_missed_is_found_told_once_and_counted(
    anywhere: World, lose: Callable[[World], None], counted: str
) -> None:
    world = anywhere
    await world.subscribe()
    world.alert("orban")
    url = world.press.publish(ORBAN)
    await world.cycle()
    lose(world)
    first = await swept(world)
    assert (first[counted], first["looked at"]) == (1, 1)
    (message,) = await world.deliver()
    (story,) = message["stories"]
    assert (story["new"], story["reason"]) == (1, FOUND)
    assert [one["url"] for one in story["articles"]] == [url]
    assert ("sweep", counted) in world.told(url)
    second = await swept(world)
    assert (second["said"], await world.deliver(after=DAY)) == ("0 lost of 1 looked at", [])


async def test_nothing_is_found_where_nothing_was_missed(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    world.alert("seen:<now-1h")
    world.alert("-ferry AND bank")
    world.press.publish(ORBAN)
    world.press.publish(FERRY)
    await world.cycle()
    assert (await swept(world))["said"] == "0 lost of 2 looked at"


async def test_what_is_lost_of_a_digest_joins_what_was_not(world: World) -> None:
    await world.subscribe()
    world.alert("orban", cadence=Cadence.DAILY)
    world.press.publish(ORBAN)
    world.press.publish(ORBAN, path="/copy")
    await world.cycle()
    with world.desk() as desk, desk.store.write() as db:
        db.execute(delete(matches).where(matches.c.how == "joined"))
    assert (await swept(world))["lost"] == 1
    (message,) = await world.deliver(after=DAY)
    (story,) = message["stories"]
    assert (story["new"], story["reason"]) == (2, f"1 of 2 {FOUND}")


async def test_an_alert_gets_nothing_that_is_older_than_it(world: World) -> None:
    await world.subscribe()
    world.press.publish(ORBAN)
    await world.cycle()
    world.alert("orban")
    assert (await swept(world))["said"] == "0 lost of 1 looked at"


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        pytest.param("orban", "zucchini", 1, id="the query in force then would have fired"),
        pytest.param("zucchini", "orban", 0, id="only the new query would fire"),
        pytest.param("orban", "orban AND nato", 1, id="both would have: once"),
    ],
)
async def test_an_edited_alert_is_asked_what_it_asked_then(
    world: World, before: str, after: str, lost: int
) -> None:
    await world.subscribe()
    alert = world.alert(before)
    world.press.publish(ORBAN)
    await world.cycle()
    lose_matches(world)
    world.clock.wait(HOUR)
    world.edit(alert, query=after)
    assert (await swept(world))["lost"] == lost
    told = [message["alert"] for message in await world.deliver()]
    assert [(one["query"], one["query_version"]) for one in told] == [(before, 1)][:lost]


async def test_a_corrected_article_is_judged_as_it_was_matched_last(world: World) -> None:
    await world.subscribe()
    world.alert("ferry")
    world.press.publish(ORBAN)
    await world.cycle()
    world.press.publish(FERRY, path=f"/2026/{ORBAN}")  # another text at that address
    await world.cycle(after=HOUR)
    lose_matches(world)
    assert (await swept(world))["lost"] == 1
    (message,) = await world.deliver()
    assert message["stories"][0]["articles"][0]["version"] == 2


async def test_what_is_followed_later_has_changed_since(world: World) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    world.alert("related:redefining-membership")
    await world.cycle()
    world.clock.wait(HOUR)
    assert world.follow("redefining-membership") == "redefining-membership"
    await world.cycle()  # the index learns of it
    found = await swept(world)
    assert (found["lost"], found["changed since"]) == (0, 1)
    assert len(await world.deliver()) == 1
    with world.desk() as desk:
        (answer,) = explaining.explain(desk, url).alerts
    assert (answer.fired, answer.how) == (True, "swept")


async def test_what_still_waits_for_matching_is_not_missed(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    world.press.publish(ORBAN)
    await world.cycle()
    lose_matches(world)
    with world.desk() as desk, desk.store.write() as db:
        db.execute(update(jobs).where(jobs.c.stage == "match").values(done_at=None))
    assert (await swept(world))["said"] == "0 lost of 0 looked at"
    assert (await world.cycle()).number("alerts", "joined") == 1, "the hit is still known"


async def test_what_is_older_than_two_days_is_left_alone(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    world.press.publish(ORBAN)
    await world.cycle()
    lose_matches(world)
    assert (await swept(world, after=3 * DAY))["said"] == "0 lost of 0 looked at"


async def test_an_index_that_is_away_puts_it_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    world.alert("orban")
    world.press.publish(ORBAN)
    await world.cycle()
    lose_matches(world)

    def away(*_arguments: object, **_more: object) -> object:
        raise IndexUnavailable("it does not answer", "index", "Wait.")

    with monkeypatch.context() as patched:
        patched.setattr("indexing.index.embedded.adapter.EmbeddedIndex.search", away)
        said = (await swept(world))["said"]
    assert said == "postponed, the index is away: it does not answer"
    assert (await swept(world))["lost"] == 1


async def test_an_article_that_cannot_be_checked_lets_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexing.pipeline import sweep as stage

    await world.subscribe()
    world.alert("orban OR ferry", per_story=False)
    bad, good = world.press.publish(ORBAN), world.press.publish(FERRY)
    await world.cycle()
    lose_matches(world)
    real = stage.explain

    def explain(rule: Any, seen: Any, **more: Any) -> Any:
        if seen.url == bad:
            raise ValueError("a fault of ours")
        return real(rule, seen, **more)

    monkeypatch.setattr(stage, "explain", explain)
    found = await swept(world)
    assert (found["lost"], found["not checked"]) == (1, 1)
    assert ("sweep", "not checked") in world.told(bad)
    assert ("sweep", "lost") in world.told(good)
