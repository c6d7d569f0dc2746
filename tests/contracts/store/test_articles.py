"""Looking articles up, by whatever a person has of them."""

import pytest
from store_samples import HOUR, NOW, SITE, article, entry, found, read

from indexing.errors import InvalidRequest
from indexing.store.records import articles
from indexing.store.records.articles import raise_revision, set_values
from indexing.store.watch.stories import open_story


def test_an_article_is_known_by_any_spelling_of_its_address(db):
    article_id = found(db)

    assert articles.resolve_url(db, "http://www.news.example/2026/veto/?utm_medium=x") == article_id
    assert articles.resolve_url(db, f"{SITE}/never-seen") is None
    with pytest.raises(InvalidRequest):
        articles.resolve_url(db, "no address")


def test_an_article_is_known_by_the_beginning_of_its_id(db):
    ids = sorted(found(db, f"n{n}") for n in range(12))

    assert articles.resolve_id(db, ids[0]) == ids[:1]
    assert articles.resolve_id(db, "") == ids[:10]
    assert articles.resolve_id(db, "%") == []


def test_what_was_never_read_has_no_text(db):
    article_id = found(db)

    assert articles.get_article(db, article_id) is None
    assert articles.get_article(db, "unknown") is None
    assert articles.found_article(db, "unknown") is None
    assert articles.get_versions(db, article_id) == []


def test_many_articles_come_at_once_with_their_newest_text(db):
    ids = [article(db, f"n{n}") for n in range(3)]
    unread = found(db, "unread")
    known = articles.get_articles(db, [*ids, unread, "unknown"])

    assert set(known) == set(ids)
    assert known[ids[1]] == articles.get_article(db, ids[1])


def test_more_ids_than_a_statement_can_take(db):
    ids = [article(db, f"n{n}") for n in range(3)]
    padding = [f"unknown-{n}" for n in range(40_000)]

    assert set(articles.get_articles(db, [*padding, *ids])) == set(ids)
    assert set(articles.story_places(db, [*padding, *ids])) == set(ids)


def test_what_the_index_must_learn_raises_the_revision_and_the_rest_does_not(db):
    article_id = article(db)
    set_values(db, article_id, rereads=2)
    raise_revision(db, article_id, copy_of="another", story_score=0.5)

    assert articles.found_article(db, article_id).rereads == 2
    assert articles.get_article(db, article_id).revision == 2
    assert articles.story_places(db, [article_id]) == {article_id: (0.5, "another")}


def test_the_newest_are_those_with_a_story_that_are_no_duplicates(db):
    open_story(db, "s1", "A story", at=NOW)
    ids = [article(db, f"n{n}", now=NOW + n * HOUR) for n in range(3)]
    for one in ids:
        set_values(db, one, story_id="s1")
    read(db, ids[2], None, entry("n0").link)
    article(db, "without a story")

    assert articles.newest_ids(db, limit=9) == [ids[1], ids[0]]
    assert articles.newest_ids(db, limit=1) == [ids[1]]


def test_what_the_index_should_hold(db):
    indexed, waiting, double = article(db, "a"), article(db, "b"), article(db, "c")
    for one in (indexed, double):
        set_values(db, one, indexed_at=NOW)
    read(db, double, None, entry("a").link)

    assert articles.indexed_revisions(db) == {indexed: 1}
    assert articles.count_indexed(db) == 1
    assert waiting not in articles.indexed_revisions(db)


def test_revisions_are_known_of_what_was_read_or_not(db):
    read_one, unread = article(db, "a"), found(db, "b")

    assert articles.revisions(db, [read_one, unread, "unknown"]) == {read_one: 1, unread: 0}


def test_when_the_newest_was_first_seen(db):
    assert articles.newest_seen(db) is None
    found(db, "a", now=NOW + HOUR)
    found(db, "b")

    assert articles.newest_seen(db) == NOW + HOUR
