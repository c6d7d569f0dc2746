"""``run`` and ``start``: progress, exit codes, and stopping at any moment."""

import json
import re
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from indexing.feeds.opml import OpmlFeed, write_opml
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


def test_with_v_each_step_of_each_article_is_a_json_line(own_news, tmp_path):
    config = str(tmp_path / "own" / "presswatch.toml")
    with begin("run", "--all", "-v", "--json", "--config", config) as child:
        out, told = child.communicate()
    cycle = json.loads(out)["cycle_id"]
    lines = [json.loads(one) for one in told.splitlines() if one.startswith("{")]
    assert {one["cycle_id"] for one in lines} == {cycle}
    failing = [one for one in lines if one["event"] == "poll: failing"]
    assert [(one["level"], one["feed_id"] > 0) for one in failing] == [("warning", True)]
    assert lines[0]["event"] == "cycle begun"
    assert {one["event"] for one in lines} >= {"cycle ended"}


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


@pytest.fixture
def mute_server():
    """Yield (address, event): a server that never answers; the event says that it was asked."""
    asked, done = threading.Event(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.set()
            done.wait()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}/feed.xml", asked
    done.set()
    server.shutdown()
    server.server_close()


def test_ctrl_c_ends_a_cycle_cleanly_and_the_next_one_goes_on(empty, tmp_path, mute_server):
    url, asked = mute_server
    (tmp_path / "one.opml").write_bytes(write_opml([OpmlFeed(url, "Mute", "", "")]))
    assert empty("feeds", "import", str(tmp_path / "one.opml")).code == 0
    with begin("run", "--config", str(tmp_path / "presswatch.toml")) as child:
        assert asked.wait(60)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate()
    assert (child.returncode, told) == (130, "stopped; safe to repeat\n")
    assert empty("feeds", "pause", "1").code == 0
    assert empty("run").code == 0  # the lane is free


def test_start_prints_each_cycle_and_ends_cleanly_on_sigterm(empty, tmp_path):
    config = tmp_path / "presswatch.toml"
    config.write_text(config.read_text() + '[schedules]\nmonitor = "2s"\n')
    with begin("start", "--config", str(config)) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        line = child.stdout.readline()
        assert child.stdout.readline().startswith("cycle 2 "), "so the log of the first is whole"
        child.send_signal(signal.SIGTERM)
        told = child.stderr.read()
    assert re.match(r"cycle 1    .*0 feeds due", line)
    assert child.returncode == 0
    log = (tmp_path / "data" / "prefect" / "schedules.log").read_text().splitlines()
    written = [json.loads(one) for one in log if one.startswith("{")]
    cycle = [one["event"] for one in written if one.get("cycle_id") == 1]
    assert cycle == ["cycle begun", "cycle ended"]
    heads = [one.split()[0] for one in told.splitlines()]
    assert heads == ["data", "every", "pages", "started", "stopped"]
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
