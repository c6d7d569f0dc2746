"""Every error that Presswatch raises on purpose, drawn by who acts on it.

PresswatchError
├── ConfigError             stop; the operator mends presswatch.toml
├── InvalidQuery            show it, with its column, to the person who typed it
├── InvalidRequest          the person asked for what cannot be done; say what can
│   ├── NotFound            no such thing; name the nearest
│   │   └── Forgotten       it was here once, and its time is over
│   └── ChangedMeanwhile    somebody else was faster; look again, then ask again
├── Quarantined             set this article or feed aside with the reason; trying again cannot help
│   ├── FeedMalformed       the bytes are no feed
│   ├── ArticleUnreadable   a login, consent or error page, a PDF, no text
│   ├── AddressRefused      an address we never connect to (private, metadata, bad scheme)
│   ├── TooLarge            over the cap after decompression
│   ├── WorkerKilled        the parser broke its time or memory limit
│   └── IndexRefused        the index will never take this document
├── Postponed               try again later; nothing is lost
│   ├── FetchFailed         time-out, DNS, connection, 429, 5xx
│   ├── StoreUnavailable    the database is away, locked or full
│   ├── IndexUnavailable    the index is away, read-only or busy
│   └── ChannelFailed       a mail server or webhook did not take the message
└── LockHeld                another process is doing this; let it
"""

from datetime import timedelta


class PresswatchError(Exception):
    """What was wrong, where, and what to do: all three are ``args``, so pickling keeps them."""

    exit_code = 1

    def __init__(self, what: str, where: str, do: str) -> None:
        super().__init__(what, where, do)
        self.what, self.where, self.do = what, where, do

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.do}"


class ConfigError(PresswatchError):
    """The settings file or an option cannot be used."""

    exit_code = 5


class InvalidQuery(PresswatchError):
    """A query with an error: ``query`` is its text, ``start`` and ``end`` the offending span.

    ``suggestion`` is a whole repaired query, or empty. ``str()`` is one line; ``pretty()`` draws
    the caret.
    """

    exit_code = 2

    def __init__(
        self,
        what: str,
        do: str,
        *,
        query: str = "",
        start: int = 0,
        end: int = 0,
        suggestion: str = "",
    ) -> None:
        super().__init__(what, f"query, column {start + 1}", do)
        self.query, self.start, self.end, self.suggestion = query, start, end, suggestion

    def __reduce__(self) -> tuple[object, ...]:
        state = {
            "query": self.query,
            "start": self.start,
            "end": self.end,
            "suggestion": self.suggestion,
        }
        return (_rebuild_query_error, (self.what, self.do, state))

    @property
    def place(self) -> tuple[int, int, str, int]:
        """Where it is wrong: the line's number, characters before, its text, how many are wrong."""
        before = self.query[: self.start]
        first = before.rfind("\n") + 1
        shown = self.query[first:].split("\n", 1)[0]
        column = self.start - first
        width = max(1, min(self.end - self.start, len(shown) - column))
        return before.count("\n") + 1, column, shown, width

    def pretty(self) -> str:
        """Return the message, the query's line, a caret under the span, and the repair if any."""
        line, column, shown, width = self.place
        rows = [
            f"error: {self.what} (line {line}, column {column + 1})",
            f"  {shown}",
            f"  {' ' * column}{'^' * width} {self.do}",
        ]
        if self.suggestion:
            rows.append(f"  perhaps: {self.suggestion}")
        return "\n".join(rows)


def _rebuild_query_error(what: str, do: str, state: dict[str, object]) -> InvalidQuery:
    return InvalidQuery(what, do, **state)  # type: ignore[arg-type]


class InvalidRequest(PresswatchError):
    """A request that cannot be carried out as it stands."""

    exit_code = 2


class NotFound(InvalidRequest):
    """Nothing has this id, slug or address."""


class Forgotten(NotFound):
    """What was asked for is past its time and was removed for good."""


class ChangedMeanwhile(InvalidRequest):
    """What was to be changed is no longer as the person saw it."""


class Quarantined(PresswatchError):
    """Set aside for good, with the reason: trying again cannot help."""


class FeedMalformed(Quarantined):
    """The bytes are no feed: no version and no entries."""


class ArticleUnreadable(Quarantined):
    """A page without an article: a login, a consent wall, an error page, a PDF, no text."""


class AddressRefused(Quarantined):
    """An address that is never connected to, or a scheme that is never fetched."""


class TooLarge(Quarantined):
    """A body that passes the cap after decompression."""


class WorkerKilled(Quarantined):
    """A parser that broke its time or memory limit and was killed."""


class IndexRefused(Quarantined):
    """A document that the index will never take (HTTP 400 from Elasticsearch)."""


class Postponed(PresswatchError):
    """Failed for now. ``retry_after`` is the server's own wish, if it named one."""

    exit_code = 6

    def __init__(
        self, what: str, where: str, do: str, *, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(what, where, do)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_postponed, (type(self), self.args, self.retry_after))


def _rebuild_postponed(
    kind: type[Postponed], args: tuple[str, str, str], retry_after: timedelta | None
) -> Postponed:
    return kind(*args, retry_after=retry_after)


class FetchFailed(Postponed):
    """No usable answer over HTTP: time-out, DNS, refused connection, 404, 429, 5xx."""

    exit_code = 1


class StoreUnavailable(Postponed):
    """The database is away, locked for too long, or its disk is full."""


class IndexUnavailable(Postponed):
    """The index is away, read-only, locked or busy."""


class ChannelFailed(Postponed):
    """A channel did not take a message. ``permanent`` means: park it, do not retry."""

    exit_code = 1

    def __init__(
        self,
        what: str,
        where: str,
        do: str,
        *,
        retry_after: timedelta | None = None,
        permanent: bool = False,
    ) -> None:
        super().__init__(what, where, do, retry_after=retry_after)
        self.permanent = permanent

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_channel_failed, (self.args, self.retry_after, self.permanent))


def _rebuild_channel_failed(
    args: tuple[str, str, str], retry_after: timedelta | None, permanent: bool
) -> ChannelFailed:
    return ChannelFailed(*args, retry_after=retry_after, permanent=permanent)


class LockHeld(PresswatchError):
    """Another process holds the lease or the lock."""

    exit_code = 7
