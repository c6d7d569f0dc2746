"""A writer that is killed in mid-write loses nothing that it had reported as written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexing.index.embedded import EmbeddedIndex
from indexing.search.tree import Everything

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("endless_writer.py")


def written_until_killed(folder, name, batches):
    """Let a process write ``batches`` batches, kill it in the next one; return what it reported."""
    command = [sys.executable, str(SCRIPT), str(folder), name]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        lines = [process.stdout.readline() for _ in range(batches)]
        process.kill()
        lines.append(process.stdout.read().rpartition("\n")[0])  # whole lines that came since
    return {article_id for line in lines for article_id in line.split()}


@pytest.mark.slow
def test_five_killed_writers_lose_nothing(tmp_path):
    folder, reported = tmp_path / "index", set()
    EmbeddedIndex(folder).publish(1)
    for trial in range(5):
        reported |= written_until_killed(folder, f"t{trial}", batches=1 + 2 * trial)
        index = EmbeddedIndex(folder)

        assert reported <= set(index.ids(generation=1))
        assert index.count(Everything()) == len(index.ids(generation=1))
    assert len(reported) >= 20 * (1 + 3 + 5 + 7 + 9)
