"""When to poll a feed again: a pure function of what we knew, what came back, and now."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from indexing.errors import FetchFailed, PresswatchError
from indexing.feeds.rhythm import expected_rate, rate_after_news, rate_of_document
from indexing.feeds.state import FeedState, FeedStatus
from indexing.fetching.response import Response
from indexing.models import ParsedFeed
from indexing.nouns import count
from indexing.settings.model import Feeds

# Two looks would find an entry after a quarter of the usual gap on average, three after a sixth.
_POLLS_PER_ENTRY = 3
_LONGEST_RETRY_AFTER = timedelta(days=7)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_MOST_DOUBLINGS = 16  # so that no outage overflows a timedelta
_JITTER_SHARE = 0.1


class PollEvent(StrEnum):
    """What a poll meant for the feed. An unchanged poll is worth no line in the ledger."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    RECOVERED = "recovered"
    MOVED = "moved"
    GONE = "gone"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Answered:
    """The server answered, with any status. ``feed`` is None for 304 and for a body we know.

    ``new_entries`` counts those never seen before; ``newest_at`` is the latest publication date
    among the document's entries that is not in the future, if any.
    """

    response: Response
    feed: ParsedFeed | None = None
    new_entries: int = 0
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer, or a body that is no feed."""

    error: PresswatchError


PollOutcome = Answered | Failed


@dataclass(frozen=True, slots=True)
class PollDecision:
    """The state to save, and what to tell. ``is_changed``: the body differs from the last one."""

    state: FeedState
    is_changed: bool
    event: PollEvent
    detail: str


def body_hash(body: bytes) -> str:
    """Return 32 hex digits that name a body: equal bodies need no parsing."""
    return hashlib.sha256(body).hexdigest()[:32]


def wants_full(state: FeedState, policy: Feeds, now: datetime) -> bool:
    """Return whether the next fetch must be unconditional.

    True before the first full answer, and once in ``full_fetch_every``: a server that sends one
    ETag for ever would otherwise be believed for ever.
    """
    return state.last_full_at is None or now - state.last_full_at >= policy.full_fetch_every


def request_headers(state: FeedState, policy: Feeds, now: datetime) -> dict[str, str]:
    """Return the conditional headers of the next poll; empty where a full answer is wanted."""
    if wants_full(state, policy, now):
        return {}
    held = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in held.items() if value}


def decide_poll(
    state: FeedState, outcome: PollOutcome, *, policy: Feeds, now: datetime, jitter: float
) -> PollDecision:
    """Return the feed's new state after a poll, with the time of the next one.

    The server may slow us down, never hurry us. ``jitter``, 0 to 1, spreads the feeds: waits grow
    by up to a tenth, back-offs shrink by up to a half. Raises ValueError if a new body comes
    without its ``feed``: its hash would be saved and its entries never read.
    """
    if isinstance(outcome, Failed):
        retry_after = getattr(outcome.error, "retry_after", None)
        state = replace(state, last_poll_at=now)
        return _failing(state, outcome.error.what, retry_after, policy=policy, jitter=jitter)
    state = replace(state, last_poll_at=now)
    response = outcome.response
    if response.status == 410:
        return _gone(state, policy)
    if fault := _fault(state, response):
        return _failing(state, fault, response.retry_after, policy=policy, jitter=jitter)
    digest = state.body_hash if response.status == 304 else body_hash(response.body)
    is_changed = digest != state.body_hash
    if is_changed and outcome.feed is None:
        raise ValueError("a changed body needs its parsed feed")
    well = _well(state, outcome, digest, policy=policy, now=now)
    wait = _healthy_wait(well, outcome, policy, jitter)
    well = replace(well, next_poll_at=now + wait)
    event, detail = _told(state, well, outcome, is_changed)
    return PollDecision(well, is_changed, event, detail)


def failure_of(response: Response) -> FetchFailed | None:
    """Return the error that a status amounts to, None if it is an answer that can be used."""
    if response.status == 304 or _has_body(response.status):
        return None
    return FetchFailed(
        f"the server answers {response.status}",
        response.final_url,
        "Nothing to do: it is tried again.",
        retry_after=response.retry_after,
    )


def _has_body(status: int) -> bool:
    return status in (200, 203)


def _fault(state: FeedState, response: Response) -> str:
    """Return why an answer is of no use, empty if it is."""
    if response.status == 304 and state.last_full_at is None:
        return "the server answers 304 although nothing was ever sent"
    error = failure_of(response)
    return error.what if error else ""


def _well(
    state: FeedState, answer: Answered, digest: str, *, policy: Feeds, now: datetime
) -> FeedState:
    """Return the state after an answer that can be used; ``next_poll_at`` is still the old one."""
    headers = answer.response.headers
    is_full = answer.response.status != 304
    feed = answer.feed
    known = replace(
        state,
        url=answer.response.permanent_url or state.url,
        title=(feed.title if feed else "") or state.title,
        site_url=(feed.site_url if feed else "") or state.site_url,
        status=FeedStatus.PAUSED if state.status is FeedStatus.PAUSED else FeedStatus.WELL,
        # A 304 need not repeat its validators; a full answer without them has none.
        etag=headers.get("etag", "" if is_full else state.etag),
        last_modified=headers.get("last-modified", "" if is_full else state.last_modified),
        body_hash=digest,
        last_ok_at=now,
        last_full_at=now if is_full else state.last_full_at,
        failures=0,
        last_error="",
    )
    known = _with_rhythm(known, answer, now)
    return replace(known, interval=_interval(known, answer, policy, now), has_been_polled=True)


def _with_rhythm(state: FeedState, answer: Answered, now: datetime) -> FeedState:
    if answer.feed is None:
        return state
    if not state.has_been_polled:
        rate = rate_of_document(answer.feed.entries, now)
        return replace(state, entries_a_day=rate, last_new_at=answer.newest_at)
    if not answer.new_entries:
        return state
    rate = rate_after_news(state.entries_a_day, answer.new_entries, state.last_new_at, now)
    return replace(state, entries_a_day=rate, last_new_at=now)


def _interval(state: FeedState, answer: Answered, policy: Feeds, now: datetime) -> timedelta:
    """Return the feed's healthy wait: its own rhythm, or longer if the server asks for it."""
    if state.entries_a_day > 0:
        rate = expected_rate(state.entries_a_day, state.last_new_at, now)
        own = timedelta(days=1 / max(_POLLS_PER_ENTRY * rate, 1e-3))
    else:
        own = policy.start
    if answer.feed is None:
        # Without a document its ttl is unknown, and nothing has happened that could hurry us.
        return _within(max(own, state.interval), policy)
    asked = max(timedelta(seconds=answer.feed.ttl_seconds), _max_age(answer.response))
    return _within(max(own, asked), policy)


