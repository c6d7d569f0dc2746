"""Articles, corrections, edits, mutes, clock jumps, crashes, failing channels, in any order.

Matching, posting and sending are the real ones, on a real store, with a receiver of webhooks on
loopback; articles come understood. ``smallworld.promises`` checks what comes of it.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from smallworld import LOOPBACK
from smallworld.press import Press
from smallworld.promises import BUDAPEST, QUERIES, WORDS, Piece, Promises, Watch
from smallworld.world import DAY, HOUR, MINUTE, World, prepare
from sqlalchemy import Connection

from indexing.delivery.message import from_json
from indexing.desk.alerts import alerting, muting
from indexing.desk.room import Desk
from indexing.errors import StoreUnavailable
from indexing.models import Cadence, DateSource, Document, Entry, Extraction, Reading
from indexing.pipeline.deliver import deliver
from indexing.pipeline.match import match
from indexing.pipeline.workshop import Workshop
from indexing.search.analysis import analyze
from indexing.search.stream_codec import encode_streams
from indexing.settings import load_settings
from indexing.store import Store
from indexing.store.records import articles
from indexing.store.records.feeds import add_feed
from indexing.store.records.found import Sighting, record_entry
from indexing.store.records.readings import record_reading
from indexing.store.records.understanding import Understood, save_understanding
from indexing.store.watch import outbox, stories
from indexing.store.work import queue
from indexing.store.work.owners import new_owner

PHASES = (Phase.generate,)
"""What fails is told as it was found: to make it small takes minutes."""
Opened = TypeVar("Opened")
STORIES, SOURCES = ("quay", "summit", "strike"), ("Harbour", "Meridian")
MOST_OF_A_STORY = 5  # a message names no more articles of one story
MOST = 18  # nor more than 20 stories
BEGIN = datetime(2026, 3, 27, 9, 30, tzinfo=BUDAPEST)  # two days before summer time
LEASE_IS_OVER = timedelta(minutes=31)
QUERY = "ferry OR veto"
ALERTS: tuple[dict[str, Any], ...] = (
    {"cadence": Cadence.AT_ONCE, "on_corrections": True},
    {"cadence": Cadence.AT_ONCE, "per_story": False, "quiet": "22:00-07:00"},
    {"cadence": Cadence.HOURLY},
    {"cadence": Cadence.DAILY, "at": "08:00"},
)
PATIENT = '[delivery]\ntries = 50\nretry_over = "10h"\n'
"""Nothing is parked: a channel that fails for days is another test's."""
parts = st.sampled_from(SOURCES + STORIES)
which = st.integers(0, len(ALERTS) - 1)
soon = st.integers(0, 2)
"""Those that tell at once, or within the hour."""
words = st.frozensets(st.sampled_from(WORDS), min_size=1)
pieces = st.builds(Piece, st.sampled_from(STORIES), st.sampled_from(SOURCES), words, st.just(1))
new = st.lists(pieces, min_size=1, max_size=3)
hours = st.sampled_from((1, 9, 30))
spans = st.sampled_from((MINUTE, 29 * MINUTE, HOUR, 7 * HOUR, DAY, time(7, 30), time(21), time(23)))
"""How much time passes, or until when in Budapest."""


