"""Values of the desk as JSON: the command line and the API write the same."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson


def as_json(value: Any, *, indent: bool = False) -> bytes:
    """Return a value of the desk as JSON: times as in ISO 8601, durations in seconds."""
    option = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
    if indent:
        option |= orjson.OPT_INDENT_2
    return orjson.dumps(value, default=_plain, option=option)


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
