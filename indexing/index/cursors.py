"""Opaque cursors: where a page of results ended, for whoever asks for the next one."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Final

from indexing.errors import InvalidRequest
from indexing.index.contract import Sort

Position = tuple[int | str | None, ...]
"""The values by which the last result of a page was ordered; what they mean is the engine's."""

_PARTS: Final = (int, str, type(None))
_LARGEST: Final = 2**63 - 1  # no engine holds more


def encode(sort: Sort, position: Position) -> str:
    """Return a cursor that fits into an address (letters, digits, ``-`` and ``_``)."""
    text = json.dumps([sort.value, *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, sort: Sort, kinds: Sequence[type | tuple[type, ...]]) -> Position:
    """Return the position in ``cursor``, whose parts are of ``kinds``, in order.

    Raises InvalidRequest when it is none of ours, or was made for another order of results.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        made_for, *position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise bad_cursor(cursor) from error
    fits = len(position) == len(kinds) and all(
        _is_ours(part) and isinstance(part, kind)
        for part, kind in zip(position, kinds, strict=False)
    )
    if made_for != sort.value or not fits:
        raise bad_cursor(cursor)
    return tuple(position)


def _is_ours(part: object) -> bool:
    if type(part) not in _PARTS:  # bool is an int, but not one of ours
        return False
    return not isinstance(part, int) or abs(part) <= _LARGEST


def bad_cursor(cursor: str) -> InvalidRequest:
    """Return the error for a cursor that no page of this order can have given."""
    return InvalidRequest(
        f"{cursor[:80]!r} is no cursor of this search",
        "cursor",
        "Start from the first page, without a cursor, or repeat the search with the same sort.",
    )
