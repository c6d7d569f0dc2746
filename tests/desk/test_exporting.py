"""Rows as CSV: every article is one record, and no cell is a formula."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smallworld.world import World
from sqlalchemy import event

from indexing.desk.coverage.exporting import ExportRow, export
from indexing.desk.encoding import as_csv, columns_of

SEEN = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def row(**changes):
    values = {
        "id": "3f9c02ab", "url": "https://news.example/a", "source": "News Example",
        "title": "Orbán drops NATO objection", "authors": ("A. Nagy", "B. Kis"), "language": "en",
        "published_at": None, "published_from": "unknown", "first_seen_at": SEEN, "version": 1,
        "words": 412, "story": "s1", "group": "3f9c02ab", "topics": ("conflict",), "entities": (),
    }  # fmt: skip
    return ExportRow(**(values | changes))


def read(*rows):
    return list(csv.DictReader(io.StringIO("".join(as_csv(rows, ExportRow)))))


def test_the_first_line_names_the_columns():
    assert next(as_csv([], ExportRow)) == ",".join(columns_of(ExportRow)) + "\n"


@pytest.mark.parametrize(
    ("column", "value", "cell"),
    [
        pytest.param("title", "=HYPERLINK(1)", "'=HYPERLINK(1)", id="a formula is defused"),
        pytest.param("title", "-2+3", "'-2+3", id="a sum is defused"),
        pytest.param("source", "@cmd", "'@cmd", id="an at sign is defused"),
        pytest.param("authors", ("+1", "b"), "'+1; b", id="the first of a list is defused"),
        pytest.param("title", "3 - 2", "3 - 2", id="a minus inside is none"),
        pytest.param("published_at", None, "", id="an unknown date is empty"),
        pytest.param(
            "published_at",
            datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=1))),
            "2026-03-01T08:00:00Z",
            id="times are UTC",
        ),
        pytest.param("entities", ("Viktor Orbán", "NATO"), "Viktor Orbán; NATO", id="a list"),
    ],
)
def test_a_cell(column, value, cell):
    assert read(row(**{column: value}))[0][column] == cell


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_whatever_a_title_holds_it_is_one_cell_of_one_row(title):
    rows = read(row(title=title), row())
    assert len(rows) == 2
    assert rows[0]["title"].removeprefix("'") == title.removeprefix("'")
    assert not rows[0]["title"].startswith(("=", "+", "-", "@", "\t"))


def test_between_two_rows_the_store_is_let_go(covered: World):
    """Who reads slowly must not hold what others wait for."""
    held = []
    with covered.desk() as desk:
        event.listen(desk.store.engine, "checkout", lambda *_: held.append("taken"))
        event.listen(desk.store.engine, "checkin", lambda *_: held.pop())
        found = export(desk, "")
        for _row in found.rows:
            assert held == []
