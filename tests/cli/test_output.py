"""What is printed cannot harm a terminal, is never folded in a pipe, and is the same as JSON."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import output
from flows.cli.invocation import read_arguments


@pytest.fixture(autouse=True)
def _nothing_asked():
    read_arguments([])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("[bold red]Breaking[/]", "[bold red]Breaking[/]", id="markup is text"),
        pytest.param("\x1b[31mred\x07", "[31mred", id="no escape reaches the terminal"),
        pytest.param("one\nforged  line", "one forged line", id="a line stays one"),
        pytest.param("moc.live\u202eevil", "moc.liveevil", id="no letter turns round"),
        pytest.param(":smile: Orbán", ":smile: Orbán", id="no emoji is made"),
    ],
)
def test_what_others_wrote_is_harmless(written, shown, capsys):
    output.show(None, output.labelled("read", written))
    assert capsys.readouterr().out == f"read       {shown}\n"


@given(st.text())
def test_no_text_brings_a_control_character(text):
    kept = output.harmless(text)
    assert not [one for one in kept if one != "\n" and (ord(one) < 32 or 127 <= ord(one) < 160)]


def test_a_pipe_gets_no_colour_and_no_folding(capsys):
    output.show(None, output.labelled("FAIL", "x " * 300, style="bold red"))
    output.show(None, output.table(("id", "title"), [(1, "word " * 100), (2, "short")]))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert not any("\x1b" in line or line.endswith(" ") for line in lines)


@dataclass(frozen=True, slots=True)
class Value:
    """One of each kind that the desk returns."""

    at: datetime
    wait: timedelta
    path: Path
    body: bytes
    words: tuple[str, ...]
    names: frozenset[str]


def test_json_has_utc_times_seconds_and_plain_lists(capsys):
    at = datetime(2026, 3, 1, 9, 30, tzinfo=ZoneInfo("Europe/Budapest"))
    value = Value(at, timedelta(minutes=2), Path("a"), b"x", ("b",), frozenset("ab"))
    read_arguments(["--json"])
    output.show(value, "not this")
    assert json.loads(capsys.readouterr().out) == {
        "at": "2026-03-01T09:30:00+01:00",
        "wait": 120.0,
        "path": "a",
        "body": "x",
        "words": ["b"],
        "names": ["a", "b"],
    }


def test_ndjson_has_a_line_for_each_item(capsys):
    read_arguments(["--ndjson"])
    output.show([{"a": datetime(2026, 1, 1, tzinfo=UTC)}, {"a": 2}])
    assert capsys.readouterr().out == '{"a":"2026-01-01T00:00:00Z"}\n{"a":2}\n'


def test_q_says_nothing_of_the_work(capsys):
    read_arguments(["-q"])
    output.tell("a remark")
    assert capsys.readouterr().err == ""
