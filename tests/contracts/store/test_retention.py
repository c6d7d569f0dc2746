"""What is forgotten goes for good; what stays keeps an old entry from being news again."""

import pytest
from sqlalchemy import func, select, update
from store_samples import (
    DAY,
    HOUR,
    NOW,
    alert,
    article,
    channel,
    entry,
    extraction,
    found,
    match,
    person,
    read,
    reading,
    understand,
)  # fmt: skip

from indexing.delivery.message import from_json
from indexing.errors import InvalidRequest
from indexing.models import Document
from indexing.store.records import articles, projection, retention
from indexing.store.records.articles import set_values
from indexing.store.records.readings import Kept
from indexing.store.records.understanding import get_understanding
from indexing.store.schema import alerts, cycles, deliveries, jobs, ledger
from indexing.store.watch import follows, hits, outbox, stories, telling
from indexing.store.watch.follows import Follow
from indexing.store.watch.outbox import NewDelivery
from indexing.store.work.cycles import begin, forget
from indexing.store.work.ledger import Line, note
from indexing.store.work.ledger import forget as forget_lines


def rows(db, table):
    return db.execute(select(func.count()).select_from(table)).scalar_one()


def test_texts_and_what_was_understood_go_ids_addresses_and_matches_stay(db):
    article_id = article(db)
    understand(db, article_id, person("Viktor Orbán"))
    stories.note_candidates(db, article_id, ["orban"], now=NOW)
    match_id = match(db, alert(db), article_id)
    db.execute(update(alerts).values(is_removed=True))

    assert retention.expire(db, before=NOW + DAY) == [article_id]
    assert articles.is_expired(db, article_id)
    assert articles.get_article(db, article_id) is None
    assert articles.found_article(db, article_id) is None
    assert articles.get_versions(db, article_id) == []
    assert get_understanding(db, [article_id]) == {}
    assert stories.find_candidates(db, ["orban"], since=NOW - DAY, but="") == []
    assert rows(db, jobs) == 0, "nothing is to be read again"
    assert articles.resolve_url(db, entry().link) == article_id
    assert [one.id for one in hits.matches_of_article(db, article_id)] == [match_id]


def test_only_what_is_older_goes_the_oldest_first_and_once(db):
    ids = [article(db, f"n{n}", now=NOW - n * DAY) for n in range(4)]

    assert retention.expire(db, before=NOW - DAY, limit=1) == [ids[3]]
    assert retention.expire(db, before=NOW - DAY) == [ids[2]]
    assert retention.expire(db, before=NOW - DAY) == []
    assert set(articles.get_articles(db, ids)) == set(ids[:2])


def called(db, *, yes=(), aside=()):
    """Follow something; call articles right, or put them aside."""
    reference = Document("Veto", "He said so.")
    made = Follow("veto", "Veto", reference, "", extraction(), {}, False, NOW, None)
    follows.add_follow(db, made)
    follows.save_tuning(db, "veto", {"yes": list(yes)}, former=None, aside=aside)


def test_what_an_alert_told_of_and_what_a_person_called_right_or_wrong_stays_whole(db):
    told, right, wrong, other = (article(db, name) for name in ("a", "b", "c", "d"))
    match(db, alert(db), told)
    called(db, yes=[right], aside=[wrong])

    assert retention.expire(db, before=NOW + DAY) == [other]
    assert set(articles.get_articles(db, [told, right, wrong, other])) == {told, right, wrong}


def test_what_a_tuning_that_can_be_undone_calls_right_stays(db):
    right = article(db)
    called(db)
    follows.save_tuning(db, "veto", {}, former={"yes": [right]}, aside=())

    assert retention.expire(db, before=NOW + DAY) == []


def test_an_article_whose_page_names_the_address_of_one_that_is_gone_is_its_duplicate(db):
    gone = article(db, "veto")
    retention.expire(db, before=NOW + DAY)
    new = found(db, "again", now=NOW + DAY)

    outcome = read(db, new, reading(), entry("veto").link)
    assert (outcome.kept, outcome.other) == (Kept.DUPLICATE, gone)


def test_the_index_and_a_rebuild_leave_it_out(db):
    gone, there = article(db, "a", now=NOW - DAY), article(db, "b")
    generation = projection.current_generation(db, now=NOW)
    for one in (gone, there):
        projection.queue_projection(db, one, now=NOW)
    projection.done(db, generation, articles.revisions(db, [gone, there]), now=NOW)
    retention.expire(db, before=NOW)

    assert set(articles.indexed_revisions(db)) == {there}
    assert articles.count_indexed(db) == 1
    rebuilt = projection.begin_rebuild(db, now=NOW)
    assert projection.queued(db, rebuilt, limit=9) == [there]


def test_a_story_and_copies_count_what_is_there(db):
    first, copy, other = (article(db, name, now=NOW + n * HOUR) for n, name in enumerate("abc"))
    stories.open_story(db, "s1", "The veto", at=NOW)
    for one in (first, copy, other):
        set_values(db, one, story_id="s1")
    set_values(db, copy, copy_of=first)
    retention.expire(db, before=NOW + HOUR)

    story = stories.get_story(db, "s1")
    assert (story.articles, story.copies) == (2, 0), "its original is gone: it is a text now"
    assert stories.story_members(db, "s1") == [copy, other]
    assert stories.copies_of(db, copy) == []
    assert stories.count_copies(db, [copy]) == {copy: 0}
    assert articles.newest_ids(db, limit=9) == [other, copy]


def test_a_message_is_forgotten_and_never_sent_again(db):
    desk = channel(db)
    alert_id = alert(db, desk)
    sent, waits = match(db, alert_id, article(db, "a")), match(db, alert_id, article(db, "b"))
    for match_id, state in ((sent, "sent"), (waits, "waiting")):
        made = NewDelivery(alert_id, desk, state, b"frozen", (match_id,), NOW)
        number = outbox.post(db, made, now=NOW)
        db.execute(update(deliveries).where(deliveries.c.id == number).values(state=state))
    before = NOW + DAY

    assert retention.forget_messages(db, before=NOW, limit=9) == 0
    assert retention.forget_messages(db, before=before, limit=9) == 1
    assert retention.forget_messages(db, before=before, limit=9) == 0
    by_state = {one.state: one.payload for one in outbox.list_deliveries(db)}
    assert by_state["waiting"] == b"frozen"
    with pytest.raises(InvalidRequest, match=r"forgotten: it is older than articles\.keep"):
        from_json(by_state["sent"])
    assert telling.undelivered(db, alert_id, desk) == []


def test_lines_and_cycles_go_some_at_a_time(db):
    for n in range(5):
        note(db, Line(NOW - n * DAY, "read", "first", "", {}))
        begin(db, "main", "run", now=NOW - n * DAY)

    assert forget_lines(db, before=NOW - DAY, limit=2) == 2
    assert forget_lines(db, before=NOW - DAY, limit=2) == 1
    assert forget(db, before=NOW - DAY, limit=2) == 2
    assert forget(db, before=NOW - DAY, limit=2) == 1
    assert (rows(db, ledger), rows(db, cycles)) == (2, 2)
