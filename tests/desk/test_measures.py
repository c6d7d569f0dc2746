"""The numbers that are watched over time are the store's, and say what keeps it from working."""

import pytest
from smallworld.coverage import ARTICLES
from smallworld.world import MINUTE, World
from sqlalchemy import update

from indexing.desk.upkeep.measures import measures, unready
from indexing.errors import StoreUnavailable
from indexing.store import Store, schema
from indexing.store.engine import sqlite_url
from indexing.store.work import cycles, leases
from indexing.store.work.owners import new_owner


def numbers(world: World) -> dict[str, dict[tuple[str, ...], float]]:
    """Return each measure's values by its name."""
    with world.desk() as desk:
        return {one.name: dict(one.values) for one in measures(desk)}


async def test_an_empty_store_has_numbers(world: World) -> None:
    found = numbers(world)
    assert found["cycles"] == found["outcomes"] == found["jobs"] == found["deliveries"] == {}
    assert found["matches"] == found["articles"] == found["lag_seconds"] == {(): 0}
    assert found["feeds"] == {("failing",): 0, ("silent",): 0}
    assert "cycle_age_seconds" not in found


def test_after_a_week_the_numbers_are_those_of_the_store(covered: World) -> None:
    covered.alert("carmelite")
    found = numbers(covered)
    assert found["articles"] == found["index_articles"] == {(): ARTICLES}
    assert found["index_up"] == {(): 1}
    assert found["cycles"][("done",)] >= 1
    assert found["outcomes"][("read", "first")] >= 1
    assert found["jobs"][("read", "later")] > 0


def test_lag_is_how_long_the_longest_due_job_waits(covered: World) -> None:
    before = numbers(covered)
    assert before["lag_seconds"] == {(): 0}
    covered.clock.wait(7 * 24 * 60 * MINUTE)
    after = numbers(covered)
    assert 0 < after["lag_seconds"][()] < 7 * 86_400
    assert after["cycle_age_seconds"][()] == before["cycle_age_seconds"][()] + 7 * 86_400
    assert after["outcomes"] == {}, "those of the last day only"


async def test_matches_and_messages_are_counted(world: World) -> None:
    from smallworld.press import ORBAN

    await world.subscribe()
    world.alert("orban")
    world.press.publish(ORBAN)
    await world.cycle()
    await world.deliver()
    found = numbers(world)
    assert found["matches"] == {(): 1}
    assert found["deliveries"] == {("sent",): 1}


def test_it_is_ready_while_cycles_run(covered: World) -> None:
    with covered.desk() as desk:
        assert unready(desk) == {}
        covered.clock.wait(31 * MINUTE)
        assert unready(desk) == {"cycle": "the last one ended 31 minutes ago"}


def running(world: World, owner: str) -> None:
    """Have a worker begin a cycle now, and hold its lease as it does."""
    with world.desk() as desk, desk.store.write() as db:
        cycles.begin(db, "main", "schedule", now=desk.now)
        leases.take(db, cycles.lease_of("main"), owner, now=desk.now)


def test_a_cycle_that_takes_long_is_no_reason_while_its_worker_goes_on(covered: World) -> None:
    worker = new_owner()
    running(covered, worker)
    with covered.desk() as desk:
        for _ in range(12):
            covered.clock.wait(5 * MINUTE)
            with desk.store.write() as db:
                leases.take(db, cycles.lease_of("main"), worker, now=desk.now)
        assert unready(desk) == {}
        covered.clock.wait(leases.LEASE)
        assert unready(desk) == {"cycle": "one was broken off that began 1 hour ago"}


def test_a_cycle_whose_worker_died_is_a_reason_before_its_lease_ends(covered: World) -> None:
    host, _, started, mark = new_owner().split("/")
    running(covered, f"{host}/{2**22 - 1}/{started}/{mark}")
    covered.clock.wait(31 * MINUTE)
    with covered.desk() as desk:
        with desk.store.write() as db:
            db.execute(update(schema.leases).values(leased_until=desk.now + leases.LEASE))
        assert unready(desk) == {"cycle": "one was broken off that began 31 minutes ago"}


async def test_before_the_first_cycle_it_is_not_ready(world: World) -> None:
    with world.desk() as desk:
        assert unready(desk) == {"cycle": "none has run yet"}


def test_an_index_that_is_away_is_a_reason(covered: World) -> None:
    folder = covered.settings.data_dir / "index"
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("A file stands where the folder should.")
    with covered.desk() as desk:
        assert list(unready(desk)) == ["index"]
    found = numbers(covered)
    assert found["index_up"] == {(): 0}
    assert "index_articles" not in found


def test_a_store_that_is_away_is_a_reason(covered: World, tmp_path) -> None:
    with covered.desk() as desk:
        away = Store(sqlite_url(tmp_path / "nowhere" / "x.sqlite3"))
        gone = type(desk)(desk.settings, away, desk.index, desk.clock, desk.zone)
        assert list(unready(gone)) == ["store"]
        with pytest.raises(StoreUnavailable):
            measures(gone)
