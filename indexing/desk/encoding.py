"""Values of the desk as JSON and CSV: the command line and the API write the same."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs what begins so; articles are written by others."""


def as_json(value: Any, *, indent: bool = False) -> bytes:
    """Return a value of the desk as JSON: times as in ISO 8601, durations in seconds."""
    option = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
    if indent:
        option |= orjson.OPT_INDENT_2
    return orjson.dumps(value, default=_plain, option=option)


def as_table(rows: Iterable[Any], columns: Sequence[str]) -> Iterator[str]:
    """Yield lines of CSV, the column names first; times in UTC, lists joined by "; ".

    ``columns`` are attributes of each row. A cell that a spreadsheet would run as a formula gets
    a ' before it.
    """
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line([_cell(getattr(row, column)) for column in columns])


def _cell(value: object) -> str:
    match value:
        case datetime():
            text = value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case tuple():
            text = "; ".join(map(str, value))
        case None:
            text = ""
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return value.decode("utf-8", "replace")
        case set() | frozenset():
            return sorted(value)
        case timedelta():
            return value.total_seconds()
        case Path():
            return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
