"""The error tree: drawn as it is, each error whole after pickling, each with its exit code."""

import inspect
import pickle
import re
from datetime import timedelta

import pytest

from indexing import errors
from indexing.errors import (
    ChangedMeanwhile,
    ChannelFailed,
    ConfigError,
    FetchFailed,
    IndexUnavailable,
    InvalidQuery,
    InvalidRequest,
    LockHeld,
    NotFound,
    Postponed,
    PresswatchError,
    Quarantined,
    StoreUnavailable,
)

CLASSES = [
    one
    for _name, one in inspect.getmembers(errors, inspect.isclass)
    if issubclass(one, PresswatchError)
]
EXIT_CODES = {
    PresswatchError: 1,
    ConfigError: 5,
    InvalidQuery: 2,
    InvalidRequest: 2,
    NotFound: 2,
    ChangedMeanwhile: 2,
    Quarantined: 1,
    Postponed: 6,
    FetchFailed: 1,
    StoreUnavailable: 6,
    IndexUnavailable: 6,
    ChannelFailed: 1,
    LockHeld: 7,
}
WAIT = timedelta(minutes=3)
QUERY = "orban AND (nato"


def drawn() -> dict[str, str]:
    """Return class → its parent, as the module's docstring draws them."""
    branches: list[str] = []
    parents = {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"((?:│   |    )*(?:[├└]── )?)(\w+)(?: {2,}|$)", line)
        if found and found[2] in {one.__name__ for one in CLASSES}:
            depth = len(found[1]) // 4
            branches[depth:] = [found[2]]
            parents[found[2]] = branches[depth - 1] if depth else "Exception"
    return parents


def example(kind: type[PresswatchError]) -> PresswatchError:
    """Return an error of ``kind`` with a value in each of its parts."""
    if kind is InvalidQuery:
        return InvalidQuery("what", "do", query=QUERY, start=10, end=11, suggestion=QUERY + ")")
    if kind is ChannelFailed:
        return ChannelFailed("what", "where", "do", retry_after=WAIT, permanent=True)
    if issubclass(kind, Postponed):
        return kind("what", "where", "do", retry_after=WAIT)
    return kind("what", "where", "do")


def test_the_tree_is_drawn_as_it_is() -> None:
    assert drawn() == {one.__name__: one.__bases__[0].__name__ for one in CLASSES}


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_survives_pickling_with_all_its_parts(kind: type[PresswatchError]) -> None:
    error = example(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (vars(again), again.args, str(again)) == (vars(error), error.args, str(error))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_ends_the_command_with_its_code(kind: type[PresswatchError]) -> None:
    expected = next(code for one in kind.__mro__ if (code := EXIT_CODES.get(one)) is not None)
    assert kind.exit_code == expected


def test_a_message_says_where_what_and_what_to_do() -> None:
    error = LockHeld("another runs", "the cycle", "Wait for it.")
    assert str(error) == "the cycle: another runs. Wait for it."


@pytest.mark.parametrize(
    ("query", "start", "end", "drawing"),
    [
        pytest.param(
            QUERY,
            10,
            11,
            ["error: never closed (line 1, column 11)", f"  {QUERY}", "            ^ close it"],
            id="one character",
        ),
        pytest.param(
            "orban\nAND nato",
            10,
            14,
            ["error: never closed (line 2, column 5)", "  AND nato", "      ^^^^ close it"],
            id="a word on the second line",
        ),
        pytest.param(
            "orban",
            5,
            9,
            ["error: never closed (line 1, column 6)", "  orban", "       ^ close it"],
            id="behind the end",
        ),
    ],
)
def test_a_query_error_draws_its_caret(
    query: str, start: int, end: int, drawing: list[str]
) -> None:
    error = InvalidQuery("never closed", "close it", query=query, start=start, end=end)
    assert error.pretty().splitlines() == drawing


def test_a_query_error_proposes_its_repair() -> None:
    assert example(InvalidQuery).pretty().splitlines()[-1] == f"  perhaps: {QUERY})"
