"""After a stop the runs that were missed all come at once: only the first has work to do."""

from datetime import UTC, datetime, timedelta

import pytest
from prefect.runtime import flow_run

from flows.tasks import is_missed

MINUTE = timedelta(minutes=1)
EVERY = 10 * MINUTE


@pytest.mark.parametrize(("late", "every", "ago", "missed"), [
    pytest.param(timedelta(0), EVERY, EVERY, False, id="on time"),
    pytest.param(9 * MINUTE, EVERY, MINUTE, False, id="less than an interval late"),
    pytest.param(11 * MINUTE, EVERY, MINUTE, True, id="late, and another has begun"),
    pytest.param(360 * MINUTE, EVERY, MINUTE, True, id="after a stop, and another has begun"),
    pytest.param(360 * MINUTE, EVERY, 361 * MINUTE, False, id="the first after a stop"),
    pytest.param(360 * MINUTE, EVERY, None, False, id="none has ever begun"),
    pytest.param(4 * MINUTE, MINUTE, MINUTE / 2, False, id="starting takes time"),
    pytest.param(6 * MINUTE, MINUTE, MINUTE / 2, True, id="late for a short interval"),
    pytest.param(6 * MINUTE, MINUTE, 2 * MINUTE, False, id="on a machine where all are late"),
])  # fmt: skip
def test_a_run_is_missed_when_it_is_late_and_another_has_done_its_work(
    late: timedelta,
    every: timedelta,
    ago: timedelta | None,
    missed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = datetime.now(UTC)
    _run_that_was_due(now - late, monkeypatch)
    assert is_missed(every, last=None if ago is None else now - ago) == missed


def test_of_the_runs_of_six_hours_one_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    started = datetime.now(UTC)
    last = started - 37 * EVERY
    doing = 0
    for number in range(36, 0, -1):
        _run_that_was_due(started - number * EVERY - MINUTE, monkeypatch)
        if not is_missed(EVERY, last=last):
            doing, last = doing + 1, datetime.now(UTC)
    assert doing == 1


def _run_that_was_due(due: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Prefect say so of the run that we are in."""
    monkeypatch.setitem(flow_run.FIELDS, "scheduled_start_time", lambda: due)
