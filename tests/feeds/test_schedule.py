"""The poll decision, a table a rule. Settings: floor 10 min, ceiling 1 day, start 30 min."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import FeedMalformed, FetchFailed
from indexing.feeds.schedule import (
    Answered,
    Failed,
    PollEvent,
    body_hash,
    decide_poll,
    failure_of,
    request_headers,
    wants_full,
)
from indexing.feeds.state import FeedState, FeedStatus
from indexing.fetching.response import Hop, Response
from indexing.models import Entry, ParsedFeed
from indexing.settings.model import Feeds, Schedules

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL = "https://mill.example/feed"
POLICY = Feeds(floor=10 * MINUTE)

KNOWN = FeedState(
    feed_id=1, url=URL, title="Mill", site_url="", status=FeedStatus.WELL,
    etag='"e"', last_modified="Mon, 02 Mar 2026 09:00:00 GMT", body_hash=body_hash(b"old"),
    interval=HOUR, next_poll_at=NOW, last_poll_at=NOW - HOUR, last_ok_at=NOW - HOUR,
    last_full_at=NOW - HOUR, last_new_at=NOW - 2 * HOUR, failures=0, last_error="",
    entries_a_day=4.0, has_been_polled=True,
)  # fmt: skip
FRESH = replace(
    KNOWN, status=FeedStatus.NEW, etag="", last_modified="", body_hash="", last_poll_at=None,
    last_ok_at=None, last_full_at=None, last_new_at=None, entries_a_day=0.0, has_been_polled=False,
)  # fmt: skip


def answer(status=200, *, body=b"new", hops=(), retry_after=None, **headers) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    final = hops[-1].url if hops else URL
    return Response(URL, final, tuple(hops), status, named, body, retry_after, timedelta(0))


def feed(*ages: timedelta, ttl: int = 0) -> ParsedFeed:
    entries = tuple(
        Entry(f"{age}", "", "", "", "", (), NOW - age, None, "", (), f"{age}") for age in ages
    )
    return ParsedFeed("New title", "https://mill.example/", "en", ttl, entries, (), "rss20")


def decide(state, outcome, *, jitter=0.0):
    return decide_poll(state, outcome, policy=POLICY, now=NOW, jitter=jitter)


def wait(decision):
    return decision.state.next_poll_at - NOW


FULL = Answered(answer(), feed(), new_entries=0)
SAME = Answered(answer(body=b"old"))
NOT_MODIFIED = Answered(answer(304, body=b""))


@pytest.mark.parametrize(
    ("state", "outcome", "is_changed", "event"),
    [
        pytest.param(KNOWN, FULL, True, PollEvent.CHANGED, id="another body"),
        pytest.param(KNOWN, SAME, False, PollEvent.UNCHANGED, id="200 with the body we know"),
        pytest.param(KNOWN, NOT_MODIFIED, False, PollEvent.UNCHANGED, id="304"),
        pytest.param(FRESH, NOT_MODIFIED, False, PollEvent.FAILING, id="304 to a first request"),
        pytest.param(KNOWN, Answered(answer(410)), False, PollEvent.GONE, id="410 is gone"),
        pytest.param(KNOWN, Answered(answer(404)), False, PollEvent.FAILING, id="404 is not gone"),
        pytest.param(KNOWN, Answered(answer(429)), False, PollEvent.FAILING, id="429"),
        pytest.param(KNOWN, Answered(answer(503)), False, PollEvent.FAILING, id="503"),
        pytest.param(KNOWN, Answered(answer(204)), False, PollEvent.FAILING, id="204 has no feed"),
        pytest.param(
            replace(KNOWN, failures=3, status=FeedStatus.FAILING), SAME, False, PollEvent.RECOVERED,
            id="the first good answer after failures",
        ),
        pytest.param(
            replace(KNOWN, status=FeedStatus.GONE, failures=1), FULL, True, PollEvent.RECOVERED,
            id="gone, tried by hand, and back",
        ),
    ],
)  # fmt: skip
def test_what_an_answer_means(state, outcome, is_changed, event):
    decision = decide(state, outcome)
    assert (decision.is_changed, decision.event) == (is_changed, event)
    assert decision.detail
    assert decision.state.last_poll_at == NOW


@pytest.mark.parametrize(
    ("failures", "new", "told"),
    [
        (1, 1, "answers again after 1 failed poll; 1 new entry"),
        (2, 3, "answers again after 2 failed polls; 3 new entries"),
    ],
)
def test_what_happened_is_told_with_its_numbers(failures, new, told):
    decision = decide(replace(KNOWN, failures=failures), Answered(answer(), feed(), new))
    assert decision.detail == told


def test_a_good_answer_is_remembered():
    response = answer(etag='"n"', last_modified="later")
    state = decide(replace(KNOWN, failures=2), Answered(response, feed(), 0)).state
    assert (state.etag, state.last_modified) == ('"n"', "later")
    assert (state.body_hash, state.failures, state.last_error) == (body_hash(b"new"), 0, "")
    assert (state.title, state.site_url) == ("New title", "https://mill.example/")
    assert state.last_ok_at == state.last_full_at == NOW
    assert state.status is FeedStatus.WELL


def test_304_keeps_validators_and_the_time_of_the_last_full_answer():
    state = decide(KNOWN, NOT_MODIFIED).state
    assert (state.etag, state.last_modified) == (KNOWN.etag, KNOWN.last_modified)
    assert (state.last_full_at, state.last_ok_at) == (KNOWN.last_full_at, NOW)


def test_a_full_answer_without_validators_has_none():
    assert decide(KNOWN, FULL).state.etag == ""


def test_a_new_body_without_its_entries_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="parsed feed"):
        decide(KNOWN, Answered(answer()))


@pytest.mark.parametrize(
    ("since_full", "headers"),
    [
        pytest.param(None, {}, id="never fetched: everything"),
        pytest.param(
            23 * HOUR,
            {"If-None-Match": KNOWN.etag, "If-Modified-Since": KNOWN.last_modified},
            id="fetched in full today",
        ),
        pytest.param(24 * HOUR, {}, id="an ETag that never changes is believed for a day"),
    ],
)
def test_conditional_requests(since_full, headers):
    state = replace(KNOWN, last_full_at=NOW - since_full if since_full else None)
    assert request_headers(state, POLICY, NOW) == headers
    assert wants_full(state, POLICY, NOW) == (not headers)


@pytest.mark.parametrize(
    ("statuses", "is_moved"),
    [
        pytest.param((301,), True, id="301"),
        pytest.param((301, 308), True, id="every hop permanent"),
        pytest.param((301, 302), False, id="one hop is not"),
        pytest.param((307,), False, id="temporary"),
    ],
)
def test_moved(statuses, is_moved):
    hops = [Hop(status, f"https://new.example/{n}") for n, status in enumerate(statuses)]
    decision = decide(KNOWN, Answered(answer(body=b"old", hops=hops)))
    assert (decision.event is PollEvent.MOVED) == is_moved
    assert decision.state.url == (hops[-1].url if is_moved else URL)


def test_a_move_to_what_is_no_feed_is_not_saved():
    assert decide(KNOWN, Failed(FeedMalformed("is an HTML page", URL, ""))).state.url == URL
    moved = Answered(answer(404, hops=[Hop(301, "https://new.example/")]))
    assert decide(KNOWN, moved).state.url == URL


TIMED_OUT = Failed(FetchFailed("no answer in 30 s", URL, ""))


@pytest.mark.parametrize(
    ("failures", "retry_after", "jitter", "expected"),
    [
        pytest.param(0, None, 0.0, 20 * MINUTE, id="first failure: floor * 2"),
        pytest.param(2, None, 0.0, 80 * MINUTE, id="third in a row: 10 * 2**3"),
        pytest.param(2, None, 1.0, 40 * MINUTE, id="jitter takes up to a half"),
        pytest.param(0, None, 1.0, 10 * MINUTE, id="never under the floor"),
        pytest.param(99, None, 0.0, DAY, id="never over the ceiling"),
        pytest.param(0, 2 * HOUR, 0.0, 2 * HOUR, id="Retry-After: the longer one"),
        pytest.param(4, MINUTE, 0.0, 320 * MINUTE, id="Retry-After does not hurry us"),
        pytest.param(0, 3 * DAY, 1.0, 3 * DAY, id="Retry-After may pass the ceiling"),
        pytest.param(0, 30 * DAY, 0.0, 7 * DAY, id="Retry-After: a week at most"),
    ],
)
@pytest.mark.parametrize("is_answer", [True, False], ids=["answered 503", "raised"])
def test_back_off(failures, retry_after, jitter, expected, is_answer):
    raised = Failed(FetchFailed("503", URL, "", retry_after=retry_after))
    outcome = Answered(answer(503, retry_after=retry_after)) if is_answer else raised
    decision = decide(replace(KNOWN, failures=failures), outcome, jitter=jitter)
    assert wait(decision) == expected
    assert decision.state.failures == failures + 1
    assert decision.state.interval == KNOWN.interval


def test_a_failure_keeps_what_was_known():
    state = decide(KNOWN, Failed(FeedMalformed("is an HTML page, not a feed", URL, ""))).state
    assert (state.status, state.last_error) == (FeedStatus.FAILING, "is an HTML page, not a feed")
    assert (state.etag, state.body_hash) == (KNOWN.etag, KNOWN.body_hash)
    assert (state.last_ok_at, state.last_full_at) == (KNOWN.last_ok_at, KNOWN.last_full_at)


@pytest.mark.parametrize("outcome", [FULL, TIMED_OUT], ids=["well", "failed"])
def test_a_paused_feed_that_is_checked_stays_paused(outcome):
    paused = replace(KNOWN, status=FeedStatus.PAUSED)
    assert decide(paused, outcome).state.status is FeedStatus.PAUSED


@pytest.mark.parametrize(
    ("state", "outcome", "expected"),
    [
        pytest.param(KNOWN, FULL, 2 * HOUR, id="4 a day, 3 polls an entry: every 2 hours"),
        pytest.param(replace(KNOWN, entries_a_day=500.0), FULL, 10 * MINUTE, id="busy: the floor"),
        pytest.param(replace(KNOWN, entries_a_day=0.01), FULL, DAY, id="rare: the ceiling"),
        pytest.param(replace(KNOWN, entries_a_day=0.0), FULL, 30 * MINUTE, id="unknown: the start"),
        pytest.param(
            KNOWN, Answered(answer(), feed(ttl=6 * 3600)), 6 * HOUR, id="ttl slows us down"
        ),
        pytest.param(KNOWN, Answered(answer(), feed(ttl=60)), 2 * HOUR, id="ttl never hurries us"),
        pytest.param(
            KNOWN, Answered(answer(cache_control="public, max-age=10800"), feed()), 3 * HOUR,
            id="max-age slows us down",
        ),
        pytest.param(
            KNOWN, Answered(answer(cache_control="s-max-age=99999"), feed()), 2 * HOUR,
            id="another directive does not",
        ),
        pytest.param(KNOWN, Answered(answer(), feed(ttl=99 * 86400)), DAY, id="ttl: the ceiling"),
        pytest.param(
            replace(KNOWN, interval=8 * HOUR), NOT_MODIFIED, 8 * HOUR,
            id="304 keeps the wait that a ttl asked for",
        ),
        pytest.param(
            replace(KNOWN, last_new_at=NOW - 6 * DAY), FULL, 4 * HOUR,
            id="silent for 6 days: at most 12 entries in 6 days are expected",
        ),
        pytest.param(
            FRESH, Answered(answer(), feed(HOUR, 6 * HOUR, 12 * HOUR)), 80 * MINUTE,
            id="first poll: 3 entries in 12 hours are 6 a day",
        ),
    ],
)  # fmt: skip
def test_the_wait_follows_the_rhythm(state, outcome, expected):
    assert abs(wait(decide(state, outcome)) - expected) < timedelta(seconds=1)


def test_the_first_poll_tells_the_rhythm_and_the_newest_entry():
    newest = NOW - HOUR
    state = decide(FRESH, Answered(answer(), feed(HOUR, 12 * HOUR), 2, newest)).state
    assert (state.entries_a_day, state.last_new_at, state.has_been_polled) == (4.0, newest, True)


def test_news_moves_the_mean_and_silence_does_not():
    busy = decide(KNOWN, Answered(answer(), feed(HOUR), 5)).state
    assert busy.entries_a_day > KNOWN.entries_a_day
    assert busy.last_new_at == NOW
    assert decide(KNOWN, FULL).state.entries_a_day == KNOWN.entries_a_day


@pytest.mark.parametrize("status", [200, 203, 304])
def test_statuses_that_can_be_used(status):
    assert failure_of(answer(status)) is None


def test_a_status_that_cannot_be_used_is_an_error_with_the_servers_wish():
    error = failure_of(answer(503, retry_after=HOUR))
    assert (error.what, error.retry_after) == ("the server answers 503", HOUR)


@settings(max_examples=100, deadline=None)
@given(
    status=st.sampled_from([200, 301, 304, 404, 410, 429, 500, 503]),
    failures=st.integers(0, 10_000),
    rate=st.floats(0, 1e6),
    silent=st.timedeltas(timedelta(0), timedelta(days=9000)),
    ttl=st.integers(0, 10**9),
    jitter=st.floats(0, 1),
)
def test_the_next_poll_is_always_within_the_bounds(status, failures, rate, silent, ttl, jitter):
    state = replace(KNOWN, failures=failures, entries_a_day=rate, last_new_at=NOW - silent)
    outcome = Answered(answer(status), feed(ttl=ttl), 1)
    assert POLICY.floor <= wait(decide(state, outcome, jitter=jitter)) <= POLICY.ceiling


def test_a_busy_feed_is_due_in_every_cycle_of_the_schedule_as_it_comes():
    """Polled a minute into a cycle, by a person who has set nothing."""
    busy = replace(KNOWN, entries_a_day=500.0)
    polled = decide_poll(busy, FULL, policy=Feeds(), now=NOW + MINUTE, jitter=1.0)
    assert polled.state.next_poll_at <= NOW + Schedules().monitor
