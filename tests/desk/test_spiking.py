"""Spikes of follows and alerts, from the record: what was seen when, and when feeds were polled."""

from datetime import timedelta

import pytest
from smallworld.attention import OUT, WELL, have_polled, have_seen_all
from smallworld.coverage import SLUG
from smallworld.world import DAY, World
from sqlalchemy import insert, select, update

from indexing.desk.alerts import spiking
from indexing.desk.follows import following
from indexing.store.schema import alert_versions, asides, matches, relations


def found(world: World, *, back: timedelta = DAY) -> spiking.Spikes:
    with world.desk() as desk:
        return spiking.spikes(desk, back=back)


def rise(world: World, *, days: int = 10, report: object = WELL) -> None:
    """See all of the week at once, after so many days in which feeds were polled."""
    with world.desk() as desk, desk.store.write() as db:
        have_polled(db, desk.now, days=days, report=report)
        have_seen_all(db, SLUG, desk.now)


def test_a_follow_of_which_much_comes_at_once_has_a_spike(covered: World) -> None:
    rise(covered)
    (one,) = found(covered).spikes
    assert (one.kind, one.of, one.name) == ("follow", SLUG, "Hungary and NATO")
    assert (one.spike.sources, one.spike.baseline, one.spike.until) == (2, 1, None)
    assert one.spike.articles == one.spike.texts + 1, "a copy is no text of its own"
    assert set(one.spike.first_sources) == {"Herald", "Post"}
    assert all(one.spike.headlines)


def test_what_was_put_aside_is_no_attention(covered: World) -> None:
    rise(covered)
    with covered.desk() as desk, desk.store.write() as db:
        for one in db.execute(select(relations.c.article_id)).scalars().all():
            db.execute(insert(asides).values(slug=SLUG, article_id=one))
    assert found(covered).spikes == ()


def meet_all(world: World, alert_id: int) -> None:
    """Have all coverage met an alert, and nothing another one."""
    with world.desk() as desk, desk.store.write() as db:
        one = dict(db.execute(select(matches)).first()._mapping)  # type: ignore[union-attr]
        del one["id"]
        told = set(db.execute(select(matches.c.article_id)).scalars())
        seen = set(db.execute(select(relations.c.article_id)).scalars())
        db.execute(insert(matches), [{**one, "article_id": other} for other in seen - told])
        db.execute(update(matches).values(alert_id=alert_id))


def test_an_alert_has_spikes_from_when_its_query_was_saved(covered: World) -> None:
    rise(covered)
    with covered.desk() as desk:
        following.pause_follow(desk, SLUG, is_paused=True)
    meet_all(covered, 1)
    (one,) = found(covered).spikes
    assert (one.kind, one.of, one.name) == ("alert", "1", "orban AND nato")
    with covered.desk() as desk, desk.store.write() as db:
        db.execute(update(alert_versions).values(made_at=desk.now - DAY))
    again = found(covered)
    assert (again.spikes, "orban AND nato" in again.too_young) == ((), True)


@pytest.mark.parametrize(
    ("days", "report"),
    [
        pytest.param(2, WELL, id="nothing is usual yet"),
        pytest.param(10, OUT, id="most feeds failed together: our network"),
    ],
)
def test_without_a_past_there_is_no_spike(covered: World, days: int, report: object) -> None:
    rise(covered, days=days, report=report)
    answer = found(covered)
    assert answer.spikes == ()
    assert "Hungary and NATO" in answer.too_young


async def test_an_empty_store_has_none(world: World) -> None:
    assert found(world) == spiking.Spikes((), ())
