"""What the sweep asks of the record: when alerts looked at an article, and what changed since."""

import pytest
from store_samples import DAY, HOUR, MINUTE, NOW, alert, article, found, meet

from indexing.errors import Quarantined
from indexing.store.records.articles import raise_revision, revisions, set_values
from indexing.store.records.names import save_decision, save_redirect
from indexing.store.watch import alerts, missed, rearrangements, sightings, stories
from indexing.store.watch.hits import HitsBefore, NewMatch, matches_of_alert, record_match
from indexing.store.watch.missed import Looked
from indexing.store.watch.rearrangements import Before, Change
from indexing.store.work import cycles, ledger, quarantine, queue
from indexing.store.work.ledger import Line

LOOKED_AT = NOW + MINUTE


def indexed(db, name="veto"):
    """Make an article that is in the index; return its id."""
    article_id = article(db, name)
    set_values(db, article_id, indexed_at=NOW)
    return article_id


def look(db, article_id, *, now=LOOKED_AT):
    """Have alerts look at an article as it stands; return its id."""
    queue.enqueue(db, "match", article_id, due_at=now)
    (job,) = queue.claim(db, "match", "us", now=now, limit=1)
    queue.finish(db, job, now=now, revision=revisions(db, [article_id])[article_id])
    return article_id


def test_what_alerts_looked_at_and_did_not_match_is_told_with_the_time(db):
    alert_id, other = alert(db), alert(db)
    first, second = look(db, indexed(db, "a")), look(db, indexed(db, "b"))
    meet(db, other, first)
    meet(db, alert_id, second)

    looked = missed.unmatched(db, alert_id, [second, first, "unknown"])
    assert looked == {first: Looked(first, LOOKED_AT, is_unchanged=True)}
    assert missed.count_looked_at(db, since=NOW) == 2
    assert missed.count_looked_at(db, since=NOW + HOUR) == 0


def test_what_changed_after_it_was_looked_at_is_told_so(db):
    alert_id, one = alert(db), look(db, indexed(db))
    raise_revision(db, one)

    assert not missed.unmatched(db, alert_id, [one])[one].is_unchanged
    look(db, one, now=NOW + HOUR)
    assert missed.unmatched(db, alert_id, [one])[one] == Looked(one, NOW + HOUR, is_unchanged=True)


def test_what_was_never_asked_for_counts_from_when_it_was_first_seen(db):
    alert_id, one = alert(db), indexed(db)

    assert missed.unmatched(db, alert_id, [one]) == {one: Looked(one, NOW, is_unchanged=True)}


@pytest.mark.parametrize("stage", missed.MATCHED_AFTER)
def test_what_is_on_its_way_to_the_alerts_is_left_out(db, stage):
    alert_id, one = alert(db), look(db, indexed(db))
    queue.enqueue(db, stage, one, due_at=NOW + DAY)

    assert missed.unmatched(db, alert_id, [one]) == {}


@pytest.mark.parametrize("change", [
    pytest.param({"state": "expired"}, id="its text is gone"),
    pytest.param({"indexed_at": None}, id="it was never indexed"),
])  # fmt: skip
def test_what_is_in_no_index_is_left_out(db, change):
    alert_id, one = alert(db), look(db, indexed(db))
    set_values(db, one, **change)

    assert missed.unmatched(db, alert_id, [one]) == {}


@pytest.mark.parametrize(("at", "is_left_out"), [
    pytest.param(LOOKED_AT, True, id="when alerts looked at it: a person sees it there"),
    pytest.param(NOW, False, id="before that: it has been looked at since"),
])  # fmt: skip
def test_what_was_set_aside_on_its_way_is_left_out(db, at, is_left_out):
    alert_id, one = alert(db), look(db, indexed(db))
    subject = quarantine.Subject("match", "https://news.example/x", article_id=one)
    quarantine.set_aside(db, Quarantined("it broke us", "x", "Report it."), subject, now=at)

    assert (missed.unmatched(db, alert_id, [one]) == {}) is is_left_out


