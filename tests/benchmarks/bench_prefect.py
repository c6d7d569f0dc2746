"""What Prefect adds to a cycle of 500 feeds, against the same functions called plainly.

Counted are the CPU seconds of the process that runs the cycle, its parser processes with it, and
those that the server spends because of the run. Its share of a process' start is told apart.
"""

from typing import Any

from measuring import Meter
from newsstands import FEEDS, WORDS
from press import (
    newsstands,
    prefect_server,
    read_first_editions,
    result,
    start_cycles,
    write_settings,
)
from reporting import Report

WANTED = 0.05
RUNS = 5
"""Of the flow with nothing to do, over which the server's work for one is averaged.

It gets the same calls whatever there is to do: a run, six tasks, a report. A short run is
measured more exactly, since what the server does anyway has to be taken off.
"""
Result = dict[str, Any]


async def test_prefect_share(report, tmp_path):
    stores = {name: tmp_path / name for name in ("plain", "flow", "idle")}
    with newsstands() as root, prefect_server(tmp_path) as (server, env):
        for folder in stores.values():
            folder.mkdir()
            write_settings(folder)
        await read_first_editions(stores["plain"], root)  # the server settles meanwhile
        resting = Meter(server)
        await read_first_editions(stores["flow"], root)
        rest = resting.rate()
        # side by side, so that both meet the same machine
        both = [start_cycles(stores[how], how, env) for how in ("plain", "flow")]
        plain, flow = (result(child) for child in both)
        serving = Meter(server)
        result(start_cycles(stores["idle"], "flow", env, times=RUNS))
        by_server = (serving.cpu() - rest * serving.seconds()) / RUNS
    assert plain["tally"] == flow["tally"], "the two did different work"
    tell(report, plain, flow, by_server)
    report.figure("Prefect's server while nothing runs", f"{rest:.1%} of a core")


def tell(report: Report, plain: Result, flow: Result, by_server: float) -> None:
    by_client = flow["cycle"] - plain["cycle"]
    whole = plain["cycle"]
    share = (by_client + by_server) / whole
    articles = plain["tally"]["entries"]["new"]
    report.goal(
        f"Prefect's share of a cycle, {FEEDS} feeds, {articles} new articles of {WORDS} words",
        f"{share:.1%} (client {by_client:.2f} s, server {by_server:.2f} s, all {whole:.1f} s)",
        wanted=f"<= {WANTED:.0%}",
        is_met=share <= WANTED,
    )
    report.figure(
        "Prefect's import, in each run's process", f"{flow['start'] - plain['start']:.2f} s"
    )
