"""The frozen payload: what an alert has to say, the same for every channel, and its ids.

A message is made once, when a delivery is due, kept as JSON, and only rendered after that: a
retry a day later says what the first try would have said. The JSON is also a webhook's body, so
its names are a promise to other people's programs; ``version`` rises when one of them changes.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from indexing.errors import InvalidRequest
from indexing.models import DateSource
from indexing.store.records.retention import FORGOTTEN


class MessageType(StrEnum):
    """What a message is about."""

    HITS = "alert.hits"
    SPIKE = "alert.spike"
    CORRECTION = "alert.correction"
    FEED_PROBLEM = "feed.problem"
    TEST = "test"


class StoryStatus(StrEnum):
    """Why a story is told now. OLDER: published long before we saw it."""

    NEW = "new"
    SINCE = "since"
    CORRECTED = "corrected"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of an article's text; ``spans`` are (start, end) of what matched in ``text``."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ToldMatch:
    """One clause that an article met. ``field`` reads ``title`` or ``par. 3``."""

    clause: str
    words: tuple[str, ...]
    field: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class ToldArticle:
    """An article as a message tells it. ``why`` is the address of its explanation, or empty."""

    id: str
    url: str
    title: str
    source: str
    published_at: datetime | None
    published_from: DateSource
    first_seen_at: datetime
    version: int
    matched: tuple[ToldMatch, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story as a message tells it; every story once, with all its reasons.

    ``reason`` is a phrase for a person ("same story 0.71"; for a correction what changed; for a
    spike its baseline). ``score`` is relatedness, None when the alert does not ask for it.
    ``new`` articles are told for the first time, ``copies`` of them repeat another one's text,
    ``outlets`` published them. ``articles``, most telling first, may be fewer than ``new``.
    ``changed_at`` is the time of a correction. ``mute`` is an address, or empty.
    """

    id: str
    title: str
    status: StoryStatus
    reason: str
    score: float | None
    new: int
    copies: int
    outlets: int
    articles: tuple[ToldArticle, ...]
    changed_at: datetime | None = None
    mute: str = ""


@dataclass(frozen=True, slots=True)
class AlertRef:
    """The alert that speaks, with the query in force."""

    id: int
    name: str
    query: str
    query_version: int


@dataclass(frozen=True, slots=True)
class Window:
    """What time a message covers: ``from`` and ``to`` in JSON. ``zone`` is the reader's."""

    since: Annotated[datetime, Field(alias="from")]
    until: Annotated[datetime, Field(alias="to")]
    zone: str


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of exactly these hits, of muting the alert, of the reasons; empty for none."""

    exact: str = ""
    mute: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class SilentFeed:
    """A feed that needs a hand. ``note``: "usual 11 a week, none for 9 days"."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class ToldSpike:
    """What tells that there was far more than usual; ``until`` is None while it goes on.

    At its height there were ``texts`` distinct texts in so many ``hours``, usually ``baseline``
    of them: ``factor`` times as many. The first sources stand in the order in which they reported.
    """

    since: datetime
    until: datetime | None
    texts: int
    articles: int
    sources: int
    hours: int
    baseline: float
    factor: float
    first_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, whole. ``alert`` is None for ``feed.problem`` only.

    ``held`` hits wait for the end of a mute (``held_until``); if that has passed, they waited for
    it and are in this message. ``more`` stories with
    ``more_articles`` articles are left out of ``stories``. ``thread`` (see ``thread_id``) joins
    at-once messages of one story, empty in digests. ``spike`` is told by ``alert.spike`` only.
    """

    type: MessageType
    version: Literal[1] = 1
    alert: AlertRef | None
    window: Window
    stories: tuple[ToldStory, ...] = ()
    held: int = 0
    held_until: datetime | None = None
    more: int = 0
    more_articles: int = 0
    links: Links = field(default_factory=Links)
    silent_feeds: tuple[SilentFeed, ...] = ()
    thread: str = ""
    spike: ToldSpike | None = None

    @property
    def story_count(self) -> int:
        """How many stories there are, those left out included."""
        return len(self.stories) + self.more

    @property
    def article_count(self) -> int:
        """How many articles are told for the first time, those left out included."""
        return sum(story.new for story in self.stories) + self.more_articles


_MESSAGE = TypeAdapter(Message)


def to_json(message: Message) -> bytes:
    """Return the message as JSON: keys in the order of the fields, times in UTC with a Z.

    Half characters (lone surrogates, which no UTF-8 can carry) become question marks.
    """
    tree = _MESSAGE.dump_python(message, by_alias=True)
    if message.spike is None:
        del tree["spike"]  # of one kind of message only
    try:
        return orjson.dumps(tree, option=orjson.OPT_UTC_Z)
    except orjson.JSONEncodeError:
        return orjson.dumps(_without_surrogates(tree), option=orjson.OPT_UTC_Z)


def from_json(body: bytes) -> Message:
    """Return the message that ``to_json`` wrote. Raises InvalidRequest for anything else."""
    if body == FORGOTTEN:
        what = "what it said is forgotten: it is older than articles.keep"
        raise InvalidRequest(what, "message", "That it was sent, and when, stays on record.")
    try:
        return _MESSAGE.validate_python(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise _unreadable(str(error)) from error
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise _unreadable(f"{place}: {fault['msg']}") from error


def at_most(message: Message, stories: int) -> Message:
    """Return the message with at most so many stories; the rest is counted in ``more``."""
    rest = message.stories[stories:]
    if not rest:
        return message
    return replace(
        message,
        stories=message.stories[:stories],
        more=message.more + len(rest),
        more_articles=message.more_articles + sum(story.new for story in rest),
    )


def message_id(
    alert_id: int,
    window_from: datetime,
    window_to: datetime,
    channel_id: int,
    *,
    resend: int = 0,
) -> str:
    """Return a digest's id, 32 hex digits: the same for every retry, another for each resend."""
    parts = [f"alert:{alert_id}", f"{_iso(window_from)}/{_iso(window_to)}", f"channel:{channel_id}"]
    return _digest([*parts, f"resend:{resend}"] if resend else parts)


def instant_id(alert: int, hit: int, growth: int, channel: int) -> str:
    """Return an at-once message's id: ``growth`` tells the messages of one hit apart."""
    return _digest([f"alert:{alert}", f"hit:{hit}", f"growth:{growth}", f"channel:{channel}"])


def spike_id(alert: int, since: datetime, channel: int) -> str:
    """Return the id of the one message that tells a channel of a rise, by when that began."""
    return _digest([f"alert:{alert}", f"spike:{_iso(since)}", f"channel:{channel}"])


def thread_id(alert: int, story: str) -> str:
    """Return the id that all at-once messages of an alert about one story refer to."""
    return _digest([f"alert:{alert}", f"story:{story}"])


def _unreadable(reason: str) -> InvalidRequest:
    return InvalidRequest(
        f"it cannot be read ({reason})",
        "stored message",
        "If a newer Presswatch wrote it, start that one.",
    )


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _without_surrogates(tree: Any) -> Any:
    if isinstance(tree, str):
        return tree.encode("utf-8", "replace").decode()
    if isinstance(tree, dict):
        return {key: _without_surrogates(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [_without_surrogates(value) for value in tree]
    return tree
