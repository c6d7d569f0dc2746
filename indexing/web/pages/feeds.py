"""The feeds: how each is doing, worst first; adding one, looking closer at one."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from indexing.desk.upkeep import discovering, feeding
from indexing.desk.upkeep.discovering import FoundFeed
from indexing.desk.upkeep.feeding import Added, AddReport, FeedRow, Preview
from indexing.errors import NotFound, Postponed, PresswatchError
from indexing.feeds.state import FeedStatus
from indexing.web.faults import status_of
from indexing.web.views import addresses
from indexing.web.visit import Number, Visit, Visiting

SHOWN_HISTORY = 50
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Found:
    """What an address was found to give. ``report`` is what became of it when it was added.

    ``fault`` says why it cannot be looked at; ``can_keep``: it may be added all the same.
    """

    typed: str
    feeds: Sequence[FoundFeed] = ()
    fault: PresswatchError | None = None
    report: AddReport | None = None

    @property
    def can_keep(self) -> bool:
        """Whether it may answer another time."""
        return isinstance(self.fault, Postponed)


@router.get("/feeds")
def feeds(visit: Visiting, show: str = "") -> Response:
    """Show every feed, worst first, or those of one state; ``problem`` for all that need a look."""
    return _feeds(visit, show=show)


@router.post("/feeds/find")
def find(visit: Visiting, url: Annotated[str, Form()] = "") -> Response:
    """Fetch an address and show the feeds that it gives; none is added."""
    typed = url.strip()
    try:
        found = Found(typed, discovering.discover(visit.desk, typed))
    except PresswatchError as error:
        return _feeds(visit, found=Found(typed, fault=error), status=status_of(error))
    return _feeds(visit, found=found)


@router.post("/feeds")
def add(visit: Visiting, url: Annotated[str, Form()] = "") -> Response:
    """Add a feed."""
    typed = url.strip()
    try:
        report = feeding.add_feed(visit.desk, typed)
    except PresswatchError as error:
        return _feeds(visit, found=Found(typed, fault=error), status=status_of(error))
    if report.outcome is Added.ADDED and report.feed_id is not None:
        return visit.back(addresses.feed(report.feed_id), done="added")
    status = 200 if report.feed_id is not None else 400
    return _feeds(visit, found=Found(typed, report=report), status=status)


@router.get("/feeds/{feed_id}")
def feed(visit: Visiting, feed_id: Number) -> Response:
    """Show how a feed is doing, and what happened to it."""
    return _feed(visit, feed_id)


@router.post("/feeds/{feed_id}/try")
def try_now(visit: Visiting, feed_id: Number) -> Response:
    """Fetch a feed now and show what it gives; with the next cycle it is polled."""
    row = _row(visit, feed_id)
    if row.state.status not in (FeedStatus.GONE, FeedStatus.PAUSED):
        feeding.poll_now(visit.desk, str(feed_id))
    try:
        seen = asyncio.run(feeding.preview(visit.desk, row.state.url))
    except PresswatchError as error:
        return _feed(visit, feed_id, fault=error)
    return _feed(visit, feed_id, seen=seen)


@router.post("/feeds/{feed_id}/pause")
def pause(visit: Visiting, feed_id: Number) -> Response:
    """Stop polling a feed; its articles stay."""
    feeding.pause_feed(visit.desk, str(feed_id), is_paused=True)
    return visit.back(addresses.feed(feed_id), done="paused")


@router.post("/feeds/{feed_id}/resume")
def resume(visit: Visiting, feed_id: Number) -> Response:
    """Poll a feed again, with the next cycle."""
    feeding.pause_feed(visit.desk, str(feed_id), is_paused=False)
    return visit.back(addresses.feed(feed_id), done="resumed")


@router.get("/feeds/{feed_id}/remove")
def ask_to_remove(visit: Visiting, feed_id: Number) -> Response:
    """Ask whether a feed is to be removed, and say what stays."""
    return visit.page("feed_remove", row=_row(visit, feed_id))


@router.post("/feeds/{feed_id}/remove")
def remove(visit: Visiting, feed_id: Number) -> Response:
    """Poll a feed no more; its articles stay."""
    feeding.remove_feed(visit.desk, str(feed_id))
    return visit.back("/feeds", done="removed")


def _feeds(
    visit: Visit, *, show: str = "", found: Found | None = None, status: int = 200
) -> Response:
    rows = feeding.list_feeds(visit.desk)
    counted = Counter(row.health.word for row in rows)
    shown = [row for row in rows if _is_wanted(row, show if show in counted else "", show)]
    return visit.page(
        "feeds",
        status=status,
        rows=shown,
        counted=counted,
        total=len(rows),
        problems=sum(row.needs_a_look for row in rows),
        show=show,
        found=found,
    )


def _is_wanted(row: FeedRow, word: str, show: str) -> bool:
    if show == "problem":
        return row.needs_a_look
    return not word or row.health.word == word


def _feed(
    visit: Visit,
    feed_id: int,
    *,
    seen: Preview | None = None,
    fault: PresswatchError | None = None,
) -> Response:
    history = feeding.feed_history(visit.desk, feed_id)
    return visit.page(
        "feed",
        row=_row(visit, feed_id),
        history=history[::-1][:SHOWN_HISTORY],
        left=max(0, len(history) - SHOWN_HISTORY),
        seen=seen,
        fault=fault,
    )


def _row(visit: Visit, feed_id: int) -> FeedRow:
    for row in feeding.list_feeds(visit.desk):
        if row.state.feed_id == feed_id:
            return row
    raise NotFound("no feed has this number", str(feed_id), "See: presswatch feeds list")
