"""Follows and how near coverage is to them."""

from dataclasses import replace

import pytest
from store_samples import DAY, HOUR, NOW, article, entry, extraction, found, person, read

from indexing.models import Document, Relation
from indexing.store.records.articles import set_values
from indexing.store.watch import arrivals, follows, relations, stories
from indexing.store.watch.follow_counts import count_related
from indexing.store.watch.follows import Follow
from indexing.store.work import ledger
from indexing.store.work.ledger import Line

FOLLOW = Follow(
    slug="hungary-and-nato", name="Hungary and NATO",
    document=Document("Orbán drops objection", "He said so."), origin="article.txt",
    extraction=extraction(person("Viktor Orbán")), tuning={"pins": ["Q28"], "line": 0.2},
    is_paused=False, made_at=NOW, looked_at=None, published_at=NOW - DAY,
)  # fmt: skip


def follow(db, slug, **changes):
    follows.add_follow(db, replace(FOLLOW, slug=slug, **changes))


def relate(db, slug, article_id, score):
    relations.save_relation(db, slug, article_id, relation(score))


def relation(score):
    return Relation(score, 0.3, 0.2, 0.1, ("shares Viktor Orbán", "shares conflict"))


def test_a_follow_comes_back_as_it_was(db):
    follows.add_follow(db, FOLLOW)

    assert follows.get_follow(db, FOLLOW.slug) == FOLLOW
    assert follows.get_follow(db, "unknown") is None


def test_follows_are_listed_oldest_first(db):
    follow(db, "young", made_at=NOW)
    follow(db, "old", made_at=NOW - DAY)

    assert [one.slug for one in follows.list_follows(db)] == ["old", "young"]


def test_a_slug_that_is_taken_gets_a_number(db):
    assert follows.free_slug(db, "nato") == "nato"
    follow(db, "nato")
    assert follows.free_slug(db, "nato") == "nato-2"
    follow(db, "nato-2")
    assert follows.free_slug(db, "nato") == "nato-3"


def test_a_follow_can_be_paused_and_tuned(db):
    follow(db, "nato")

    assert follows.set_follow(db, "nato", is_paused=True, tuning={}, looked_at=NOW)
    changed = follows.get_follow(db, "nato")
    assert (changed.is_paused, changed.tuning, changed.looked_at) == (True, {}, NOW)
    assert not follows.set_follow(db, "unknown", is_paused=True)


def test_how_follows_stand_without_their_texts(db):
    follow(db, "paused", is_paused=True)
    follow(db, "untuned", tuning={})

    assert follows.follow_states(db) == {
        "paused": (FOLLOW.tuning, True),
        "untuned": ({}, False),
    }


def test_a_relation_is_kept_with_its_reasons_and_the_last_one_counts(db):
    follow(db, "nato")
    article_id = article(db)
    relate(db, "nato", article_id, 0.2)
    relate(db, "nato", article_id, 0.4)

    (one,) = relations.relations_of(db, article_id)
    assert (one.slug, one.relation) == ("nato", relation(0.4))


def test_the_stories_near_a_follow_with_their_articles_times_however_many_there_are(db):
    follow(db, "nato")
    stories.open_story(db, "s1", "A story", at=NOW)
    stories.open_story(db, "s2", "Another story", at=NOW)
    many = [article(db, f"n{n}") for n in range(501)]
    for one in many:
        set_values(db, one, published_at=NOW - DAY, story_id="s1")
        relate(db, "nato", one, 0.4)
    undated, alone, far = (article(db, name) for name in ("undated", "alone", "far"))
    for one, story, score in ((undated, "s2", 0.24), (alone, None, 0.4), (far, "s2", 0.2399)):
        set_values(db, one, published_at=None, story_id=story)
        relate(db, "nato", one, score)

    found = relations.places_in_stories(db, "nato", at_least=0.24)
    assert sorted(found) == [(0.24, NOW, "s2"), *[(0.4, NOW - DAY, "s1")] * len(many)]


def test_coverage_is_what_lies_between_two_scores_nearest_first(db):
    follow(db, "nato")
    ids = [article(db, f"n{n}") for n in range(4)]
    for score, one in zip((0.1, 0.14, 0.3, 0.39), ids, strict=True):
        relate(db, "nato", one, score)

    def covered(**lines):
        return [one.article_id for one in relations.coverage(db, "nato", **lines)]

    assert covered(at_least=0.14) == [ids[3], ids[2], ids[1]]
    assert covered(at_least=0.05, below=0.14) == [ids[0]]
    assert covered(at_least=0.0, limit=1) == [ids[3]]


def test_a_duplicate_is_no_coverage(db):
    follow(db, "nato")
    ids = [article(db, name) for name in ("a", "b")]
    for one in ids:
        relate(db, "nato", one, 0.3)
    set_values(db, ids[0], copy_of="original")
    read(db, ids[1], None, entry("a").link)

    (only,) = relations.coverage(db, "nato", at_least=0.14)
    assert (only.article_id, only.copy_of) == (ids[0], "original")
    assert count_related(db, "nato", at_least=0.14, since=None).new == 1


