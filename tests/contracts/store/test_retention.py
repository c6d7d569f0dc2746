"""What is forgotten goes for good; what stays keeps an old entry from being news again."""

from store_samples import DAY, NOW, alert, article, entry, match, person, understand

from indexing.store.records import articles, retention
from indexing.store.records.understanding import get_understanding
from indexing.store.watch import hits, stories


def test_texts_and_what_was_understood_go_ids_addresses_and_matches_stay(db):
    article_id = article(db)
    understand(db, article_id, person("Viktor Orbán"))
    stories.note_candidates(db, article_id, ["orban"], now=NOW)
    match_id = match(db, alert(db), article_id)

    assert retention.expire(db, before=NOW + DAY) == [article_id]
    assert articles.get_article(db, article_id) is None
    assert articles.found_article(db, article_id) is None
    assert articles.get_versions(db, article_id) == []
    assert get_understanding(db, [article_id]) == {}
    assert stories.find_candidates(db, ["orban"], since=NOW - DAY, but="") == []
    assert articles.resolve_url(db, entry().link) == article_id
    assert [one.id for one in hits.matches_of_article(db, article_id)] == [match_id]


def test_only_what_is_older_goes_the_oldest_first_and_once(db):
    ids = [article(db, f"n{n}", now=NOW - n * DAY) for n in range(4)]

    assert retention.expire(db, before=NOW - DAY, limit=1) == [ids[3]]
    assert retention.expire(db, before=NOW - DAY) == [ids[2]]
    assert retention.expire(db, before=NOW - DAY) == []
    assert set(articles.get_articles(db, ids)) == set(ids[:2])
