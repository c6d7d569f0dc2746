"""An entry is known by its guid or its link, whatever its title says."""

import pytest
from sqlalchemy import select
from store_samples import HOUR, MINUTE, NOW, SITE, article, entry, feed, found, read, reading, see

from indexing.store.records import articles, projection, retention
from indexing.store.records.found import Found, note_url
from indexing.store.schema import jobs
from indexing.store.work import queue

LATER = NOW + HOUR


def read_jobs(db):
    """Claim and finish every ``read`` job; return the articles' ids."""
    claimed = queue.claim(db, "read", "host/1/1/x", now=LATER, limit=100)
    for job in claimed:
        queue.finish(db, job, now=LATER)
    return [job.article_id for job in claimed]


def test_a_new_entry_becomes_an_article_with_a_read_job(db):
    one = entry()
    article_id, kind = see(db, one)

    assert kind is Found.NEW
    kept = articles.found_article(db, article_id)
    assert (kept.url, kept.entry, kept.first_seen_at) == (one.link, one, NOW)
    assert (kept.version, kept.rereads, kept.is_duplicate) == (0, 0, False)
    assert read_jobs(db) == [article_id]


def test_the_same_entry_again_is_known_and_asks_for_nothing(db):
    article_id, _ = see(db, entry())
    read_jobs(db)

    assert see(db, entry(), now=LATER) == (article_id, Found.KNOWN)
    assert read_jobs(db) == []
    assert articles.found_article(db, article_id).first_seen_at == NOW


@pytest.mark.parametrize("changes", [
    pytest.param({"title": "Another headline"}, id="title"),
    pytest.param({"summary": "<p>More.</p>"}, id="summary"),
    pytest.param({"link": f"{SITE}/2026/veto-moved"}, id="link"),
])  # fmt: skip
def test_a_changed_entry_is_the_same_article_read_again(db, changes):
    article_id, _ = see(db, entry())
    read_jobs(db)
    changed = entry(fingerprint="print-2", **changes)

    assert see(db, changed, now=LATER) == (article_id, Found.CHANGED)
    assert articles.found_article(db, article_id).entry == changed
    assert read_jobs(db) == [article_id]
    assert see(db, changed, now=LATER) == (article_id, Found.KNOWN)


def test_an_entry_that_moved_is_read_at_its_new_address_and_found_under_both(db):
    article_id, _ = see(db, entry())
    moved = entry(link=f"{SITE}/2026/moved", fingerprint="print-2")
    see(db, moved)

    assert articles.found_article(db, article_id).url == moved.link
    for link in (entry().link, moved.link):
        assert articles.resolve_url(db, link) == article_id
    assert projection.queued(db, 1, limit=9) == [article_id]


def test_a_guid_that_takes_another_articles_link_keeps_its_own(db):
    one, other = found(db, "veto"), found(db, "talks")
    see(db, entry("veto", link=entry("talks").link, fingerprint="print-2"))

    assert articles.found_article(db, one).url == entry("veto").link
    assert articles.resolve_url(db, entry("talks").link) == other


def test_one_link_in_two_feeds_is_one_article_told_by_the_first(db):
    first, second = feed(db, "first"), feed(db, "second")
    article_id, _ = see(db, entry(), feed_id=first)
    read_jobs(db)
    copied = entry(guid="their own", title="Their headline", fingerprint="theirs")

    assert see(db, copied, feed_id=second) == (article_id, Found.KNOWN)
    edited = entry(guid="their own", title="Edited", fingerprint="theirs 2")
    assert see(db, edited, feed_id=second) == (article_id, Found.KNOWN)
    assert articles.found_article(db, article_id).entry == entry()
    assert read_jobs(db) == []


def test_one_guid_in_two_feeds_is_two_articles(db):
    ids = {see(db, entry(name, guid="1"), feed_id=feed(db, name))[0] for name in ("veto", "talks")}

    assert len(ids) == 2


def test_a_feed_that_makes_a_new_guid_with_every_edit_is_still_followed(db):
    article_id, _ = see(db, entry(guid="veto?v=1"))
    edited = entry(guid="veto?v=2", title="Edited", fingerprint="print-2")

    assert see(db, edited) == (article_id, Found.CHANGED)
    assert see(db, edited) == (article_id, Found.KNOWN)


@pytest.mark.parametrize("link", [
    "http://news.example/2026/veto",
    "https://www.news.example/2026/veto/",
    "https://news.example/2026/veto?utm_source=feed",
])  # fmt: skip
def test_common_spellings_of_a_link_are_one_article(db, link):
    article_id = found(db)

    assert see(db, entry(guid="other", link=link)) == (article_id, Found.KNOWN)


def test_an_expired_article_is_not_news_again(db):
    article_id = article(db)
    read_jobs(db)
    retention.expire(db, before=LATER)

    assert see(db, entry(), now=LATER) == (article_id, Found.KNOWN)
    assert see(db, entry(fingerprint="print-2"), now=LATER) == (article_id, Found.KNOWN)
    assert see(db, entry(guid="new guid"), now=LATER) == (article_id, Found.KNOWN)
    assert read_jobs(db) == []


def test_a_duplicate_is_not_read_again(db):
    original, double = article(db, "talks"), article(db, "veto")
    read(db, double, reading(), entry("talks").link)
    read_jobs(db)

    assert see(db, entry("veto", fingerprint="print-2")) == (double, Found.KNOWN)
    assert read_jobs(db) == []
    assert original != double


def test_an_address_belongs_to_the_first_article_that_names_it(db):
    one, other = found(db, "veto"), found(db, "talks")
    alias = f"{SITE}/amp/veto"

    assert note_url(db, alias, one) == one
    assert note_url(db, alias, other) == one
    assert articles.urls_of(db, one) == [entry().link, alias]


def test_an_entry_found_while_its_article_is_being_read_takes_the_job_back(db):
    article_id, _ = see(db, entry())
    (held,) = queue.claim(db, "read", "host/1/1/x", now=NOW, limit=9)
    see(db, entry(fingerprint="print-2"), now=NOW + MINUTE)

    assert not queue.finish(db, held, now=LATER)
    assert read_jobs(db) == [article_id]
    assert db.execute(select(jobs)).all() != []