def test_copies_are_counted_as_one_text_with_what_they_copy_or_without_it(db):
    follow(db, "nato")
    ids = [article(db, name) for name in ("a", "b", "c", "d")]
    for one in ids:
        relate(db, "nato", one, 0.3)
    for copy, original in ((ids[1], ids[0]), (ids[2], "elsewhere"), (ids[3], "elsewhere")):
        set_values(db, copy, copy_of=original)

    counts = count_related(db, "nato", at_least=0.14, since=None)
    assert (counts.related, counts.texts, counts.new) == (4, 2, 4)


@pytest.mark.parametrize(("since", "new"), [(None, 3), (NOW, 2), (NOW + HOUR, 1), (NOW + DAY, 0)])
def test_new_is_what_was_first_seen_after_the_last_look(db, since, new):
    follow(db, "nato")
    for hours in range(3):
        relate(db, "nato", found(db, f"n{hours}", now=NOW + hours * HOUR), 0.3)
    relate(db, "nato", found(db, "far", now=NOW + 2 * HOUR), 0.1)

    assert count_related(db, "nato", at_least=0.14, since=since).new == new
    assert len(relations.coverage(db, "nato", at_least=0.14, since=since, limit=3)) == new


def test_what_was_seen_before_the_last_look_and_related_after_it_is_new(db):
    follow(db, "nato")
    late, seen, never = (found(db, name) for name in ("late", "seen", "never"))
    for one in (late, seen, never):
        relate(db, "nato", one, 0.3)
    for hours, one in ((3, late), (1, seen), (4, seen)):
        ledger.note(db, Line(NOW + hours * HOUR, "relate", "related", "", {}, article_id=one))
    ledger.note(db, Line(NOW + 3 * HOUR, "read", "first", "", {}, article_id=never))

    since = NOW + 2 * HOUR
    assert count_related(db, "nato", at_least=0.14, since=since).new == 1
    (only,) = relations.coverage(db, "nato", at_least=0.14, since=since)
    assert only.article_id == late
    assert arrivals.new_among(db, [late, seen, never], since=since) == {late}
    assert arrivals.new_among(db, [late, seen, never], since=None) == {late, seen, never}


def test_what_was_seen_takes_no_place_of_what_is_new(db):
    follow(db, "nato")
    seen, new = found(db, "seen"), found(db, "new", now=NOW + HOUR)
    for score, one in ((0.39, seen), (0.15, new)):
        relate(db, "nato", one, score)

    (only,) = relations.coverage(db, "nato", at_least=0.14, since=NOW, limit=1)
    assert only.article_id == new


def test_which_follows_an_article_belongs_to_by_each_ones_own_line(db):
    near, far = article(db, "near"), article(db, "far")
    for slug in ("a", "b", "forgotten"):
        follow(db, slug)
        relate(db, slug, near, 0.3)
        relate(db, slug, far, 0.1)

    lines = {"a": 0.14, "b": 0.3}
    assert relations.related_slugs(db, [near, far], lines) == {near: ("a", "b")}


def test_a_forgotten_follow_tells_what_was_related_to_it(db):
    follow(db, "nato")
    article_id = article(db)
    relate(db, "nato", article_id, 0.3)

    assert follows.remove_follow(db, "nato") == [article_id]
    assert follows.get_follow(db, "nato") is None
    assert relations.relations_of(db, article_id) == []
    assert follows.remove_follow(db, "nato") == []


def test_a_tuning_is_kept_with_what_it_replaces_and_what_it_puts_aside(db):
    follow(db, "nato")
    ids = [article(db, name) for name in ("text", "copy", "other")]
    set_values(db, ids[1], copy_of=ids[0])
    for one in ids:
        relate(db, "nato", one, 0.3)
    follows.save_tuning(db, "nato", {"no": ids[:1]}, former=FOLLOW.tuning, aside=ids[:1])

    kept = follows.get_follow(db, "nato")
    assert (kept.tuning, kept.former_tuning) == ({"no": ids[:1]}, FOLLOW.tuning)
    assert [one.article_id for one in relations.coverage(db, "nato", at_least=0.1)] == ids[2:]
    assert {one.article_id for one in relations.put_aside(db, "nato")} == set(ids[:2])
    assert relations.related_slugs(db, ids, {"nato": 0.1}) == {ids[2]: ("nato",)}
    assert count_related(db, "nato", at_least=0.1, since=None).new == 1
    assert [relations.relations_of(db, one)[0].is_aside for one in ids] == [True, True, False]
    assert relations.every_relation(db, "nato") == dict.fromkeys(ids, 0.3)


def test_what_was_put_aside_is_of_one_follow_and_comes_back(db):
    article_id = article(db)
    for slug in ("a", "b"):
        follow(db, slug)
        relate(db, slug, article_id, 0.3)
    follows.save_tuning(db, "a", {}, former=None, aside=[article_id])
    assert relations.related_slugs(db, [article_id], {"a": 0.1, "b": 0.1}) == {article_id: ("b",)}

    follows.save_tuning(db, "a", {}, former=None, aside=[])
    assert relations.put_aside(db, "a") == []
    follows.save_tuning(db, "a", {}, former=None, aside=[article_id])
    assert follows.remove_follow(db, "a") == [article_id]
