"""What a person is told: by the feed's own rhythm, worst first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indexing.feeds.health import health, is_silent, usual, words_for
from indexing.feeds.state import FeedState, FeedStatus

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = FeedState(
    feed_id=1, url="https://mill.example/feed", title="Mill", site_url="", status=FeedStatus.WELL,
    etag="", last_modified="", body_hash="x", interval=HOUR, next_poll_at=NOW + 40 * HOUR / 60,
    last_poll_at=NOW, last_ok_at=NOW, last_full_at=NOW, last_new_at=NOW - HOUR, failures=0,
    last_error="", entries_a_day=11 / 7, has_been_polled=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("a_week", "gap", "silent"),
    [
        pytest.param(11, 9 * DAY, True, id="11 a week, none for 9 days"),
        pytest.param(11, 2 * DAY, False, id="11 a week, a weekend"),
        pytest.param(2000, 2 * DAY, False, id="a busy desk may rest over a weekend"),
        pytest.param(2000, 3 * DAY, True, id="but not for three days"),
        pytest.param(1, 30 * DAY, False, id="one a week: a month can happen"),
        pytest.param(1, 43 * DAY, True, id="one a week: six missed cannot"),
        pytest.param(0, 99 * DAY, False, id="no rhythm known"),
    ],
)
def test_silence(a_week, gap, silent):
    state = replace(WELL, entries_a_day=a_week / 7, last_new_at=NOW - gap)
    assert is_silent(state, NOW) == silent


def test_what_we_did_not_poll_is_no_silence():
    switched_off = replace(WELL, last_new_at=NOW - 9 * DAY, last_ok_at=NOW - 9 * DAY)
    assert not is_silent(switched_off, NOW)


@pytest.mark.parametrize(
    ("a_day", "words"),
    [
        (11 / 7, "11 a week"),
        (90.0, "630 a week"),
        (0.07, "2 a month"),
        (0.001, "less than one a month"),
        (0.0, "unknown"),
    ],
)
def test_usual_in_words(a_day, words):
    assert usual(replace(WELL, entries_a_day=a_day)) == words


@pytest.mark.parametrize(
    ("changes", "word", "sentence"),
    [
        pytest.param({}, "well", "usual 11 a week, newest 1 hour ago", id="well"),
        pytest.param(
            {"last_new_at": NOW - 9 * DAY},
            "silent",
            "usual 11 a week, none for 9 days, though the server answers",
            id="silent",
        ),
        pytest.param(
            {
                "status": FeedStatus.FAILING,
                "failures": 5,
                "last_error": "503",
                "last_ok_at": NOW - DAY,
            },
            "failing",
            "503: 5 in a row, no good answer for 1 day, next try in 40 minutes",
            id="failing",
        ),
        pytest.param({"status": FeedStatus.GONE, "last_error": "410"}, "gone", "410", id="gone"),
        pytest.param({"status": FeedStatus.NEW}, "new", "not polled yet", id="new"),
        pytest.param(
            {"status": FeedStatus.PAUSED},
            "paused",
            "paused by a person: not polled",
            id="paused",
        ),
    ],
)
def test_health_in_words(changes, word, sentence):
    told = health(replace(WELL, **changes), NOW)
    assert (told.word, told.sentence) == (word, sentence)


def test_worst_first_and_each_with_its_own_sign():
    silent = replace(WELL, last_new_at=NOW - 9 * DAY)
    states = [WELL, silent, *(replace(WELL, status=status) for status in FeedStatus)]
    told = sorted({health(state, NOW) for state in states}, key=lambda one: one.rank)
    assert [one.word for one in told] == ["failing", "silent", "gone", "new", "paused", "well"]
    assert len({one.sign for one in told}) == len(told)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=5), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(days=9, hours=3), "9 days"),
    ],
)
def test_durations_in_words(span, words):
    assert words_for(span) == words
