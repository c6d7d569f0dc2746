"""The log as rows: every message, however many there are, and nothing that a spreadsheet runs."""

import csv
import io

import pytest
from smallworld.world import World

from indexing.desk.alerts import logbook, sending
from indexing.desk.encoding import as_csv


def test_no_message_is_left_out(covered: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "BATCH", 2)
    with covered.desk() as desk:
        numbers = [sending.resend(desk, 1) for _ in range(4)]
        found = logbook.logbook(desk)
        rows = list(found.rows)
        assert [row.id for row in rows] == [*reversed(numbers), 1]
        assert found.total == len(rows)
        assert logbook.logbook(desk, state="waiting").total == 4
    assert [(row.state, len(row.attempts)) for row in rows[-2:]] == [("waiting", 0), ("sent", 1)]


def test_an_answer_that_looks_like_a_formula_is_defused(covered: World) -> None:
    with covered.desk() as desk:
        with desk.store.write() as db:
            db.exec_driver_sql("UPDATE channels SET name = '=1+1'")
        found = logbook.logbook(desk)
        (row,) = csv.DictReader(io.StringIO("".join(as_csv(found.rows, found.kind))))
    assert row["channel"] == "'=1+1"
