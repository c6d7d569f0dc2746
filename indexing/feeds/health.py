"""What a person is told of a feed: well, silent, failing, gone, and what was usual."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from indexing.feeds.state import FeedState, FeedStatus

# At this many missed entries silence has a chance of one in four hundred, were all hours alike.
_MISSED = 6
SHORTEST_SILENCE = timedelta(days=3)
"""Hours are not alike: a desk that stops on Friday evening is no fault by Monday morning."""


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """``rank`` sorts worst first (0 is worst). ``word`` and ``sign`` say the same, without colour.

    ``sentence`` is whole, without a full stop.
    """

    rank: int
    word: str
    sign: str
    sentence: str


def is_silent(state: FeedState, now: datetime) -> bool:
    """Return whether a feed that answers has stopped publishing, by its own rhythm.

    Silence is measured up to the last good answer: what was published while we did not poll is
    not known. A feed without a known rhythm is never silent.
    """
    if state.status is not FeedStatus.WELL or state.entries_a_day <= 0:
        return False
    silence = _silence(state, now)
    missed = state.entries_a_day * (silence / timedelta(days=1))
    return silence >= SHORTEST_SILENCE and missed >= _MISSED


def usual(state: FeedState) -> str:
    """Return the feed's rhythm in words: ``11 a week``, ``2 a month``, or ``unknown``."""
    return rhythm_in_words(state.entries_a_day)


def rhythm_in_words(entries_a_day: float) -> str:
    """Return a rhythm as ``usual`` does."""
    if entries_a_day <= 0:
        return "unknown"
    weekly = entries_a_day * 7
    if round(weekly) >= 1:
        return f"{round(weekly)} a week"
    monthly = entries_a_day * 30
    return f"{round(monthly)} a month" if round(monthly) >= 1 else "less than one a month"


def health(state: FeedState, now: datetime) -> FeedHealth:
    """Return how a feed fares. Sort by ``rank`` to have the worst first."""
    match state.status:
        case FeedStatus.FAILING:
            return FeedHealth(0, "failing", "!", _failure(state, now))
        case FeedStatus.GONE:
            return FeedHealth(2, "gone", "x", state.last_error or "removed by its server")
        case FeedStatus.NEW:
            return FeedHealth(3, "new", "+", "not polled yet")
        case FeedStatus.PAUSED:
            return FeedHealth(4, "paused", "=", "paused by a person: not polled")
    if is_silent(state, now):
        days = words_for(_silence(state, now))
        sentence = f"usual {usual(state)}, none for {days}, though the server answers"
        return FeedHealth(1, "silent", "?", sentence)
    newest = (
        f"newest {words_for(_silence(state, now))} ago" if state.last_new_at else "no entry yet"
    )
    return FeedHealth(5, "well", ".", f"usual {usual(state)}, {newest}")


def words_for(span: timedelta) -> str:
    """Return a duration as people say it, in its largest unit: ``9 days``, ``1 hour``."""
    for unit, length in (
        ("day", timedelta(days=1)),
        ("hour", timedelta(hours=1)),
        ("minute", timedelta(minutes=1)),
    ):
        if span >= length:
            count = span // length
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"


def _failure(state: FeedState, now: datetime) -> str:
    since = f", no good answer for {words_for(now - state.last_ok_at)}" if state.last_ok_at else ""
    due = f"next try in {words_for(state.next_poll_at - now)}"
    retry = due if state.next_poll_at > now else "next try is due"
    return f"{state.last_error}: {state.failures} in a row{since}, {retry}"


def _silence(state: FeedState, now: datetime) -> timedelta:
    if state.last_new_at is None:
        return timedelta(0)
    return max(min(now, state.last_ok_at or now) - state.last_new_at, timedelta(0))
