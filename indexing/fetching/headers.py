"""What we say in a request's headers, and what we read from a response's."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version

from multidict import CIMultiDictProxy

ROBOT = "Presswatch"  # the name that robots.txt may address
_LONGEST_WAIT = timedelta(days=7)  # who asks for more is asked again after a week all the same
_ANYTHING = "*/*"


def user_agent(contact: str) -> str:
    """Return ``Presswatch/1.2.3 (+contact)``; without a contact, the name and version alone."""
    try:
        number = version("presswatch")
    except PackageNotFoundError:  # run from a folder, not installed
        number = "0"
    shown = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()")
    return f"{ROBOT}/{number} (+{shown})" if shown else f"{ROBOT}/{number}"


def conditional(*, etag: str, last_modified: str, accept: str) -> dict[str, str]:
    """Return a GET's headers. A validator that could not be sent back as it came is left out."""
    wanted = {
        "Accept": accept or _ANYTHING,
        "If-None-Match": etag,
        "If-Modified-Since": last_modified,
    }
    return {name: value for name, value in wanted.items() if value and _can_travel(value)}


def plain(headers: CIMultiDictProxy[str]) -> dict[str, str]:
    """Return headers by lower-case name; what came several times is joined with commas."""
    return {name.lower(): ", ".join(headers.getall(name)) for name in headers}


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """Return how long the server asks us to wait: 0 to 7 days, None if it does not say.

    ``headers`` by lower-case name. Seconds, or a date, which is counted from the server's own
    Date where there is one, so that a wrong clock does no harm, else from ``now`` (aware).
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:12]), _LONGEST_WAIT.total_seconds()))
    until = _date(value)
    if until is None:
        return None
    wait = until - (_date(headers.get("date", "")) or now)
    return max(timedelta(0), min(wait, _LONGEST_WAIT))


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _can_travel(value: str) -> bool:
    return len(value) <= 1_000 and value.isascii() and value.isprintable()
