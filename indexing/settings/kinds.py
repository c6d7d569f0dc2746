"""Kinds of values in the settings file: each tells what it expects when it gets something else."""

import difflib
import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def parse_duration(value: object) -> timedelta:
    """Return ``"90s"``, ``"10m"``, ``"6h"``, ``"3d"``, ``"2w"`` as a timedelta.

    Raises ValueError for anything else, a plain number included: a number has no unit.
    """
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,6})([smhdw])", value.strip())):
        return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    raise ValueError('expected a time with its unit, such as "90s", "10m", "6h" or "3d"')


def _zone(value: str) -> str:
    if value not in available_timezones():
        near = difflib.get_close_matches(value, available_timezones(), 1)
        raise ValueError(
            "expected a time zone such as Europe/Budapest"
            + (f"; did you mean {near[0]}?" if near else "")
        )
    return value


def _host(value: str) -> str:
    try:
        address = urlsplit(value)
        is_whole = address.scheme in ("http", "https") and address.hostname and address.port
    except ValueError:
        is_whole = None
    if not is_whole:
        raise ValueError("expected an address with its port, such as https://search.example:9200")
    if address.username or address.password:
        raise ValueError("give name and password as index.username and index.password")
    return value


def _web_address(value: SecretStr) -> SecretStr:
    try:
        address = urlsplit(value.get_secret_value())
        is_whole = address.scheme in ("http", "https") and address.hostname
    except ValueError:
        is_whole = None
    if value.get_secret_value() and not is_whole:
        raise ValueError("expected an address such as https://ping.example/your-check")
    return value


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Zone = Annotated[str, AfterValidator(_zone)]
Host = Annotated[str, AfterValidator(_host)]
WebAddress = Annotated[SecretStr, AfterValidator(_web_address)]
"""Of the web, or empty; who knows it may use it, so it is never shown."""
Share = Annotated[float, Field(ge=0, le=1)]
