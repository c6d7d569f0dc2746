"""Lengths and moments as a person types them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from indexing.errors import InvalidRequest

if TYPE_CHECKING:
    from indexing.desk.room import Desk

_LONGEST = timedelta(days=3_660)
"""Ten years: what is longer is a slip, and may lead out of the calendar."""


def length_of(text: str, where: str) -> timedelta:
    """Return a duration such as ``24h``. Raises InvalidRequest, which says ``where`` it stood."""
    from indexing.settings import parse_duration  # noqa: PLC0415 (the command line's help is quick)

    try:
        length = parse_duration(text)
    except ValueError as error:
        raise InvalidRequest(
            f"{text!r} is no length of time", where, "Write 90m, 24h, 3d or 2w."
        ) from error
    if length > _LONGEST:
        raise InvalidRequest(f"{text} is too long", where, "Ten years are the most.")
    return length


def moment_from(text: str, where: str, desk: "Desk") -> datetime:
    """Return when ``3d``, ``2026-03-02`` or ``2026-03-02 08:00`` is, in the reader's zone.

    Raises InvalidRequest for anything else, for what has passed, and for what is ten years away.
    """
    from indexing.settings import parse_duration  # noqa: PLC0415 (the command line's help is quick)

    try:
        until = desk.now + min(parse_duration(text), 2 * _LONGEST)
    except ValueError:
        try:
            read = datetime.fromisoformat(text)
        except ValueError as error:
            raise InvalidRequest(
                f"{text!r} is no time", where, "Write 3d, or 2026-03-02 08:00."
            ) from error
        until = read if read.tzinfo else read.replace(tzinfo=desk.zone)
    if until <= desk.now:
        raise InvalidRequest(f"{text} has passed", where, "Give a time to come.")
    if until > desk.now + _LONGEST:
        raise InvalidRequest(f"{text} is too far away", where, "Ten years are the most.")
    return until
