"""When a delivery that failed is tried again, and when it is parked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Each wait is three times the one before: a hiccup costs a minute, an outage of a night is lived
# through, and eight tries in 24 hours wait 79 s, 4 min, 12 min, 36 min, 1.8 h, 5.3 h and 16 h.
_GROWTH = 3.0
_SHORTEST = timedelta(minutes=1)
_SPREAD = 0.2


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """At most ``tries`` attempts, the first and the last about ``over`` apart."""

    tries: int
    over: timedelta


def next_try(
    attempt: int,
    policy: RetryPolicy,
    *,
    now: datetime,
    retry_after: timedelta | None,
    jitter: float,
) -> datetime | None:
    """Return when to try again after ``attempt`` (1 is the first) failed at ``now``; None: park.

    ``retry_after`` is the server's wish, which can lengthen a wait up to ``policy.over`` and never
    shortens it. ``jitter`` (0 to 1, drawn by the caller) moves the wait by up to a tenth either
    way, so that what failed together is not tried together.
    """
    if attempt >= policy.tries:
        return None
    parts = (_GROWTH ** (policy.tries - 1) - 1) / (_GROWTH - 1)
    share = _GROWTH ** (attempt - 1) / parts
    wait = policy.over * share * (1 + _SPREAD * (jitter - 0.5))
    return now + max(wait, _SHORTEST, min(retry_after or _SHORTEST, policy.over))
