"""What alerts promise, as a model that knows nothing of how it is kept.

It is told what comes in and what people ask for, and holds what is tried, posted and received to
it: once, nothing missed, nothing too early, nothing that is muted, no noise.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from indexing.delivery.message import Message, StoryStatus
from indexing.models import Cadence

WORDS = ("ferry", "veto")
QUERIES: Mapping[str, Callable[[frozenset[str]], bool]] = {
    "ferry": lambda words: "ferry" in words,
    "ferry OR veto": bool,
    "ferry AND veto": lambda words: words == set(WORDS),
    "-ferry": lambda words: "ferry" not in words,
}
"""What a query meets, by the words of a text."""
BUDAPEST = ZoneInfo("Europe/Budapest")
NIGHT = (time(22), time(7))


@dataclass
class Piece:
    """An article as it stands."""

    story: str
    source: str
    words: frozenset[str]
    version: int = 1


@dataclass
class Watch:
    """An alert: what it asks for, until when it is muted, and what it has to tell.

    ``met`` is url → version for what surely fired; ``unsure`` for what may have, in a run that
    died. ``told`` and ``corrected`` are url → id of the message.
    """

    wishes: Mapping[str, Any]
    query: str
    since: datetime
    muted: datetime
    mutes: dict[str, datetime] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=dict)
    unsure: dict[str, int] = field(default_factory=dict)
    must: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)
    must_correct: set[str] = field(default_factory=set)
    may_correct: set[str] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)

    def meets(self, piece: Piece) -> bool:
        return QUERIES[self.query](piece.words)


class Promises:
    """All alerts, by number, and what they promise of all that came in, by url."""

    def __init__(self, watches: Mapping[int, Watch]) -> None:
        self.watches = watches
        self.pieces: dict[str, Piece] = {}
        self.pending: set[str] = set()
        self.posted: set[str] = set()
        self.arrivals = Counter[str]()
        self.repeats = Counter[str]()
        self.begun: set[str] = set()  # messages that may have arrived: their sender died

    @property
    def is_unsure(self) -> bool:
        """Whether something that waits may have been matched, with the queries as they stand."""
        return any(self.pending & watch.unsure.keys() for watch in self.watches.values())

    def is_matched(self) -> None:
        """All that waited was matched."""
        for watch in self.watches.values():
            for url in self.pending:
                self._match(watch, url)
        self.pending.clear()

    def _match(self, watch: Watch, url: str) -> None:
        piece = self.pieces[url]
        is_certain = watch.unsure.get(url, piece.version) == piece.version
        if watch.meets(piece):
            watch.must.add(url)
        if url in watch.met:
            if piece.version > watch.met[url]:
                watch.must_correct.add(url)
        elif not is_certain:
            watch.may_correct.add(url)
        elif watch.meets(piece):
            watch.met[url] = piece.version

    def may_be_matched(self) -> None:
        """Of what waited, any part was matched, in a run that died."""
        for watch in self.watches.values():
            for url in self.pending:
                piece = self.pieces[url]
                if url in watch.met:
                    watch.may_correct.add(url)
                elif watch.meets(piece):
                    watch.unsure.setdefault(url, piece.version)
                    watch.may.add(url)

    def is_tried(self, identity: str, alert: int, urls: Collection[str], now: datetime) -> None:
        """A message of an alert is sent, whether or not it is taken."""
        watch = self.watches[alert]
        if identity not in self.begun:
            self._are_not_muted(watch, urls, now)
        assert watch.muted <= now, "sent while muted"
        assert not (watch.wishes.get("quiet") and is_night(now)), "sent in quiet hours"

    def arrives(self, identity: str, *, dies: bool) -> None:
        """A message is taken; where its sender dies, it may come once more."""
        assert self.arrivals[identity] <= self.repeats[identity], "sent twice"
        self.arrivals[identity] += 1
        self.repeats[identity] += dies

    def is_posted(self, identity: str, message: Message, now: datetime) -> None:
        """A message waits to be sent: what it tells is decided."""
        self.posted.add(identity)
        watch = self.watches[message.alert.id]
        assert is_time(watch.wishes["cadence"], watch.since, now), "before its time"
        assert message.stories, "an empty message"
        watch.since = now
        for story in message.stories:
            told = watch.corrected if story.status is StoryStatus.CORRECTED else watch.told
            for article in story.articles:
                assert article.url not in told, f"{story.status} told twice"
                told[article.url] = identity
                self._are_not_muted(watch, [article.url], now)

    def _are_not_muted(self, watch: Watch, urls: Collection[str], now: datetime) -> None:
        for piece in map(self.pieces.__getitem__, urls):
            for part in (piece.story, piece.source):
                assert watch.mutes.get(part, now) <= now, "told while muted"

    def tells(self, identity: str, message: Message, *, may_have_arrived: bool) -> None:
        """So much a message tells: what was muted while it waited is taken out of it."""
        (self.begun.add if may_have_arrived else self.begun.discard)(identity)
        urls = {article.url for story in message.stories for article in story.articles}
        watch = self.watches[message.alert.id]
        for told in (watch.told, watch.corrected):
            for url in [url for url, one in told.items() if one == identity and url not in urls]:
                del told[url]

    def are_kept(self) -> None:
        """All that was to be told has arrived by now."""
        for watch in self.watches.values():
            told = {url for url, one in watch.told.items() if self.arrivals[one]}
            assert watch.must <= told, "missed"
            assert told <= watch.must | watch.may, "never asked for"
            corrected = {url for url, one in watch.corrected.items() if self.arrivals[one]}
            if watch.wishes.get("on_corrections"):
                assert watch.must_correct <= corrected, "a correction missed"
                assert corrected <= watch.must_correct | watch.may_correct, "no correction"
            else:
                assert not corrected, "no correction was asked for"


def is_night(moment: datetime) -> bool:
    """Tell whether it is night in Budapest."""
    local = moment.astimezone(BUDAPEST).time()
    return local >= NIGHT[0] or local < NIGHT[1]


def is_time(cadence: Cadence, last: datetime, now: datetime) -> bool:
    """Tell whether a full hour, or a day's 08:00, lies between the last message and now."""
    if cadence is Cadence.AT_ONCE:
        return True
    local = now.astimezone(BUDAPEST)
    if cadence is Cadence.HOURLY:
        return local.replace(minute=0, second=0, microsecond=0) > last
    day = local.date() if local.time() >= time(8) else local.date() - timedelta(days=1)
    return datetime.combine(day, time(8), BUDAPEST) > last
