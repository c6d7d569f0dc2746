"""The schedule itself: runs that nobody triggered, counted."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from flows.demo.site import DemoSite
from flows.supervisor import scheduler
from indexing.desk.room import Desk, opened_desk
from indexing.desk.upkeep import feeding
from indexing.errors import LockHeld
from indexing.settings import Settings
from indexing.store.work import cycles
from indexing.store.work.cycles import Cycle

pytestmark = pytest.mark.slow
PATIENCE = 180  # seconds for two runs; they take about 30


def test_two_scheduled_runs_fire_and_bring_the_news(
    write_settings: Callable[[str], Settings],
) -> None:
    settings = write_settings('[schedules]\nmonitor = "8s"\ndeliver = "30s"\n')
    with DemoSite(now=datetime.now(UTC)) as site, opened_desk(settings) as desk:
        title, url = site.feed_urls()[0]
        report = feeding.add_feed(desk, url, title=title)
        assert report.outcome is feeding.Added.ADDED
        with scheduler(settings, settings.path) as running:
            with pytest.raises(LockHeld), scheduler(settings, settings.path):
                pytest.fail("a second start ran on one data folder")
            ended = _wait_for_cycles(desk, 2)
            assert not running.ended()
        assert [one.trigger for one in ended] == ["schedule", "schedule"]
        assert ended[0].outcome == "done"
        assert ended[0].report["tally"]["entries"]["new"] > 5
        children = list(running.children.values())
        assert all(child.poll() is not None for child in children), "a child was left running"


def _wait_for_cycles(desk: Desk, wanted: int) -> list[Cycle]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with desk.store.read() as db:
            ended = [one for one in cycles.latest(db) if one.ended_at]
        if len(ended) >= wanted:
            return ended[::-1][:wanted]
        time.sleep(0.2)  # looking, not waiting for a fixed time
    raise AssertionError(f"no {wanted} scheduled runs within {PATIENCE} s")
