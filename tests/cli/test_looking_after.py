"""``status``, ``doctor`` and ``index``: they answer most when something is wrong."""

import asyncio
import os
import pty
import re
import subprocess
import sys
import threading

import pytest

from flows.cli import overseeing
from flows.cli.invocation import read_arguments
from flows.cli.progress import watched
from indexing.pipeline import project

AWAY = '[index]\nbackend = "elasticsearch"\nhosts = ["http://127.0.0.1:9"]\npassword = "secret"\n'


def reported(*reports, arguments=()):
    """Report (stage, done, total) to whoever watches, as a cycle does."""
    read_arguments(arguments)
    with watched() as progress:
        for stage, done, total in reports:
            progress(stage, done, total, "")


def test_a_short_stage_is_one_line(capsys):
    reported(("poll", 1, 12), ("poll", 6, 12), ("poll", 12, 12), ("read", 3, 3))
    assert capsys.readouterr().err == "poll       12/12\nread       3/3\n"


def test_a_long_stage_has_a_line_for_each_quarter(capsys):
    reported(*(("rebuild", done, 2_000) for done in range(200, 2_001, 200)))
    told = [line.split()[1] for line in capsys.readouterr().err.splitlines()]
    assert told == ["600/2,000", "1,000/2,000", "1,600/2,000", "2,000/2,000"]


def test_quiet_is_quiet(capsys):
    reported(("rebuild", 2_000, 2_000), arguments=["-q"])
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_a_rebuild_counts_on_stderr_and_answers_on_stdout(own_news):
    answer = own_news("index", "rebuild")
    number = re.fullmatch(r"index      (\d+) articles written anew\n", answer.out)
    assert number
    assert answer.err == f"rebuild    {number[1]}/{number[1]}\n"
    assert own_news("index", "verify").code == 0


@pytest.mark.slow
def test_on_a_terminal_a_rebuild_is_a_bar(own_news, tmp_path):
    words = ["index", "rebuild", "--config", str(tmp_path / "own" / "presswatch.toml")]
    command = [sys.executable, "-c", f"from flows.cli import main; main({words!r})"]
    ours, terminal = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=terminal, env=env)
    os.close(terminal)
    told = b""
    while piece := _read(ours):
        told += piece
    os.close(ours)
    assert child.wait() == 0
    assert "━".encode() in told
    assert re.search(rb"rebuild +\S+ (\d+)/\1 ", re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", told))


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""


async def test_a_rebuild_that_is_stopped_ends_with_what_is_in_hand(empty, tmp_path, monkeypatch):
    begun, ended = threading.Event(), threading.Event()

    def rebuild(shop):
        begun.set()
        if shop.stopping.wait(60):
            ended.set()

    monkeypatch.setattr(project, "rebuild", rebuild)
    read_arguments(["--config", str(tmp_path / "presswatch.toml")])
    task = asyncio.create_task(overseeing._rebuild(lambda *_: None))
    assert await asyncio.to_thread(begun.wait, 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 60)


@pytest.fixture
def away(empty, tmp_path):
    """The command line with an index at an address where nobody listens."""
    with (tmp_path / "presswatch.toml").open("a") as file:
        file.write(AWAY)
    return empty


def test_without_its_index_status_answers_and_says_so(away):
    answer = away("status")
    assert answer.code == 0
    assert re.search(r"index +away: it cannot be reached .* presswatch doctor", answer.out)


def test_without_its_index_the_doctor_is_1_and_checks_the_rest(away):
    answer = away("doctor")
    assert answer.code == 1
    lines = {line[11:].split()[0]: line.split()[0] for line in answer.out.splitlines()}
    assert lines["engine"] == "FAIL"
    assert (lines["store"], lines["models"], lines["index"]) == ("ok", "ok", "warn")
    assert "secret" not in answer.out


def test_the_doctor_as_json_has_the_same_lines(away):
    answer = away("doctor", "--json")
    assert answer.code == 1
    (engine,) = [one for one in answer.json() if one["name"] == "engine"]
    assert engine["state"] == "FAIL"
    assert engine["do"].startswith("Start it")


@pytest.mark.parametrize("command", ["stats", "verify", "rebuild"])
def test_what_needs_the_index_is_6_without_it(command, away):
    answer = away("index", command)
    assert (answer.code, answer.out) == (6, "")
    assert "http://127.0.0.1:9: it cannot be reached" in answer.err


def test_a_store_that_is_away_fails_one_check_of_the_doctor(empty, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    answer = empty("doctor")
    assert answer.code == 1
    assert re.search(r"FAIL +store .*presswatch\.data_dir", answer.out)
    assert re.search(r"ok +models", answer.out)
