"""Stage ``poll``: due feeds are fetched, their entries become articles, the next poll is set."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from indexing.errors import PresswatchError, Quarantined, StoreUnavailable
from indexing.feeds.entries import is_old_entry, trusted_date
from indexing.feeds.schedule import (
    Answered,
    Failed,
    PollDecision,
    PollEvent,
    PollOutcome,
    body_hash,
    decide_poll,
    failure_of,
    request_headers,
)
from indexing.feeds.state import FeedState
from indexing.fetching.response import Response
from indexing.models import ParsedFeed
from indexing.pipeline.parsing import parse_feed_document
from indexing.pipeline.window import Lease, work_through
from indexing.pipeline.workshop import KEPT_BYTES, LeaseLost, Workshop, broken
from indexing.store.records import feeds
from indexing.store.records.feeds import ClaimedFeed
from indexing.store.records.found import Found, Sighting, record_entry
from indexing.store.work import quarantine
from indexing.store.work.ledger import Line
from indexing.urls import host_of

STAGE = "poll"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, "
    "application/xml;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class _Poll:
    """One answered or failed poll. ``body`` is what was new; it is kept only if it is at fault."""

    outcome: PollOutcome
    body: bytes = b""


async def poll(shop: Workshop) -> None:
    """Poll every feed that is due, once; a feed that fails is recorded and stops no other.

    Those of hosts that keep us waiting too long are left for the next cycle.
    """
    put_off = await work_through(shop, _lease(shop), partial(_poll, shop))
    if put_off:
        shop.count(STAGE, "left for the next cycle", put_off)


def _lease(shop: Workshop) -> Lease[ClaimedFeed]:
    due_by = shop.clock()  # a feed that is due again while we work waits for the next cycle

    def claim(limit: int) -> list[ClaimedFeed]:
        now = shop.clock()
        with shop.store.write() as db:
            return feeds.claim_feeds(db, shop.owner, due_by=due_by, now=now, limit=limit)

    def renew(claimed: Sequence[ClaimedFeed]) -> None:
        with shop.store.write() as db:
            feeds.renew_feeds(db, claimed, now=shop.clock())

    def give_back(claimed: Sequence[ClaimedFeed], _error: BaseException) -> None:
        with suppress(StoreUnavailable), shop.store.write() as db:
            feeds.release_feeds(db, claimed)

    def put_off(claimed: Sequence[ClaimedFeed]) -> int:
        with shop.store.write() as db:  # behind those that nobody has come to
            return feeds.put_off_feeds(db, claimed, due_at=shop.clock())

    return Lease(claim, renew, give_back, put_off, is_suspect=lambda _feed: False)


async def _poll(shop: Workshop, claimed: ClaimedFeed) -> None:
    answer = await _ask(shop, claimed.state)
    try:
        await asyncio.to_thread(_keep, shop, claimed, answer)
    except LeaseLost:
        shop.count(STAGE, "lost")
    except StoreUnavailable:
        raise
    except Exception as error:
        failure = Failed(broken("recording its entries", error, claimed.state.url))
        await asyncio.to_thread(_keep, shop, claimed, _Poll(failure, answer.body[:KEPT_BYTES]))
    shop.progress(STAGE, shop.counted(STAGE), shop.counted(STAGE), shop.slowest_host())


async def _ask(shop: Workshop, state: FeedState) -> _Poll:
    """Fetch and parse; every way to fail is an outcome."""
    now = shop.clock()
    asked = request_headers(state, shop.settings.feeds, now)
    body = b""
    try:
        response = await shop.fetcher.get(
            state.url,
            etag=asked.get("If-None-Match", ""),
            last_modified=asked.get("If-Modified-Since", ""),
            accept=ACCEPT,
        )
        shop.note_took(host_of(response.final_url), response.took)
        is_known = response.status == 304 or body_hash(response.body) == state.body_hash
        if failure_of(response) is not None or is_known:
            return _Poll(Answered(response))
        body = response.body
        return _Poll(Answered(response, await _parse(shop, response)), body)
    except PresswatchError as error:
        return _Poll(Failed(error), body[:KEPT_BYTES])
    except Exception as error:
        return _Poll(Failed(broken("polling", error, state.url)), body[:KEPT_BYTES])


async def _parse(shop: Workshop, response: Response) -> ParsedFeed:
    return await shop.pool.arun(
        parse_feed_document,
        response.body,
        response.headers.get("content-type", ""),
        response.final_url,
        shop.settings.feeds.max_entries,
    )


def _keep(shop: Workshop, claimed: ClaimedFeed, answer: _Poll) -> None:
    """Write entries, feed state, ledger and quarantine in one transaction, fenced."""
    now = shop.clock()
    found: Counter[Found] = Counter()
    with shop.store.write() as db:
        outcome = answer.outcome
        if isinstance(outcome, Answered) and outcome.feed is not None:
            found = _record(shop, db, claimed.state, outcome.feed, now)
            outcome = Answered(
                outcome.response, outcome.feed, found[Found.NEW], _newest(outcome.feed, now)
            )
        decision = decide_poll(
            claimed.state,
            outcome,
            policy=shop.settings.feeds,
            now=now,
            jitter=random.random(),
        )
        if not feeds.save_poll(db, claimed, decision.state, host=host_of(decision.state.url)):
            raise LeaseLost(STAGE)
        remarks = outcome.feed.remarks if isinstance(outcome, Answered) and outcome.feed else ()
        facts = {**{kind.value: number for kind, number in found.items()}, "remarks": remarks}
        _tell(shop, db, decision, facts, now)
        if isinstance(outcome, Failed) and isinstance(outcome.error, Quarantined):
            subject = quarantine.Subject(
                STAGE, claimed.state.url, feed_id=claimed.state.feed_id, body=answer.body
            )
            if outcome.error.what != claimed.state.last_error:  # one that stays broken: once
                quarantine.set_aside(db, outcome.error, subject, now=now)
    shop.count(STAGE, decision.event)
    for kind, number in found.items():
        shop.count("entries", kind, number)


def _record(
    shop: Workshop, db: Connection, state: FeedState, feed: ParsedFeed, now: datetime
) -> Counter[Found]:
    source = state.title or feed.title or host_of(state.url)
    found: Counter[Found] = Counter()
    # in one order everywhere: two polls with the same entries must not wait for each other
    for entry in sorted(feed.entries, key=lambda one: one.link):
        if not entry.link:
            continue  # told in the feed's remarks: what has no address cannot be read
        is_old = is_old_entry(
            entry,
            first_poll=not state.has_been_polled,
            first_seen_at=now,
            old_after=shop.settings.feeds.old_after,
        )
        sighting = Sighting(state.feed_id, source, entry, entry.link, is_old)
        article_id, kind = record_entry(db, sighting, now=now)
        found[kind] += 1
        if kind is not Found.KNOWN:
            _tell_entry(shop, db, article_id, sighting, kind, now)
    return found


def _tell_entry(
    shop: Workshop, db: Connection, article_id: str, sighting: Sighting, kind: Found, now: datetime
) -> None:
    verb = "found" if kind is Found.NEW else "entry changed"
    facts = {"feed": sighting.feed_id, "title": sighting.entry.title, "is_old": sighting.is_old}
    detail = f'in "{sighting.source}"{" (older)" if sighting.is_old else ""}'
    line = Line(now, STAGE, verb, detail, facts, article_id=article_id, feed_id=sighting.feed_id)
    shop.note(db, line)


def _tell(
    shop: Workshop, db: Connection, decision: PollDecision, facts: dict[str, Any], now: datetime
) -> None:
    """One line for what happened to the feed; none for an unchanged poll."""
    if decision.event is PollEvent.UNCHANGED:
        return
    feed_id = decision.state.feed_id
    shop.note(db, Line(now, STAGE, decision.event, decision.detail, facts, feed_id=feed_id))


def _newest(feed: ParsedFeed, now: datetime) -> datetime | None:
    dates = [trusted_date(entry.published_at, fetched_at=now) for entry in feed.entries]
    return max((date for date in dates if date is not None), default=None)
