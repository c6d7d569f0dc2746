"""Feeds: adding them, finding them on a site, lists in and out, and how each is doing."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection

from indexing.delivery.safe_text import one_line
from indexing.desk.room import Desk
from indexing.errors import (
    FeedMalformed,
    InvalidRequest,
    NotFound,
    Postponed,
    Quarantined,
)
from indexing.feeds.discover import Candidate, discover_feeds
from indexing.feeds.health import SHORTEST_SILENCE, FeedHealth, health
from indexing.feeds.opml import OpmlFeed, read_opml, write_opml
from indexing.feeds.schedule import failure_of
from indexing.feeds.state import FeedState, FeedStatus
from indexing.fetching.client import Fetcher
from indexing.models import ParsedFeed
from indexing.nouns import count
from indexing.pipeline.parsing import parse_feed_document
from indexing.pipeline.workshop import PRELOAD
from indexing.store.records import feeds
from indexing.store.work import ledger
from indexing.store.work.ledger import Line
from indexing.urls import absolute_url, host_of
from indexing.workers import ParserPool

IMPORT = "import"
"""Stage of the ledger under which the report of an import is kept."""

MOST_IN_LIST = 10_000
"""Feeds of one list: each is a line of the report, which is kept and shown."""
_WRITTEN_TOGETHER = 200
"""Feeds of a list in one transaction: a list of thousands syncs to disk a few times only, and
whoever else wants to write waits for a moment only."""


class Added(StrEnum):
    """What became of a feed that was to be added."""

    ADDED = "added"
    HAD_IT = "had it"
    NOT_A_FEED = "not a feed"
    UNREACHABLE = "unreachable, kept, tried again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AddReport:
    """One line of an import's report."""

    url: str
    title: str
    outcome: Added
    detail: str
    feed_id: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A look at what an address gives: a feed, or the feeds that a site announces."""

    url: str
    feed: ParsedFeed | None
    candidates: tuple[Candidate, ...]
    status: int


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed with how it is doing, in words."""

    state: FeedState
    health: FeedHealth

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should see to it: it fails, is silent, or is gone."""
        return self.health.word in ("failing", "silent", "gone")


async def preview(desk: Desk, url: str) -> Preview:
    """Fetch an address now and say what it is. Raises what fetching or parsing raises.

    A server that cannot answer now (429, 5xx) is FetchFailed: it says nothing of the address.
    """
    async with Fetcher(desk.settings) as fetcher:
        with ParserPool(desk.settings, preload=PRELOAD) as pool:
            return await look(url, fetcher, pool, most=desk.settings.feeds.max_entries)


async def look(url: str, fetcher: Fetcher, pool: ParserPool, *, most: int) -> Preview:
    """Do what ``preview`` does, for who looks at several; takes ``most`` entries of a feed."""
    response = await fetcher.get(absolute_url(url))
    fault = failure_of(response)
    if fault is not None and (response.status == 429 or response.status >= 500):
        raise fault
    kind = response.headers.get("content-type", "")
    at = response.final_url
    try:
        feed = await pool.arun(parse_feed_document, response.body, kind, at, most)
    except FeedMalformed:
        found = await pool.arun(discover_feeds, response.body, at)
        return Preview(at, None, found, response.status)
    return Preview(at, feed, (), response.status)


def add_feed(desk: Desk, url: str, *, title: str = "") -> AddReport:
    """Look at an address and add it if it is a feed.

    A site's page is not added: the report names the feeds that it announces. An address that
    cannot be reached now is kept and tried again; one that never can be is not.
    """
    wanted = absolute_url(url)
    try:
        seen = asyncio.run(preview(desk, wanted))
    except Quarantined as error:
        return AddReport(wanted, title, Added.REFUSED, f"{error.what}. {error.do}", None)
    except Postponed as error:
        with desk.store.write() as db:
            outcome, feed_id = _keep(desk, db, wanted, title)
        kept = Added.UNREACHABLE if outcome is Added.ADDED else outcome
        return AddReport(wanted, title, kept, error.what, feed_id)
    if seen.feed is None:
        names = ", ".join(one.url for one in seen.candidates if not one.is_guess)
        detail = f"its page announces: {names}" if names else f"the server answers {seen.status}"
        return AddReport(wanted, title, Added.NOT_A_FEED, detail, None)
    with desk.store.write() as db:
        outcome, feed_id = _keep(desk, db, wanted, title or seen.feed.title)
    return AddReport(
        wanted,
        title or seen.feed.title,
        outcome,
        count(len(seen.feed.entries), "entry", "entries"),
        feed_id,
    )


def import_opml(desk: Desk, path: Path) -> list[AddReport]:
    """Add every feed of an OPML file: see ``import_list``. Raises InvalidRequest without a file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidRequest(
            f"cannot be read ({error.strerror})", str(path), "Name an OPML file."
        ) from error
    return import_list(desk, data, path.name)


