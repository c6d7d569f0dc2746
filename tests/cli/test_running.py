"""``run`` and ``start``: progress, exit codes, and stopping at any moment."""

import re
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from indexing.settings import load_settings
from indexing.store import Store
from indexing.store.work import leases

pytestmark = pytest.mark.slow


def begin(*words):
    command = [sys.executable, "-u", "-c", f"from flows.cli import main; main({list(words)!r})"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_cycle_tells_a_plain_line_for_each_stage_and_a_summary(own_news):
    answer = own_news("run", "--all")
    assert answer.code == 0
    assert re.match(r"poll       \d+/\d+", answer.err)
    assert re.match(r"done       \d+\.\d s: \d+ feeds \(", answer.out)
    assert "\x1b" not in answer.err + answer.out


def test_strict_is_4_when_a_feed_fails(own_news):
    assert own_news("run", "--all", "--strict").code == 4


def test_a_cycle_as_json_has_its_tally(own_news):
    report = own_news("run", "--all", "--json").json()
    assert report["outcome"] == "done"
    assert report["tally"]["poll"]["failing"] == 1


def test_a_lane_that_another_process_holds_is_7(empty, tmp_path):
    assert empty("status").code == 0
    store = Store.open(load_settings(tmp_path / "presswatch.toml"))
    with store.write() as db:
        leases.take(db, "cycle:main", "elsewhere/4711/x", now=datetime.now(UTC))
    store.close()
    answer = empty("run")
    assert answer.code == 7
    assert "process 4711 on elsewhere is running a cycle" in answer.err


def test_ctrl_c_ends_a_cycle_cleanly_and_the_next_one_goes_on(own_news, tmp_path):
    config = str(tmp_path / "own" / "presswatch.toml")
    with begin("run", "--all", "--config", config) as child:
        assert child.stderr is not None
        child.stderr.readline()  # a stage is over, so the next one is under way
        child.send_signal(signal.SIGINT)
        rest = child.stderr.read()
    assert child.returncode == 130
    assert "stopped; safe to repeat" in rest
    assert "Traceback" not in rest
    assert own_news("run").code == 0


def test_start_prints_each_cycle_and_ends_cleanly_on_sigterm(empty, tmp_path):
    config = tmp_path / "presswatch.toml"
    config.write_text(config.read_text() + '[schedules]\nmonitor = "2s"\n')
    with begin("start", "--config", str(config)) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        line = child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        told = child.stderr.read()
    assert re.match(r"cycle 1    .*0 feeds due", line)
    assert child.returncode == 0
    assert [one.split()[0] for one in told.splitlines()] == ["data", "every", "started", "stopped"]
    assert empty("status").code == 0


def test_start_is_1_when_a_child_dies(empty, tmp_path):
    config = str(tmp_path / "presswatch.toml")
    with begin("start", "--config", config) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if line.startswith("started"):
                break
        schedules = subprocess.run(
            ["pgrep", "-P", str(child.pid), "-f", "flows.schedules"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        subprocess.run(["kill", "-9", schedules.stdout.split()[0]], check=True)
        told = child.stderr.read()
    assert child.returncode == 1
    assert "the schedules ended by itself. See " in told
