"""The demo waits for what it shows, however many cycles that takes on a machine that is busy."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from flows.demo import waiting
from flows.demo.manuscript import read_outlets
from flows.demo.newsroom import About, Outlet
from flows.demo.newsstand import Pace
from flows.demo.site import DemoSite
from flows.demo.waiting import CORRECTED, watch
from flows.prefect_server import new_place
from flows.supervisor import Running
from indexing.desk.alerts import alerting, channelling
from indexing.desk.coverage import reading
from indexing.desk.room import opened_desk
from indexing.desk.upkeep import feeding
from indexing.errors import PresswatchError
from indexing.models import Cadence
from indexing.pipeline.cycle import run_cycle
from indexing.pipeline.deliver import deliver
from indexing.pipeline.opening import opened
from indexing.settings import Settings
from indexing.store import Store

NEWS = "kosovo-troops-stay"
"""Listed from the second stage on, so that an alert tells of it at once."""


class Schedule:
    """In place of the schedule's process: a cycle whenever somebody looks whether that runs.

    The press's second edition is read in the third, as on a machine that left it for later.
    """

    def __init__(self, settings: Settings, site: DemoSite) -> None:
        self._settings, self._site = settings, site
        self.looks = 0

    def poll(self) -> None:
        self.looks += 1
        if self.looks == 3:
            self._site.advance()
        asyncio.run(self._cycle())

    async def _cycle(self) -> None:
        async with opened(self._settings) as shop:
            await run_cycle(shop, trigger="schedule")
            await deliver(shop)


def small(outlet: Outlet) -> Outlet:
    """Return an outlet with what the demo waits for, and nothing else."""
    near = next(one.slug for one in outlet.articles if one.about is About.NEAR)
    kept = [one for one in outlet.articles if one.slug in (CORRECTED, NEWS, near)]
    return replace(outlet, articles=tuple(kept))


@pytest.fixture
def site() -> Iterator[DemoSite]:
    (outlet,) = (small(one) for one in read_outlets() if one.slug == "danube")
    with DemoSite(now=datetime.now(UTC), pace=Pace.HAND, outlets=[outlet]) as running:
        yield running


@pytest.fixture
def settings(write_settings: Callable[[str], Settings], site: DemoSite) -> Settings:
    """The settings of a store that knows the press, and an alert to its webhook."""
    made = write_settings("")
    with opened_desk(made) as desk:
        feeding.add_feed(desk, site.feed_urls()[0][1])
        channelling.add_channel(desk, f"webhook+{site.sink_url}", "desk")
        wishes = {"to": ("desk",), "cadence": Cadence.AT_ONCE}
        alerting.add_alert(desk, alerting.AlertRequest("orban", **cast(Any, wishes)))
    return made


def running(settings: Settings, schedule: object) -> Running:
    """Return what runs in place of server and schedules."""
    return Running(new_place(settings.data_dir), cast(Any, {"schedules": schedule}))


def test_cycles_are_waited_for_until_all_that_is_shown_is_there(
    settings: Settings, site: DemoSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LOOK_EVERY", 0)
    with closing(Store.open(settings)) as store:
        seen = watch(store, site, running(settings, Schedule(settings, site)), wanted=2)
    assert len(seen) > 2
    assert len(site.hooks) == 1
    with opened_desk(settings) as desk:
        reading.diff(desk, waiting.corrected(site))


def test_a_schedule_that_ended_is_told_at_once(settings: Settings, site: DemoSite) -> None:
    class Ended:
        def poll(self) -> int:
            return 1

    with (
        closing(Store.open(settings)) as store,
        pytest.raises(PresswatchError, match=r"the schedules ended by itself.*schedules\.log"),
    ):
        watch(store, site, running(settings, Ended()), wanted=1)
