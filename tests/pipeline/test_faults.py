"""What breaks is set aside with its reason, and everything else goes on."""

import asyncio
import sqlite3
from typing import Any

import pytest
from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import MINUTE, World
from sqlalchemy import event, insert, select, update

from indexing.desk.coverage import searching
from indexing.desk.upkeep import checkup, overseeing
from indexing.errors import StoreUnavailable
from indexing.pipeline import cycle, match, poll, read, relate, understanding
from indexing.pipeline.cycle import run_cycle
from indexing.store.schema import alert_versions, alerts, feeds, jobs
from indexing.store.work import queue
from indexing.store.work.queue import DEATHS

STAGES = ("read", "understand", "relate", "match")
OTHERS = (FERRY, "central-bank-holds-rates")


@pytest.mark.parametrize("stage", STAGES)
async def test_a_job_that_three_workers_died_with_is_set_aside_and_the_others_go_on(
    world: World, stage: str
) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    async with world.shop() as shop:
        world.clock.wait(MINUTE)
        await run_cycle(shop)
        with shop.store.write() as db:  # everything is to do once more
            one = world.explain(url).article_id
            queue.enqueue(db, stage, one, due_at=world.clock.now)
            db.execute(
                update(jobs)
                .where(jobs.c.stage == stage, jobs.c.article_id == one)
                .values(deaths=DEATHS - 1, owner="elsewhere/1/0/dead")
            )
    for slug in OTHERS:
        world.press.publish(slug)
    await world.cycle()
    lines = world.explain(url).trail
    reasons = " | ".join(line.detail for line in lines)
    assert f"killed its worker {DEATHS} times" in reasons
    with world.desk() as desk:
        assert searching.search(desk, "seen:>=now-2m").total == 1 + len(OTHERS)


@pytest.mark.parametrize(
    ("module", "name", "stage"),
    [
        pytest.param(understanding, "extract", "understand", id="the models"),
        pytest.param(read, "_finished", "read", id="the reader"),
        pytest.param(relate, "story_member", "relate", id="relating"),
        pytest.param(match, "explain", "match", id="telling why"),
    ],
)
async def test_a_fault_of_ours_with_one_article_sets_that_one_aside(
    world: World, monkeypatch: pytest.MonkeyPatch, module: object, name: str, stage: str
) -> None:
    await world.subscribe()
    world.alert("orban OR ferry OR bank")
    real, calls = getattr(module, name), []

    def breaks_once(*arguments: object, **named: object) -> object:
        calls.append(arguments)
        if len(calls) == 1:
            raise ZeroDivisionError("no such thing")
        return real(*arguments, **named)

    monkeypatch.setattr(module, name, breaks_once)
    for slug in (ORBAN, *OTHERS):
        world.press.publish(slug)
    report = await world.cycle()
    assert (report.outcome, report.number(stage, "quarantined")) == ("done", 1)
    assert report.number("alerts", "fired") == len(OTHERS)
    with world.desk() as desk:
        (aside,) = overseeing.status(desk).set_aside
    assert "ZeroDivisionError: no such thing" in aside.reason
    assert aside.url.startswith(world.press.url)
    reasons = [one.why_not for one in world.explain(aside.url).alerts]
    assert len(reasons) == (stage != "read"), "of what was never read no alert can tell"
    for reason in reasons:
        assert reason.startswith("the article is set aside: ")
        assert "ZeroDivisionError" in reason


async def test_a_feed_whose_entries_cannot_be_recorded_stops_no_other_feed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    with world.desk() as desk, desk.store.write() as db:
        row = db.execute(select(feeds)).one()._asdict() | {"id": 2, "title": "Other"}
        db.execute(insert(feeds).values(row | {"url": world.press.url + "/feed.xml?two"}))
    real = poll.record_entry

    def breaks(db: object, sighting: object, **named: object) -> object:
        if sighting.feed_id == 1:  # type: ignore[attr-defined]
            raise ZeroDivisionError("no such thing")
        return real(db, sighting, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(poll, "record_entry", breaks)
    url = world.press.publish(ORBAN)
    report = await world.cycle()
    assert (report.number("poll", "failing"), report.number("poll", "changed")) == (1, 1)
    assert world.told(url)[-1] == ("project", "indexed")
    with world.desk() as desk:
        (aside,) = overseeing.status(desk).set_aside
    assert "recording its entries failed (ZeroDivisionError: no such thing)" in aside.reason


async def test_a_fault_of_a_whole_stage_lets_the_others_run_and_is_raised_at_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)

    def breaks(_shop: object) -> None:
        raise ZeroDivisionError("no such thing")

    monkeypatch.setattr(cycle, "relate_articles", breaks)
    with pytest.raises(ZeroDivisionError):
        await world.cycle()
    assert world.told(url)[-1] == ("understand", "understood")
    monkeypatch.undo()
    report = await world.cycle()
    assert report.outcome == "done"
    assert world.told(url)[-1] == ("project", "indexed")


