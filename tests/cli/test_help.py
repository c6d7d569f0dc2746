"""Help is instant and whole; a wrong word is answered with the right one."""

import json
import subprocess
import sys

import pytest

from flows.cli.app import run

HEAVY = ("prefect", "spacy", "sqlalchemy", "pydantic", "aiohttp", "numpy", "tantivy", "rich")
PROBE = """
import json, sys
from flows.cli.app import run
code = run(["--help"])
print(json.dumps([code, sorted({name.split(".")[0] for name in sys.modules})]), file=sys.stderr)
"""
GROUPS = (
    "follows",
    "stories",
    "alerts",
    "digests",
    "channels",
    "feeds",
    "entities",
    "index",
    "tokens",
    "config",
)


def test_help_imports_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    code, loaded = json.loads(done.stderr)
    assert code == 0
    assert not set(HEAVY) & set(loaded)


def test_help_begins_with_three_examples_and_ends_with_the_exit_codes(capsys):
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    examples = out.split("Options:")[0]
    assert examples.count("\n    presswatch ") == 3
    assert "7 another holds the lock" in out.split("Exit codes:")[1]


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_every_command_says_what_it_does(group, capsys):
    assert run([*group.split(), "--help"]) == 0
    commands = capsys.readouterr().out.split("Commands:\n")[1].split("\n\n")[0].splitlines()
    for line in commands:
        name, _, told = line.strip().partition(" ")
        assert len(told.strip()) > 15, name
        assert "..." not in told, f"{name}: the first sentence does not fit"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["serach", "x"], "Did you mean 'search'", id="a wrong command"),
        pytest.param(["alerts", "ad", "x"], "Did you mean 'add'", id="a wrong command of a group"),
        pytest.param(["search", "x", "--limt", "3"], "--limit", id="a wrong option"),
        pytest.param(["search", "x", "--sort", "date"], "'published'", id="a wrong value"),
        pytest.param(["search", "x", "--limit", "0"], "1<=x<=1000", id="a number out of range"),
        pytest.param(["search"], "QUERY", id="nothing to search for"),
        pytest.param(["search", "a", "b"], "one pair of quotes", id="a query without quotes"),
        pytest.param(["search", "-nato orban"], "--", id="a query that begins with a minus"),
        pytest.param(["alerts"], "Usage: presswatch alerts", id="a group alone: its help"),
        pytest.param([], "presswatch demo", id="nothing at all: the help"),
        pytest.param(["status", "--tz"], "--tz VALUE", id="an option without its value"),
        pytest.param(["search", "\udcff"], "UTF-8", id="bytes that are no text"),
    ],
)
def test_wrong_usage_is_2_with_the_right_word_on_stderr(words, told, capsys):
    assert run(words) == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_export_documents_every_column(capsys):
    from indexing.desk.coverage.exporting import ExportRow
    from indexing.desk.encoding import columns_of

    assert run(["export", "--help"]) == 0
    told = capsys.readouterr().out.split("Columns:")[1].split("Times")[0]
    assert tuple(told.replace(".", " ").split()) == columns_of(ExportRow)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_learns_to_complete(shell, capsys):
    assert run(["completion", shell]) == 0
    assert "_PRESSWATCH_COMPLETE=complete_" in capsys.readouterr().out


def test_completion_really_completes():
    env = {
        "_PRESSWATCH_COMPLETE": "complete_bash",
        "COMP_WORDS": "presswatch alerts b",
        "COMP_CWORD": "2",
    }
    command = [sys.executable, "-c", "from flows.cli import main; main([])"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["backtest"]
