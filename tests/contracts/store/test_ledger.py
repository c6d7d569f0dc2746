"""The ledger answers what happened; cycles tell what ran, and what was killed."""

from enum import StrEnum

from store_samples import DAY, HOUR, MINUTE, NOW, feed, found

from indexing.store.work import cycles, ledger
from indexing.store.work.ledger import Line


class Outcome(StrEnum):
    READ = "read"


def test_a_trail_is_everything_that_happened_to_an_article_oldest_first(db):
    article_id, feed_id = found(db), feed(db)
    second = Line(NOW + HOUR, "read", "first", "612 words", {"version": 1}, article_id)
    first = Line(NOW, "poll", "found", "in a feed", {"is_old": False}, article_id, feed_id)
    for line in (second, first):
        ledger.note(db, line)

    assert ledger.trail(db, article_id) == [first, second]
    assert ledger.trail(db, "another") == []


def test_a_feeds_trail_leaves_out_its_articles(db):
    article_id, feed_id = found(db), feed(db)
    own = Line(NOW, "poll", "moved", "to another address", {}, feed_id=feed_id)
    ledger.note(db, own)
    ledger.note(db, Line(NOW, "poll", "found", "", {}, article_id, feed_id))

    assert ledger.feed_trail(db, feed_id) == [own]


def test_outcomes_count_one_cycle(db):
    cycle_id = cycles.begin(db, "main", "run", now=NOW)
    for outcome in ("first", "first", "postponed"):
        ledger.note(db, Line(NOW, "read", outcome, "", {}), cycle_id=cycle_id)
    ledger.note(db, Line(NOW, "read", "first", "", {}))

    assert ledger.outcomes(db, cycle_id) == {"read": {"first": 2, "postponed": 1}}


def test_old_lines_are_forgotten(db):
    for age in (0, 1, 2):
        ledger.note(db, Line(NOW - age * DAY, "read", "first", "", {}, "a"))

    assert ledger.forget(db, before=NOW - DAY, limit=9) == 1
    assert len(ledger.trail(db, "a")) == 2


def test_a_cycle_tells_how_it_ended_with_its_report(db):
    cycle_id = cycles.begin(db, "main", "schedule", now=NOW)
    report = {"tally": {"read": {Outcome.READ: 3}}, "slowest": [("news.example", 6.1)]}
    cycles.end(db, cycle_id, "done", report, now=NOW + MINUTE)

    (cycle,) = cycles.latest(db)
    assert (cycle.trigger, cycle.started_at, cycle.ended_at) == ("schedule", NOW, NOW + MINUTE)
    assert cycle.outcome == "done"
    assert cycle.report == {"tally": {"read": {"read": 3}}, "slowest": [["news.example", 6.1]]}


def test_a_cycle_that_never_ended_is_marked_killed_by_the_next_of_its_lane(db):
    killed = cycles.begin(db, "main", "run", now=NOW)
    other = cycles.begin(db, "second", "run", now=NOW)
    running = cycles.begin(db, "main", "run", now=NOW + HOUR)

    outcomes = {cycle.id: cycle.outcome for cycle in cycles.latest(db)}
    assert outcomes == {killed: "killed", other: "", running: ""}


def test_the_newest_cycles_come_first(db):
    ids = [cycles.begin(db, "main", "run", now=NOW + n * HOUR) for n in range(4)]

    assert [cycle.id for cycle in cycles.latest(db, 3)] == ids[:0:-1]


def test_cycles_are_counted_by_how_they_ended(db):
    for outcome in ("done", "done", "failed"):
        cycles.end(db, cycles.begin(db, "main", "run", now=NOW), outcome, {}, now=NOW)
    cycles.begin(db, "main", "run", now=NOW)
    assert cycles.count_by_outcome(db) == {"done": 2, "failed": 1}
