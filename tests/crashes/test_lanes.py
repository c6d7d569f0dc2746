"""Lanes on one PostgreSQL: what a cycle brings is done once, also when one is killed."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from kiosks import KIOSKS, PATIENCE, ROUNDS, feed_path
from newsroom_at_work import check_all_done, make_all_due, prepare, write_settings

WORKER = Path(__file__).with_name("lane_worker.py")
LANES = 3


@pytest.mark.slow
@pytest.mark.servers
def test_three_lanes_do_everything_once(tmp_path, new_database, elasticsearch_url, row):
    index = f"""
    [index]
    backend = "elasticsearch"
    hosts = ["{elasticsearch_url("9.4.3")}"]
    prefix = "lanes-{uuid4().hex[:8]}"
    """
    settings = write_settings(tmp_path, new_database(), index)
    prepare(settings, row)
    lanes = [_start(settings.path, f"lane-{number}") for number in range(LANES)]
    assert [lane.stdout.readline() for lane in lanes] == ["ready\n"] * LANES
    published = []
    _cycle_together(lanes)
    for number in range(ROUNDS):
        published += row.publish(number)
        make_all_due(settings)
        before = row.asked.copy()
        _cycle_together(lanes)
        assert Counter({feed_path(n): 1 for n in range(KIOSKS)}) <= row.asked - before
        assert set((row.asked - before).values()) == {1}, "a feed or page was asked for twice"
        check_all_done(settings, row, published)
    assert set(Counter(identity for identity, _body in row.hooks).values()) == {1}
    for lane in lanes:
        lane.communicate()


@pytest.mark.slow
def test_what_a_killed_lane_had_in_hand_another_does(tmp_path, new_database, row):
    settings = write_settings(tmp_path, new_database())
    prepare(settings, row)
    lanes = [_start(settings.path, f"lane-{number}") for number in range(2)]
    assert [lane.stdout.readline() for lane in lanes] == ["ready\n"] * 2
    _cycle_together(lanes[:1])
    published = row.publish(0)
    make_all_due(settings)
    has_come, go = row.hold(published[0])
    lanes[0].stdin.write("go\n")
    lanes[0].stdin.flush()
    assert has_come.wait(PATIENCE), "the page was never asked for"
    lanes[0].kill()
    lanes[0].communicate()
    go.set()
    _cycle_together(lanes[1:])
    check_all_done(settings, row, published)
    lanes[1].communicate()


def _start(config, lane):
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(config), lane],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _cycle_together(lanes):
    """Begin a cycle in every lane at the same moment, and wait for all; none has a problem."""
    for lane in lanes:
        lane.stdin.write("go\n")
        lane.stdin.flush()
    reports = [json.loads(lane.stdout.readline()) for lane in lanes]
    assert [report["problems"] for report in reports] == [[]] * len(lanes)