@pytest.mark.parametrize(("minutes", "version"), [
    pytest.param(0, None, id="at the moment of saving it was matched before"),
    pytest.param(1, 1, id="after that the first"),
    pytest.param(60, 1, id="up to the moment of the change"),
    pytest.param(61, 2, id="after that the second"),
])  # fmt: skip
def test_one_version_of_a_query_is_in_force(db, minutes, version):
    alert_id = alert(db)
    alerts.change_query(db, alert_id, "kosovo", now=NOW + HOUR)

    known = missed.queries_in_force(db, alert_id)
    assert [one.query for one in known] == ["veto AND nato", "kosovo"]
    asked = [one.version for one in known if one.was_asked(NOW + minutes * MINUTE)]
    assert asked == ([version] if version else [])


@pytest.mark.parametrize(("since", "has_changed"), [
    pytest.param(NOW - HOUR, True, id="after it was looked at"),
    pytest.param(NOW, False, id="before"),
])  # fmt: skip
@pytest.mark.parametrize("change", ["joined", "parted", "merged"])
def test_names_and_stories_that_changed_are_told(db, change, since, has_changed):
    if change == "joined":
        save_redirect(db, "per:a", "per:b", evidence="one name", now=NOW)
    elif change == "parted":
        save_decision(db, "per:a", "per:b", is_same=False, by="lea", now=NOW)
    else:
        for one in ("s1", "s2"):
            stories.open_story(db, one, one, at=NOW)
        before = Before((), HitsBefore(), {})
        rearrangements.record_change(db, Change("merge", "s1", "s2", before, "lea", NOW))

    assert missed.have_changed(db, ["per:b"], ["s2"], since=since) is has_changed
    assert not missed.have_changed(db, ["per:c"], ["s3"], since=since)
    assert not missed.have_changed(db, [], [], since=since)


def test_a_swept_match_says_so_and_joins_its_hit(db):
    alert_id = alert(db)
    meet(db, alert_id, article(db, "a"))
    new = NewMatch(alert_id, article(db, "b"), 1, 1, "s1", (), is_old=False, is_swept=True)

    assert record_match(db, new, now=NOW, generation_after=DAY) == "swept"
    assert record_match(db, new, now=NOW, generation_after=DAY) == ""
    swept, fired = matches_of_alert(db, alert_id)
    assert (swept.how, swept.hit_id) == ("swept", fired.hit_id)


def test_a_stage_has_a_last_word_of_its_own(db):
    for minute, outcome, of in ((0, "done", ""), (1, "postponed", ""), (2, "lost", found(db))):
        line = Line(NOW + minute * MINUTE, "sweep", outcome, "", {}, article_id=of)
        ledger.note(db, line)

    last = ledger.latest_of_stage(db, "sweep", since=NOW)
    assert last is not None
    assert last.outcome == "postponed"
    assert ledger.latest_of_stage(db, "sweep", since=NOW + HOUR) is None
    assert ledger.latest_of_stage(db, "match", since=NOW) is None


def test_sightings_fold_copies_and_come_in_order(db):
    alert_id = alert(db)
    later, first = article(db, "b", now=NOW + HOUR), article(db, "a")
    for one in (later, first):
        meet(db, alert_id, one)
    set_values(db, later, copy_of=first)

    seen = sightings.sightings_of_alert(db, alert_id, since=NOW)
    assert [(one.article_id, one.text) for one in seen] == [(first, first), (later, first)]
    assert sightings.sightings_of_alert(db, alert_id, since=NOW + HOUR)[0].article_id == later


def test_cycles_that_have_ended_come_oldest_first(db):
    ids = [cycles.begin(db, lane, "run", now=NOW) for lane in ("main", "other", "third")]
    for one in ids[:2]:
        cycles.end(db, one, "done", {}, now=NOW + MINUTE)

    assert [one.id for one in cycles.begun_since(db, NOW)] == ids[:2]
    assert cycles.begun_since(db, NOW + MINUTE) == []
