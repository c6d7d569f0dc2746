"""After a stop the runs that were missed all come at once: only the latest has work to do."""

from datetime import UTC, datetime, timedelta

import pytest
from prefect.runtime import flow_run

from flows.tasks import is_missed

MINUTE = timedelta(minutes=1)
EVERY = 10 * MINUTE


@pytest.mark.parametrize(("late", "every", "missed"), [
    (timedelta(0), EVERY, False),
    (9 * MINUTE, EVERY, False),
    (11 * MINUTE, EVERY, True),
    (360 * MINUTE, EVERY, True),
    (4 * MINUTE, MINUTE, False),
    (6 * MINUTE, MINUTE, True),
])  # fmt: skip
def test_a_run_is_missed_when_a_later_one_is_due(
    late: timedelta, every: timedelta, missed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run_that_was_due(datetime.now(UTC) - late, monkeypatch)
    assert is_missed(every) == missed


def test_of_the_runs_of_six_hours_one_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    started = datetime.now(UTC)
    doing = []
    for number in range(36):
        _run_that_was_due(started - number * EVERY - MINUTE, monkeypatch)
        doing.append(not is_missed(EVERY))
    assert sum(doing) == 1


def _run_that_was_due(due: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Prefect say so of the run that we are in."""
    monkeypatch.setitem(flow_run.FIELDS, "scheduled_start_time", lambda: due)
