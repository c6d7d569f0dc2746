"""A query that cannot be read is shown where it is wrong."""

import json

import orjson
import pytest

from indexing.desk.coverage.queries import read_query
from indexing.errors import InvalidQuery
from indexing.web.front import templates
from indexing.web.views.texts import AROUND, Caret, caret, visible_json


def refused(query: str) -> InvalidQuery:
    """Return why a query cannot be read."""
    with pytest.raises(InvalidQuery) as found:
        read_query(query)
    return found.value


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("a AND (b", Caret(1, 7, "a AND ", "(", "b"), id="in its only line"),
        pytest.param("a\nAND (b", Caret(2, 5, "AND ", "(", "b"), id="in the second line"),
        pytest.param("a\tb (c", Caret(1, 5, "a b ", "(", "c"), id="a tab is as wide as a letter"),
    ],
)
def test_the_place_of_an_error(query: str, expected: Caret) -> None:
    assert caret(refused(query)) == expected


def test_a_long_line_is_shown_around_its_error() -> None:
    place = caret(refused("word " * 40 + "(" + " word" * 40))
    assert place.wrong == "("
    assert len(place.before) == len(place.after) == AROUND + 1
    assert place.below == " " * (AROUND + 1) + "^"


def test_an_error_is_shown_with_caret_and_repair_and_runs_nothing() -> None:
    parts = templates().get_template("parts.html.j2").make_module({"form_key": "", "desk": None})
    shown = str(parts.query_fault(refused('"<b>" AND (nato OR summit')))
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert "^</pre>" in shown
    assert 'href="/search?q=' in shown


def test_json_shows_what_nobody_would_see_and_says_the_same():
    value = {"a": "x\u202ey\u200b\ue000\U000e0041\ufffe é\u200d\U0001f680\n"}
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    assert json.loads(visible_json(text)) == value
    assert "\u202e" not in visible_json(text)
    assert "é\u200d\U0001f680" in visible_json(text)
