from datetime import UTC, datetime, timedelta

import pytest

from indexing.delivery.retry import RetryPolicy, next_try

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
POLICY = RetryPolicy(tries=8, over=timedelta(hours=24))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def wait(attempt, *, policy=POLICY, retry_after=None, jitter=0.5):
    """The wait in seconds, None where the delivery is parked."""
    then = next_try(attempt, policy, now=NOW, retry_after=retry_after, jitter=jitter)
    return None if then is None else round((then - NOW).total_seconds())


@pytest.mark.parametrize(
    ("attempt", "given", "expected"),
    [
        pytest.param(1, {}, 79, id="a hiccup: 24 h / (1 + 3 + … + 729)"),
        pytest.param(2, {}, 237, id="three times that"),
        pytest.param(7, {}, 57_626, id="the last wait: 16 h"),
        pytest.param(8, {}, None, id="eight tries, then parked"),
        pytest.param(9, {}, None, id="a count beyond the limit is parked too"),
        pytest.param(1, {"retry_after": HOUR}, 3_600, id="the server may slow us down"),
        pytest.param(3, {"retry_after": MINUTE}, 711, id="and never hurry us"),
        pytest.param(1, {"retry_after": 999 * DAY}, 86_400, id="nor hold us for ever"),
        pytest.param(2, {"jitter": 0.0}, 213, id="jitter: a tenth earlier"),
        pytest.param(2, {"jitter": 1.0}, 261, id="jitter: a tenth later"),
        pytest.param(1, {"policy": RetryPolicy(1, HOUR)}, None, id="one try is one try"),
        pytest.param(1, {"policy": RetryPolicy(2, HOUR)}, 3_600, id="two tries: an hour apart"),
        pytest.param(1, {"policy": RetryPolicy(50, HOUR)}, 60, id="at most one a minute"),
    ],
)
def test_next_try(attempt, given, expected):
    assert wait(attempt, **given) == expected


def test_eight_tries_are_spread_over_24_hours():
    assert sum(wait(attempt) for attempt in range(1, 8)) == pytest.approx(86_400, abs=7)