async def test_an_alert_whose_query_is_broken_is_set_aside_and_the_others_fire(
    world: World,
) -> None:
    await world.subscribe()
    broken, good = world.alert("orban"), world.alert("stoltenberg")
    with world.desk() as desk, desk.store.write() as db:
        is_it = alert_versions.c.alert_id == broken
        db.execute(update(alert_versions).where(is_it).values(query="orban AND ("))
    url = world.press.publish(ORBAN)
    report = await world.cycle()
    assert report.number("alerts", "fired") == 1
    first, second = world.explain(url).alerts
    assert (first.fired, second.fired, second.alert_id) == (False, True, good)
    assert first.why_not.startswith("is set aside: query, column")
    with world.desk() as desk:
        assert [number for number, _ in overseeing.status(desk).broken_alerts] == [broken]
        check = {one.name: one for one in checkup.doctor(desk)}["alerts"]
        assert (check.state, check.do) == ("FAIL", f"presswatch alerts edit {broken} QUERY")
    world.edit(broken, query="orban")
    with world.desk() as desk:
        assert overseeing.status(desk).broken_alerts == []


@pytest.mark.parametrize("room", [0, 3, 6, 9, 12, 15])
async def test_a_full_disk_stops_the_cycle_and_loses_nothing(world: World, room: int) -> None:
    await world.subscribe()
    urls = [world.press.publish(slug) for slug in (ORBAN, *MORE_ORBAN, *OTHERS)]
    world.alert("orban OR ferry OR bank")
    world.clock.wait(MINUTE)
    async with world.shop() as shop:
        with shop.store.read() as db:
            pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()

        @event.listens_for(shop.store.engine, "connect")
        def fill_up(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages + room}")

        with pytest.raises(StoreUnavailable, match="Free some disk space; nothing") as caught:
            await run_cycle(shop)
        assert "disk is full" in caught.value.what
    report = await world.cycle()
    assert report.outcome == "done"
    assert {world.told(url)[-1][0] for url in urls} == {"match"}
    assert [one.deaths for one in _jobs(world)] == [0] * len(_jobs(world)), "nobody died of it"


async def test_a_stopped_cycle_gives_back_what_it_had_in_hand(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    world.clock.wait(MINUTE)

    async def never(*_arguments: object) -> None:
        reading.set()
        await asyncio.Event().wait()

    reading = asyncio.Event()
    monkeypatch.setattr(read, "_look", never)
    async with world.shop() as shop:
        running = asyncio.create_task(run_cycle(shop))
        await reading.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    monkeypatch.undo()
    assert [one.owner for one in _jobs(world)] == [""]
    with world.desk() as desk:
        assert overseeing.recent_cycles(desk)[0].outcome == "stopped"
    assert (await world.cycle()).number("read", "first") == 1
    assert [one.deaths for one in _jobs(world) if one.article_id] == [0] * 4, world.told(url)


def _jobs(world: World) -> list[Any]:
    with world.desk() as desk, desk.store.read() as db:
        return list(db.execute(select(jobs)))


async def test_an_alert_whose_zone_is_none_any_more_is_set_aside_and_the_others_fire(
    world: World,
) -> None:
    await world.subscribe()
    broken, good = world.alert("orban"), world.alert("stoltenberg")
    with world.desk() as desk, desk.store.write() as db:
        db.execute(update(alerts).where(alerts.c.id == broken).values(zone="Mars/Base"))
    url = world.press.publish(ORBAN)
    report = await world.cycle()
    assert report.number("alerts", "fired") == 1
    first, second = world.explain(url).alerts
    assert (first.fired, second.fired, second.alert_id) == (False, True, good)
    assert first.why_not == "is set aside: 'Mars/Base' is no time zone here"
    world.edit(broken, zone="Europe/Budapest")
    with world.desk() as desk:
        assert overseeing.status(desk).broken_alerts == []
