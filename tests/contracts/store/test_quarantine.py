"""What was set aside: the reason for long, the bytes for a while."""

import pytest
from store_samples import DAY, NOW, feed, found

from indexing.errors import ArticleUnreadable, FeedMalformed
from indexing.store.work import quarantine
from indexing.store.work.quarantine import Subject

REASON = ArticleUnreadable("is a PDF", "https://news.example/a", "Open it.")


def set_aside(db, body=b"", *, now=NOW):
    quarantine.set_aside(db, REASON, Subject("read", "https://news.example/a", body=body), now=now)


def sizes(db):
    """Return the kept bytes, oldest first."""
    return [one.size for one in quarantine.set_aside_list(db)][::-1]


def test_it_is_told_who_was_set_aside_and_why_newest_first(db):
    article_id, feed_id = found(db), feed(db)
    subject = Subject("read", "https://news.example/a", article_id=article_id, body=b"%PDF")
    quarantine.set_aside(db, REASON, subject, now=NOW)
    broken = FeedMalformed("is no feed", "https://news.example/feed", "Remove it.")
    quarantine.set_aside(db, broken, Subject("poll", "", feed_id=feed_id), now=NOW)

    newest, oldest = quarantine.set_aside_list(db)
    assert (newest.kind, newest.feed_id, newest.size) == ("FeedMalformed", feed_id, 0)
    assert (oldest.kind, oldest.reason) == ("ArticleUnreadable", "is a PDF")
    assert (oldest.article_id, oldest.size, oldest.at) == (article_id, 4, NOW)


def test_the_list_can_be_cut_by_time_and_number(db):
    for age in (2, 1, 0):
        set_aside(db, now=NOW - age * DAY)

    assert len(quarantine.set_aside_list(db, since=NOW - DAY)) == 2
    assert [one.at for one in quarantine.set_aside_list(db, limit=1)] == [NOW]


def test_bytes_go_after_their_time_and_the_reason_stays(db):
    set_aside(db, b"old", now=NOW - DAY)
    set_aside(db, b"young")

    assert quarantine.forget_bytes(db, before=NOW) == 1
    assert sizes(db) == [0, 5]


@pytest.mark.parametrize(("cap", "left"), [
    pytest.param(12, [4, 4, 4], id="all fit exactly"),
    pytest.param(11, [0, 4, 4], id="one byte too many: the oldest goes"),
    pytest.param(3, [0, 0, 0], id="a cap under one body keeps none"),
])  # fmt: skip
def test_kept_bytes_have_a_cap(db, monkeypatch, cap, left):
    monkeypatch.setattr(quarantine, "MAX_BYTES", cap)
    for _ in range(3):
        set_aside(db, b"body")

    assert quarantine.forget_bytes(db, before=NOW) == left.count(0)
    assert sizes(db) == left


def test_reasons_go_after_their_time(db):
    set_aside(db, now=NOW - DAY)
    set_aside(db)

    assert quarantine.forget(db, before=NOW, limit=9) == 1
    assert [one.at for one in quarantine.set_aside_list(db)] == [NOW]