def _max_age(response: Response) -> timedelta:
    found = _MAX_AGE.search(response.headers.get("cache-control", ""))
    return timedelta(seconds=int(found[1])) if found else timedelta(0)


def _within(wait: timedelta, policy: Feeds) -> timedelta:
    return min(max(wait, policy.floor), policy.ceiling)


def _healthy_wait(state: FeedState, answer: Answered, policy: Feeds, jitter: float) -> timedelta:
    spread = min(state.interval * (1 + _JITTER_SHARE * jitter), policy.ceiling)
    return max(spread, _asked(answer.response.retry_after))


def _asked(retry_after: timedelta | None) -> timedelta:
    return min(retry_after or timedelta(0), _LONGEST_RETRY_AFTER)


def _failing(
    state: FeedState, why: str, retry_after: timedelta | None, *, policy: Feeds, jitter: float
) -> PollDecision:
    failures = state.failures + 1
    backoff = min(policy.floor * 2 ** min(failures, _MOST_DOUBLINGS), policy.ceiling)
    wait = max(backoff * (1 - jitter / 2), policy.floor, _asked(retry_after))
    polled_at = state.last_poll_at or state.next_poll_at
    kept = state.status in (FeedStatus.PAUSED, FeedStatus.GONE)
    failing = replace(
        state,
        status=state.status if kept else FeedStatus.FAILING,
        failures=failures,
        last_error=why,
        next_poll_at=polled_at + wait,
    )
    detail = f"{why} ({failures} in a row)" if failures > 1 else why
    return PollDecision(failing, False, PollEvent.FAILING, detail)


def _gone(state: FeedState, policy: Feeds) -> PollDecision:
    detail = "the server answers 410: the feed was removed for good"
    polled_at = state.last_poll_at or state.next_poll_at
    gone = replace(
        state,
        status=FeedStatus.GONE,
        failures=state.failures + 1,
        last_error=detail,
        next_poll_at=polled_at + policy.ceiling,  # of no effect: nobody polls what is gone
    )
    return PollDecision(gone, False, PollEvent.GONE, detail)


def _told(
    before: FeedState, after: FeedState, answer: Answered, is_changed: bool
) -> tuple[PollEvent, str]:
    """Return the strongest event, and a sentence with all of them."""
    said = []
    if moved := after.url != before.url:
        said.append(f"moved for good to {after.url}")
    if recovered := before.failures > 0:
        said.append(f"answers again after {count(before.failures, 'failed poll')}")
    if is_changed:
        said.append(count(answer.new_entries, "new entry", "new entries"))
    event = (
        PollEvent.MOVED if moved
        else PollEvent.RECOVERED if recovered
        else PollEvent.CHANGED if is_changed
        else PollEvent.UNCHANGED
    )  # fmt: skip
    return event, "; ".join(said) or "the same as before"