class Newsroom(RuleBasedStateMachine):
    """One newsroom, whose desk keeps its promises."""

    def __init__(self, empty_store: Path) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        config = Path(self.folder.name) / "presswatch.toml"
        config.write_text(LOOPBACK + PATIENT)
        made = load_settings(config)
        prepare(made, empty_store)
        self.world = World(made, Press(), None)  # type: ignore[arg-type]  # nothing is parsed
        self.world.clock.now = BEGIN
        self.loop = asyncio.new_event_loop()
        self.opened = AsyncExitStack()
        server = TestServer(self.world.press.app(), host="127.0.0.1")
        self.enter(server)
        self.world.press.url = str(server.make_url("")).rstrip("/")
        alert_ids = [self.world.alert(QUERY, zone="Europe/Budapest", **wishes) for wishes in ALERTS]
        self.promises = Promises(
            {
                one: Watch(wishes, QUERY, self.now, self.now)
                for one, wishes in zip(alert_ids, ALERTS, strict=True)
            }
        )
        self.shop = self.enter(self.world.shop())
        self.desk = Desk(made, self.shop.store, self.shop.index, self.world.clock, made.zone)
        with self.shop.store.write() as db:
            self.feeds = {name: known_feed(db, name, self.now) for name in SOURCES}

    def enter(self, what: AbstractAsyncContextManager[Opened]) -> Opened:
        """Open what is used to the end."""
        return self.loop.run_until_complete(self.opened.enter_async_context(what))

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    def watch(self, number: int) -> tuple[int, Watch]:
        return list(self.promises.watches.items())[number]

    # what the world does

    @initialize(new=new)
    def begin(self, new: list[Piece]) -> None:
        self.publish(new)

    @rule(new=new)
    def publish(self, new: list[Piece]) -> None:
        with self.shop.store.write() as db:
            for piece in new[: MOST - len(self.promises.pieces)]:
                self.find(db, piece)

    def find(self, db: Connection, piece: Piece) -> None:
        """Find a new article: it belongs to its story for sure."""
        known = self.promises.pieces
        if sum(one.story == piece.story for one in known.values()) >= MOST_OF_A_STORY:
            piece = replace(piece, story=f"story {len(known)}")
        url = f"https://news.example/{len(known)}"
        known[url] = piece
        seen = Sighting(self.feeds[piece.source], piece.source, entry(url), url, is_old=False)
        article = record_entry(db, seen, now=self.now)[0]
        if stories.get_story(db, piece.story) is None:
            stories.open_story(db, piece.story, piece.story, at=self.now)
        articles.set_values(db, article, story_id=piece.story, story_score=1.0)
        self.come_in(db, url, piece)

    @rule(new=st.lists(words, min_size=1, max_size=3), data=st.data())
    def correct(self, new: list[frozenset[str]], data: st.DataObject) -> None:
        """Let an article change, and change again after that was matched."""
        url = data.draw(st.sampled_from(sorted(self.promises.pieces)))
        piece = self.promises.pieces[url]
        for number, words in enumerate(new):
            if number:
                self.work()
            piece.words, piece.version = words, piece.version + 1
            with self.shop.store.write() as db:
                self.come_in(db, url, piece)

    def come_in(self, db: Connection, url: str, piece: Piece) -> None:
        """Let a text be read, understood and related: its matching is due."""
        text = f"Of {' and '.join(sorted(piece.words))}, as version {piece.version} has it."
        document = Document(f"News of {url[-2:]}", text, "en")
        article = articles.resolve_url(db, url) or ""
        record_reading(db, article, reading(document), urls=(), now=self.now)
        known = Extraction("en", (), (), (), (), "test 1")
        streams = encode_streams(analyze(document.title), analyze(document.text))
        save_understanding(db, article, Understood(1, known, streams), spellings=())
        articles.raise_revision(db, article, state="related")
        queue.enqueue(db, "match", article, due_at=self.now)
        self.promises.pending.add(url)

    @rule(span=spans)
    def wait(self, span: timedelta | time) -> None:
        if isinstance(span, timedelta):
            self.world.clock.wait(span)
            return
        local = self.now.astimezone(BUDAPEST)
        day = local.date() + timedelta(days=local.time() >= span)
        self.world.clock.now = datetime.combine(day, span, BUDAPEST)

    @rule(new=new, span=st.just(time(23)) | spans, number=soon, what=st.none() | parts)
    def have_an_outage(
        self, new: list[Piece], span: timedelta | time, number: int, what: str | None
    ) -> None:
        """Let no news be taken, somebody mute some of it meanwhile, and all be well later."""
        self.publish(new)
        self.world.press.hook = (503, "busy")
        self.work()
        if what is None:
            self.mute(number, 30)
        else:
            self.hush(number, what, 30)
        self.wait(span)
        self.world.press.hook = (204, "")
        self.send()

    # what people do

    @precondition(lambda self: not self.promises.is_unsure)
    @rule(number=which, query=st.sampled_from(sorted(QUERIES)))
    def edit(self, number: int, query: str) -> None:
        alert, watch = self.watch(number)
        request = alerting.request_of(alerting.get_alert(self.desk, alert))
        alerting.edit_alert(self.desk, alert, replace(request, query=query))
        watch.query = query

    @rule(number=which, hours=hours)
    def mute(self, number: int, hours: int) -> None:
        alert, watch = self.watch(number)
        watch.muted = self.now + hours * HOUR
        muting.mute_alert(self.desk, alert, watch.muted)
        self.send()

    @rule(number=which, hours=hours, what=parts, new=new)
    def mute_a_part(self, number: int, hours: int, what: str, new: list[Piece]) -> None:
        """Mute a source or a story, of which there may be more news."""
        self.publish(new)
        self.hush(number, what, hours)
        self.work()

    def hush(self, number: int, what: str, hours: int) -> None:
        """Mute a source, or a story that is known."""
        alert, watch = self.watch(number)
        if what in SOURCES:
            muting.mute_source(self.desk, alert, what, self.now + hours * HOUR)
        elif any(one.story == what for one in self.promises.pieces.values()):
            muting.mute_story(self.desk, alert, what, self.now + hours * HOUR)
        else:
            return
        watch.mutes[what] = self.now + hours * HOUR

    @rule(number=which)
    def unmute(self, number: int) -> None:
        alert, watch = self.watch(number)
        watch.muted, watch.mutes = self.now, {}
        muting.unmute_alert(self.desk, alert)

    # what Presswatch does

    @rule()
    def work(self) -> None:
        self.run(match)
        self.promises.is_matched()
        self.run(deliver)

    @rule()
    def send(self) -> None:
        self.run(deliver)

    @rule(writes=st.integers(0, 6), is_kept=st.booleans(), stage=st.sampled_from((match, deliver)))
    def crash(self, writes: int, is_kept: bool, stage: Callable[[Workshop], Any]) -> None:
        """Be killed at a write: before it, or right after it was kept."""
        if stage is match:
            self.promises.may_be_matched()
        self.run(stage, dies_at=writes, is_kept=is_kept)
        self.wait(LEASE_IS_OVER)

    def run(
        self, stage: Callable[[Workshop], Any], *, dies_at: int | None = None, is_kept: bool = False
    ) -> None:
        shop = replace(self.shop, owner=new_owner())
        press = self.world.press
        tried, taken = len(press.tries), len(press.hooks)
        with mortal(shop.store, dies_at, is_kept=is_kept):
            self.loop.run_until_complete(
                asyncio.to_thread(match, shop) if stage is match else deliver(shop)
            )
        for identity, body in press.tries[tried:]:
            urls = {one["url"] for each in body["stories"] for one in each["articles"]}
            self.promises.is_tried(identity, body["alert"]["id"], urls, self.now)
        for identity, _body in press.hooks[taken:]:
            self.promises.arrives(identity, dies=dies_at is not None)
        with self.shop.store.read() as db:
            posted = outbox.list_deliveries(db)[::-1]
        for one in posted:
            message, is_new = from_json(one.payload), one.message_id not in self.promises.posted
            if is_new:
                self.promises.is_posted(one.message_id, message, self.now)
            self.promises.tells(one.message_id, message, may_have_arrived=one.was_begun)

    def teardown(self) -> None:
        """End every mute and let time pass: then all that was to be told has arrived."""
        try:
            for number in range(len(ALERTS)):
                _, watch = self.watch(number)
                if watch.mutes or watch.muted > self.now:
                    self.unmute(number)
            for span in (LEASE_IS_OVER, 13 * HOUR, 13 * HOUR):
                self.wait(span)
                self.work()
            self.promises.are_kept()
        finally:
            self.loop.run_until_complete(self.opened.aclose())
            self.loop.close()
            self.folder.cleanup()


