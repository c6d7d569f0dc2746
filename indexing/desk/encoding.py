"""Values of the desk as JSON and CSV: the command line and the API write the same."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

import orjson

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs what begins so; articles are written by others."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """Rows of one ``kind``, a dataclass whose fields are the columns in their order.

    ``total`` is counted before the first row is read; ``rows`` can be walked once.
    """

    kind: type[Row]
    total: int
    rows: Iterator[Row]


def as_json(value: Any, *, indent: bool = False) -> bytes:
    """Return a value of the desk as JSON: times as in ISO 8601, durations in seconds."""
    option = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
    if indent:
        option |= orjson.OPT_INDENT_2
    return orjson.dumps(value, default=_plain, option=option)


def as_ndjson(rows: Iterable[Any]) -> Iterator[str]:
    """Yield each row as a line of JSON."""
    for row in rows:
        yield as_json(row).decode() + "\n"


def as_csv(rows: Iterable[Row], kind: type[Row]) -> Iterator[str]:
    """Yield lines of CSV, the column names first; times in UTC, lists joined by "; ".

    A cell that a spreadsheet would run as a formula gets a ' before it.
    """
    columns = columns_of(kind)
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line([_cell(getattr(row, column)) for column in columns])


def columns_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a dataclass' fields, in their order."""
    return tuple(one.name for one in fields(kind))


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