def import_list(desk: Desk, opml: bytes, name: str = "a list") -> list[AddReport]:
    """Add every feed of an OPML document without fetching it; a report, one line a feed.

    Importing twice changes nothing. The report is kept (``listing``), under the file's ``name``.
    Raises FeedMalformed for what is no OPML, WorkerKilled for what never ends to be read,
    InvalidRequest for more than ``MOST_IN_LIST`` feeds: then none is added.
    """
    with ParserPool(desk.settings, preload=PRELOAD) as pool:
        found = pool.run(read_opml, opml)
    if len(found) > MOST_IN_LIST:
        what = f"it names {len(found):,} feeds, and {MOST_IN_LIST:,} are the most"
        raise InvalidRequest(what, one_line(name, 100), "Cut it in parts.")
    reports: list[AddReport] = []
    for start in range(0, len(found), _WRITTEN_TOGETHER):
        with desk.store.write() as db:
            some = found[start : start + _WRITTEN_TOGETHER]
            reports += [_import(desk, db, one) for one in some]
    kept = {"name": one_line(name, 100), "reports": [asdict(one) for one in reports]}
    with desk.store.write() as db:
        ledger.note(db, Line(desk.now, IMPORT, "done", count(len(reports), "feed"), kept))
    return reports


def export_opml(desk: Desk) -> bytes:
    """Return every feed as OPML."""
    with desk.store.read() as db:
        known = feeds.list_feeds(db)
    return write_opml([OpmlFeed(one.url, one.title, one.site_url, "") for one in known])


def list_feeds(desk: Desk) -> list[FeedRow]:
    """Return all feeds, worst first."""
    now = desk.now
    with desk.store.read() as db:
        rows = [FeedRow(state, health(state, now)) for state in feeds.list_feeds(db)]
    return sorted(rows, key=lambda row: (row.health.rank, row.state.title, row.state.feed_id))


def count_needing_a_look(desk: Desk) -> int:
    """Return how many feeds ``needs_a_look`` counts, without reading those that are well."""
    now = desk.now
    with desk.store.read() as db:
        doubtful = feeds.list_doubtful(db, quiet_since=now - SHORTEST_SILENCE)
    return sum(FeedRow(state, health(state, now)).needs_a_look for state in doubtful)


def get_feed(desk: Desk, feed_id: int) -> FeedRow:
    """Return one feed with how it is doing. Raises NotFound."""
    state = find_feed(desk, str(feed_id))
    return FeedRow(state, health(state, desk.now))


def find_feed(desk: Desk, wanted: str) -> FeedState:
    """Return the feed of this number or address. Raises NotFound."""
    with desk.store.read() as db:
        known = feeds.list_feeds(db)
    for state in known:
        if wanted in (str(state.feed_id), state.url) or _same(wanted, state.url):
            return state
    raise NotFound("no feed has this number or address", wanted, "See: presswatch feeds list")


def feed_history(desk: Desk, feed_id: int) -> Sequence[Line]:
    """Return what happened to a feed, oldest first."""
    with desk.store.read() as db:
        return ledger.feed_trail(db, feed_id)


def pause_feed(desk: Desk, wanted: str, *, is_paused: bool) -> FeedState:
    """Stop polling a feed, or go on. Raises NotFound."""
    state = find_feed(desk, wanted)
    status = FeedStatus.PAUSED if is_paused else FeedStatus.WELL
    with desk.store.write() as db:
        feeds.set_status(db, state.feed_id, status, now=desk.now)
    return find_feed(desk, str(state.feed_id))


def poll_now(desk: Desk, wanted: str) -> FeedState:
    """Let a feed be due now. Raises NotFound, InvalidRequest if it is not polled."""
    state = find_feed(desk, wanted)
    with desk.store.write() as db:
        if not feeds.make_due(db, state.feed_id, now=desk.now):
            what = f"it is {state.status}, and not polled"
            raise InvalidRequest(what, state.title or state.url, "Resume it first.")
    return find_feed(desk, str(state.feed_id))


def remove_feed(desk: Desk, wanted: str) -> FeedState:
    """Poll a feed no more and list it nowhere; return what it was. Raises NotFound.

    Its articles stay; added again, it goes on as a new one.
    """
    state = find_feed(desk, wanted)
    with desk.store.write() as db:
        feeds.set_status(db, state.feed_id, FeedStatus.REMOVED, now=desk.now)
    return state


def poll_all_now(desk: Desk) -> None:
    """Let every feed be due."""
    with desk.store.write() as db:
        feeds.make_all_due(db, now=desk.now)


def _import(desk: Desk, db: Connection, one: OpmlFeed) -> AddReport:
    try:
        url = absolute_url(one.url)
    except InvalidRequest as error:
        return AddReport(one.url, one.title, Added.REFUSED, error.what, None)
    outcome, feed_id = _keep(desk, db, url, one.title)
    return AddReport(url, one.title, outcome, "", feed_id)


def _keep(desk: Desk, db: Connection, url: str, title: str) -> tuple[Added, int]:
    start, host = desk.settings.feeds.start, host_of(url)
    feed_id, is_new = feeds.add_feed(db, url, host=host, title=title, interval=start, now=desk.now)
    return (Added.ADDED if is_new else Added.HAD_IT), feed_id


def _same(wanted: str, url: str) -> bool:
    try:
        return absolute_url(wanted) == url
    except InvalidRequest:
        return False