def known_feed(db: Connection, name: str, now: datetime) -> int:
    """Add a feed of this name; return its id."""
    url = f"https://{name}.example/feed"
    return add_feed(db, url, host=name, title=name, interval=HOUR, now=now)[0]


def entry(url: str) -> Entry:
    """Return what a feed says of the page at an address."""
    return Entry(
        guid=url, link=url, title=f"News at {url[-2:]}", summary="", content="", authors=(),
        published_at=None, updated_at=None, language="en", categories=(), fingerprint=url,
    )  # fmt: skip


def reading(document: Document) -> Reading:
    """Return what was read of a page."""
    return Reading(
        document=document, source="page", authors=(), published_at=None,
        published_from=DateSource.UNKNOWN, site_name="", final_url="", canonical_url="",
    )  # fmt: skip


@contextmanager
def mortal(store: Store, dies_at: int | None, *, is_kept: bool) -> Iterator[None]:
    """Let a worker die at its write of this number: nothing can be written by it any more."""
    if dies_at is None:
        yield
        return
    left, write = [dies_at], store.write

    @contextmanager
    def dying() -> Iterator[Connection]:
        left[0] -= 1
        if left[0] < 0 and not (is_kept and left[0] == -1):
            raise StoreUnavailable("killed", "a test", "Nothing.")
        with write() as db:
            yield db
        if left[0] < 0:
            raise StoreUnavailable("killed", "a test", "Nothing.")

    with pytest.MonkeyPatch.context() as patched, suppress(StoreUnavailable):
        patched.setattr(store, "write", dying)
        yield


def test_alerts_keep_their_promises_in_any_order(empty_store: Path) -> None:
    """The same examples each time; so many others if PRESSWATCH_EXAMPLES is a number."""
    others = int(os.environ.get("PRESSWATCH_EXAMPLES", "0"))
    chosen = settings(
        max_examples=others or 10,
        derandomize=not others,
        stateful_step_count=15,
        deadline=None,
        phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow],  # each is whole weeks; the machine is busy
    )
    run_state_machine_as_test(lambda: Newsroom(empty_store), settings=chosen)
