"""What people did to stories is kept with what undoing it puts back; hits go along."""

import pytest
from store_samples import DAY, HOUR, NOW, alert, article, meet

from indexing.store.records.articles import set_values
from indexing.store.watch import hits, rearrangements, stories
from indexing.store.watch.hits import HitsBefore
from indexing.store.watch.rearrangements import Before, Change

BEFORE = Before((("a1", "s2", 0.4),), HitsBefore(((7, "s2"),), ((9, 7),)), {"s1": "One"})


@pytest.fixture
def two(db):
    """Two stories."""
    for one in ("s1", "s2"):
        stories.open_story(db, one, f"Story {one}", at=NOW)
    return db


def merge(db):
    told = hits.join_hits(db, "s2", "s1", generation_after=DAY)
    stories.redirect(db, "s2", "s1")
    return told


def where(db, article_id):
    (match,) = hits.matches_of_article(db, article_id)
    return match.hit_id


def test_a_change_comes_back_as_it_was_until_it_is_undone(two):
    for kind in ("merge", "split"):
        rearrangements.record_change(two, Change(kind, "s1", "s2", BEFORE, "lea", NOW))

    last, first = rearrangements.changes_of(two, "s2")
    assert first == Change("merge", "s1", "s2", BEFORE, "lea", NOW, id=first.id)
    assert last.kind == "split"
    rearrangements.mark_undone(two, last, by="kim", now=NOW)
    assert rearrangements.changes_of(two, "s1") == [first]
    assert rearrangements.changes_of(two, "s3") == []


def test_a_story_leads_to_its_survivor_and_back(two):
    stories.redirect(two, "s2", "s1")
    assert [stories.survivor(two, one) for one in ("s1", "s2", "s3")] == ["s1", "s1", "s3"]
    assert stories.hold(two, "s2") == "s1"
    stories.redirect(two, "s2", None)
    assert stories.survivor(two, "s2") == "s2"


def test_a_story_is_dated_by_its_articles(two):
    for hours, name in ((3, "a"), (1, "b")):
        set_values(two, article(two, name, now=NOW + hours * HOUR), story_id="s1")
    for one in ("s1", "s2"):
        stories.settle(two, one, title="New")

    one, empty = (stories.get_story(two, each) for each in ("s1", "s2"))
    assert (one.title, one.first_at, one.last_at) == ("New", NOW + HOUR, NOW + 3 * HOUR)
    assert (empty.title, empty.first_at) == ("New", NOW)
    assert len(stories.places_in(two, "s1")) == 2


def test_two_open_hits_become_one_and_undoing_parts_them(two):
    alert_id, (one, other, later) = alert(two), (article(two, name) for name in "abc")
    meet(two, alert_id, one, "s1")
    meet(two, alert_id, other, "s2", now=NOW + HOUR)
    before = merge(two)

    assert hits.count_hits(two, alert_id) == 1
    assert meet(two, alert_id, later, "s2", now=NOW + 2 * HOUR) == "joined"
    assert where(two, one) == where(two, other) == where(two, later)
    hits.put_back(two, before)
    assert where(two, one) == where(two, later) != where(two, other)


def test_a_hit_of_another_day_is_inherited_and_the_latest_goes_on(two):
    alert_id, (one, other, later) = alert(two), (article(two, name) for name in "abc")
    meet(two, alert_id, one, "s1", now=NOW + 3 * DAY)
    meet(two, alert_id, other, "s2")
    before = merge(two)

    assert hits.count_hits(two, alert_id) == 2
    assert meet(two, alert_id, later, "s1", now=NOW + 3 * DAY + HOUR) == "joined"
    assert where(two, later) == where(two, one)
    hits.put_back(two, before)
    stories.redirect(two, "s2", None)
    assert meet(two, alert_id, article(two, "d"), "s2", now=NOW + HOUR) == "joined"


@pytest.mark.parametrize("moved", [1, 2], ids=["one of its articles", "all of them"])
def test_a_story_split_off_has_fired_for_what_moved(two, moved):
    alert_id, ids = alert(two), [article(two, name) for name in "ab"]
    for one in ids:
        meet(two, alert_id, one, "s1")
    before = hits.part_hits(two, "s1", "s2", ids[:moved])

    assert meet(two, alert_id, article(two, "c"), "s2", now=NOW + HOUR) == "joined"
    how = "joined" if moved == 1 else "fired"
    assert meet(two, alert_id, article(two, "d"), "s1", now=NOW + HOUR) == how
    hits.put_back(two, before)
    assert where(two, ids[0]) == where(two, ids[1])


def test_other_alerts_and_articles_of_their_own_are_left_alone(two):
    first, second, one = alert(two), alert(two), article(two)
    meet(two, first, one, "s3")
    meet(two, second, article(two, "b"), "s2")

    assert hits.part_hits(two, "s1", "s2", [one]) == HitsBefore()
    assert merge(two).matches == ()
    assert hits.count_hits(two, first) == hits.count_hits(two, second) == 1
