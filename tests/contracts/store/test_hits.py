"""One match for an alert and an article, one hit for an alert and a story, for a day."""

import pytest
from store_samples import CLAUSES, DAY, HOUR, MINUTE, NOW, alert, article, match, meet

from indexing.store.watch import hits


def test_the_first_article_of_a_story_fires_and_the_next_ones_join(db):
    alert_id = alert(db)
    ids = [article(db, f"n{n}") for n in range(3)]

    assert [meet(db, alert_id, one) for one in ids] == ["fired", "joined", "joined"]
    assert (hits.count_hits(db, alert_id), hits.count_matches(db)) == (1, 3)
    (first, *joined) = hits.matches_of_alert(db, alert_id)[::-1]
    assert {one.hit_id for one in joined} == {first.hit_id}
    assert [one.article_id for one in hits.matches_of_hit(db, first.hit_id)] == ids


def test_a_match_keeps_why_it_matched(db):
    alert_id, article_id = alert(db), article(db)
    meet(db, alert_id, article_id)

    (kept,) = hits.matches_of_article(db, article_id)
    assert kept.clauses == CLAUSES
    assert (kept.alert_id, kept.how, kept.is_old, kept.made_at) == (alert_id, "fired", False, NOW)
    assert (kept.query_version, kept.article_version) == (1, 1)


def test_an_article_meets_an_alert_once_also_in_another_story_or_later(db):
    alert_id, article_id = alert(db), article(db)
    meet(db, alert_id, article_id)

    assert meet(db, alert_id, article_id) == ""
    assert meet(db, alert_id, article_id, "s2", now=NOW + 2 * DAY) == ""
    assert len(hits.matches_of_article(db, article_id)) == 1
    assert hits.count_hits(db, alert_id) == 1


def test_alerts_and_stories_do_not_share_hits(db):
    first, second = alert(db), alert(db)

    assert meet(db, first, article(db, "a"), "s1") == "fired"
    assert meet(db, first, article(db, "b"), "s2") == "fired"
    assert meet(db, second, article(db, "a"), "s1") == "fired"
    assert (hits.count_hits(db, first), hits.count_hits(db, second)) == (2, 1)


@pytest.mark.parametrize(("after", "how"), [
    pytest.param(DAY - MINUTE, "joined", id="within a day it joins"),
    pytest.param(DAY, "fired", id="after a day it is news again"),
])  # fmt: skip
def test_a_new_generation_starts_after_a_day(db, after, how):
    alert_id = alert(db)
    meet(db, alert_id, article(db, "a"))

    assert meet(db, alert_id, article(db, "b"), now=NOW + after) == how


def test_generations_count_from_the_last_that_fired(db):
    alert_id = alert(db)
    told = [meet(db, alert_id, article(db, f"n{n}"), now=NOW + n * 20 * HOUR) for n in range(4)]

    assert told == ["fired", "joined", "fired", "joined"]
    assert hits.count_hits(db, alert_id) == 2


def test_the_newest_matches_come_first_and_the_list_can_be_cut(db):
    alert_id = alert(db)
    ids = [match(db, alert_id, article(db, f"n{n}"), f"s{n}") for n in range(4)]

    assert [one.id for one in hits.matches_of_alert(db, alert_id)] == ids[::-1]
    assert [one.id for one in hits.matches_of_alert(db, alert_id, limit=2)] == ids[:1:-1]


def test_matches_come_in_the_order_of_their_ids_however_many_are_asked_for(db):
    alert_id = alert(db)
    ids = [match(db, alert_id, article(db, f"n{n}"), f"s{n}") for n in range(3)]
    asked = [*ids[::-1], *range(10_000, 50_000)]

    assert [one.id for one in hits.get_matches(db, asked)] == ids
