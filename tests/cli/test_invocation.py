"""The common options: found wherever they stand, forgotten by the next call."""

import pytest

from flows.cli.invocation import CURRENT, read_arguments
from indexing.errors import InvalidRequest


@pytest.mark.parametrize(
    ("line", "rest", "asked"),
    [
        pytest.param("--json search x", "search x", {"as_json": True}, id="before the command"),
        pytest.param("search x --json", "search x", {"as_json": True}, id="behind it"),
        pytest.param(
            "alerts -q list -v", "alerts list", {"quiet": True, "verbose": True}, id="amid"
        ),
        pytest.param("status --config a.toml", "status", {"config": "a.toml"}, id="with a value"),
        pytest.param("status --tz=Asia/Tokyo", "status", {"tz": "Asia/Tokyo"}, id="with ="),
        pytest.param(
            "search -- -q", "search -- -q", {"quiet": False}, id="-- protects what follows"
        ),
        pytest.param(
            "add x --quiet 22-7", "add x --quiet 22-7", {"quiet": False}, id="quiet hours"
        ),
    ],
)
def test_common_options_are_taken_out(line, rest, asked):
    assert read_arguments(line.split()) == rest.split()
    assert {name: getattr(CURRENT, name) for name in asked} == asked


def test_what_one_call_asked_is_not_asked_by_the_next():
    read_arguments(["status", "--json", "--config", "a.toml"])
    read_arguments(["status"])
    assert (CURRENT.as_json, CURRENT.config_path) == (False, None)


def test_a_question_that_nobody_can_answer_names_the_flag():
    read_arguments(["--no-input"])
    with pytest.raises(InvalidRequest, match="--yes"):
        CURRENT.confirm("save?")


def test_yes_answers_every_question():
    read_arguments(["--yes"])
    assert CURRENT.confirm("save?")
