"""Lengths and moments as a person types them behind an option."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from indexing.errors import InvalidRequest

if TYPE_CHECKING:
    from indexing.desk.room import Desk


def length_of(text: str, option: str) -> timedelta:
    """Return a duration such as ``24h``. Raises InvalidRequest, naming the option."""
    from indexing.settings import parse_duration

    try:
        return parse_duration(text)
    except ValueError as error:
        raise InvalidRequest(
            f"{text!r} is no length of time", option, "Write 90m, 24h, 3d or 2w."
        ) from error


def moment_from(text: str, option: str, desk: "Desk") -> datetime:
    """Return when ``3d``, ``2026-03-02`` or ``2026-03-02 08:00`` is, in the reader's zone.

    Raises InvalidRequest for anything else, and for what has passed.
    """
    from indexing.settings import parse_duration

    try:
        until = desk.now + parse_duration(text)
    except ValueError:
        try:
            read = datetime.fromisoformat(text)
        except ValueError as error:
            raise InvalidRequest(
                f"{text!r} is no time", option, "Write 3d, or 2026-03-02 08:00."
            ) from error
        until = read if read.tzinfo else read.replace(tzinfo=desk.zone)
    if until <= desk.now:
        raise InvalidRequest(f"{text} has passed", option, "Give a time to come.")
    return until
