"""How things stand, and the index against the store, on any store."""

from collections.abc import Callable

import pytest
from smallworld.coverage import ARTICLES
from smallworld.world import MINUTE, World

from indexing.desk.upkeep import overseeing
from indexing.desk.upkeep.overseeing import IndexState


def compared(world: World) -> IndexState:
    """Return the index against the store."""
    with world.desk() as desk:
        return overseeing.verify_index(desk)


async def test_an_empty_store_has_a_status(world: World) -> None:
    with world.desk() as desk:
        status = overseeing.status(desk)
    assert (status.articles, status.indexed, status.last_cycle) == (0, 0, None)


def test_after_a_week_status_counts_what_there_is(covered: World) -> None:
    with covered.desk() as desk:
        found = overseeing.status(desk)
    assert (found.articles, found.indexed, found.not_projected) == (ARTICLES, ARTICLES, 0)
    assert found.waiting["read"][1] > 0, "one page is tried again later"
    assert {one.kind for one in found.set_aside} == {"ArticleUnreadable"}
    assert found.last_cycle is not None
    assert found.last_cycle.outcome == "done"


def test_what_is_queued_is_no_difference(covered: World) -> None:
    covered.follow("price-of-a-veto")  # raises revisions, and queues them
    state = compared(covered)
    assert state.queued > 0
    assert state.is_equal


def test_a_difference_that_a_running_cycle_makes_is_none(
    covered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, looks = overseeing._compared, []

    def looked(desk: overseeing.Desk) -> IndexState:
        looks.append(desk.now + MINUTE)
        if len(looks) > 1:
            return real(desk)
        return IndexState(1, 1, 0, 0, missing=("just-indexed",), surplus=(), stale=())

    monkeypatch.setattr(overseeing, "_compared", looked)
    assert compared(covered).is_equal


async def test_a_cycle_that_cannot_write_to_the_index_tells_since_when_it_is_away(
    build: Callable[[str], World],
) -> None:
    world = build('[index]\nbackend = "elasticsearch"\nhosts = ["http://127.0.0.1:9"]\n')
    with world.desk() as desk:
        assert overseeing.index_away_since(desk) is None
    first = await world.cycle()
    await world.cycle()
    with world.desk() as desk:
        assert overseeing.index_away_since(desk) == first.started_at
