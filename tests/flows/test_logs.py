"""What runs for long writes lines that belong together, for people or programs, never endless.

Each form is seen from outside, on a process of its own.
"""

import json
import os
import pty
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from flows.supervisor import shorten
from indexing.store import Store
from indexing.store.engine import after_commit, sqlite_url

TELLER = """
import logging, sys
from indexing.settings import load_settings
from indexing.settings.logs import write_logs
write_logs(load_settings())
log = logging.getLogger("indexing.pipeline.workshop")
told = {"cycle_id": 7, "article_id": "3f9c02", "stage": "read", "outcome": "first"}
log.info("read: first", extra={**told, "detail": "Orb\u00e1n\x1b[31m says"})
try:
    1 / 0
except ZeroDivisionError:
    log.exception("broke")
log.debug("never seen")
"""


def told(folder: Path, stderr: int = subprocess.PIPE, **env: str) -> str:
    """Return what a process told on its stderr; nothing may be on stdout."""
    known = {name: one for name, one in os.environ.items() if name != "PRESSWATCH_LOGS"}
    command = [sys.executable, "-c", TELLER]
    done = subprocess.run(
        command, cwd=folder, env={**known, "NO_COLOR": "1", **env}, stdout=subprocess.PIPE,
        stderr=stderr, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == ""
    return done.stderr or ""


def on_a_terminal(folder: Path) -> str:
    """Return what a process writes that has a terminal."""
    ours, theirs = pty.openpty()
    read: list[bytes] = []

    def listen() -> None:
        try:
            while piece := os.read(ours, 4_096):
                read.append(piece)
        except OSError:  # the other end is closed
            return

    listener = threading.Thread(target=listen)
    listener.start()
    told(folder, theirs)
    os.close(theirs)
    listener.join()
    os.close(ours)
    return b"".join(read).decode()


def test_without_a_terminal_each_line_is_json_with_its_ids(tmp_path: Path) -> None:
    first, broke = map(json.loads, told(tmp_path).splitlines())
    assert (first["event"], first["level"]) == ("read: first", "info")
    assert (first["cycle_id"], first["article_id"], first["stage"]) == (7, "3f9c02", "read")
    assert first["detail"] == "Orbán\x1b[31m says"
    assert first["timestamp"].endswith("Z")
    assert "ZeroDivisionError" in broke["exception"]


def test_on_a_terminal_they_are_for_people_and_steer_nothing(tmp_path: Path) -> None:
    text = on_a_terminal(tmp_path)
    assert "read: first" in text
    assert "article_id=3f9c02" in text
    assert "ZeroDivisionError" in text
    assert "\x1b" not in text


def test_a_process_that_a_terminals_process_starts_writes_as_that_does(tmp_path: Path) -> None:
    assert "article_id=3f9c02" in told(tmp_path, PRESSWATCH_LOGS="human")


@pytest.mark.parametrize(
    ("settings", "events"),
    [
        pytest.param('form = "json"', ["read: first", "broke"], id="form"),
        pytest.param('level = "error"', ["broke"], id="level"),
    ],
)
def test_form_and_level_are_settings(tmp_path: Path, settings: str, events: list[str]) -> None:
    (tmp_path / "presswatch.toml").write_text(f"[logs]\n{settings}\n")
    lines = told(tmp_path).splitlines()
    assert [json.loads(line)["event"] for line in lines] == events


def test_what_is_undone_is_not_told(tmp_path: Path) -> None:
    store = Store(sqlite_url(tmp_path / "presswatch.sqlite3"))
    store.migrate()
    done: list[str] = []
    with store.write() as db:
        after_commit(db, lambda: done.append("kept"))
        assert done == []
    with suppress(RuntimeError), store.write() as db:
        after_commit(db, lambda: done.append("undone"))
        raise RuntimeError
    assert done == ["kept"]


def test_a_log_is_begun_anew_under_its_writer_and_holds_all_lines(tmp_path: Path) -> None:
    log = tmp_path / "pages.log"
    writer = "import sys\nfor line in sys.stdin:\n    print(line, end='', flush=True)\n    "
    writer += "print('.', file=sys.stderr, flush=True)"
    with (
        log.open("ab") as target,
        subprocess.Popen(
            [sys.executable, "-c", writer], stdin=subprocess.PIPE, stdout=target,
            stderr=subprocess.PIPE, text=True,
        ) as child,
    ):  # fmt: skip
        assert child.stdin
        assert child.stderr
        for number in range(30):
            child.stdin.write(f"line {number:04}\n")
            child.stdin.flush()
            child.stderr.readline()
            shorten(log, most=100)
        child.stdin.close()
    older = tmp_path / "pages.log.1"
    lines = (older.read_text() + log.read_text()).splitlines()
    assert lines == [f"line {number:04}" for number in range(30 - len(lines), 30)]
    assert older.stat().st_size <= 110
    assert log.stat().st_size <= 110
