"""Feeds: adding them, lists in and out, and how each is doing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from indexing.desk.upkeep import feeding
from indexing.desk.upkeep.feeding import Added, AddReport, FeedRow, Preview
from indexing.errors import InvalidRequest
from indexing.feeds.state import FeedState
from indexing.store.work.ledger import Line
from indexing.web.api.answers import Asked, Number, answer, made, tells
from indexing.web.views.addresses import API
from indexing.web.visit import Visiting

router = APIRouter(tags=["feeds"])
OPML = "text/x-opml"
LONGEST_LIST = 8_000_000
"""Bytes of a list of feeds: one of 1,891 feeds has 400,000."""


class Address(Asked):
    """An address to look at."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://news.example/"}]})
    url: str = Field(max_length=4_000, description="A feed, or a site's page.")


class NewFeed(Address):
    """A feed to be polled."""

    title: str = Field("", max_length=200, description="What to call it; else as it calls itself.")


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """A feed with what happened to it, oldest first."""

    feed: FeedRow
    history: Sequence[Line]


@router.get("/feeds", summary="The feeds", responses=tells(list[FeedRow]))
def list_feeds(
    visit: Visiting,
    show: Annotated[
        str, Query(description="Only those that need a look (problem), or are so: silent.")
    ] = "",
) -> Response:
    """How each is doing, worst first."""
    rows = feeding.list_feeds(visit.desk)
    if show == "problem":
        rows = [row for row in rows if row.needs_a_look]
    elif show:
        rows = [row for row in rows if row.health.word == show]
    return answer(rows)


@router.post(
    "/feeds",
    summary="Add a feed",
    status_code=201,
    responses={
        **tells(AddReport, status=201),
        200: {"model": AddReport, "description": "It was there already."},
    },
)
def add_feed(visit: Visiting, asked: NewFeed) -> Response:
    """Look at an address and add it if it is a feed.

    One that cannot be reached now is kept, and tried again. A site's page is refused; the problem
    names the feeds that it announces.
    """
    report = feeding.add_feed(visit.desk, asked.url, title=asked.title)
    if report.outcome in (Added.NOT_A_FEED, Added.REFUSED):
        what = f"{report.outcome.value}: {report.detail}"
        raise InvalidRequest(what, report.url, "Give the address of a feed.")
    if report.outcome is Added.HAD_IT:
        return answer(report)
    return made(report, f"{API}/feeds/{report.feed_id}")


@router.post("/feeds/preview", summary="Look at an address", responses=tells(Preview))
def preview(visit: Visiting, asked: Address) -> Response:
    """What a feed holds, or the feeds that a site announces; nothing is saved."""
    return answer(asyncio.run(feeding.preview(visit.desk, asked.url)))


@router.post("/feeds/import", summary="Add a list of feeds", responses=tells(list[AddReport]))
def import_feeds(
    visit: Visiting,
    opml: Annotated[bytes, Body(media_type=OPML, max_length=LONGEST_LIST)],
) -> Response:
    """The body is an OPML file; the answer has a line for each feed. Twice changes nothing."""
    return answer(feeding.import_list(visit.desk, opml))


@router.get(
    "/feeds/export",
    summary="All feeds as OPML",
    response_class=Response,
    responses={200: {"content": {OPML: {"schema": {"type": "string"}}}}},
)
def export_feeds(visit: Visiting) -> Response:
    """A file that any feed reader takes."""
    named = {"Content-Disposition": 'attachment; filename="presswatch.opml"'}
    return Response(feeding.export_opml(visit.desk), headers=named, media_type=OPML)


@router.get("/feeds/{number}", summary="A feed", responses=tells(FeedAnswer))
def show_feed(visit: Visiting, number: Number) -> Response:
    """How it is doing, and what happened to it."""
    return answer(FeedAnswer(feeding.get_feed(visit.desk, number), _history(visit, number)))


@router.delete("/feeds/{number}", summary="Remove a feed", responses=tells(FeedState))
def remove(visit: Visiting, number: Number) -> Response:
    """Its articles stay; the answer is what it was."""
    return answer(feeding.remove_feed(visit.desk, str(number)))


@router.post("/feeds/{number}/pause", summary="Stop polling a feed", responses=tells(FeedState))
def pause(visit: Visiting, number: Number) -> Response:
    """Its articles stay."""
    return answer(feeding.pause_feed(visit.desk, str(number), is_paused=True))


@router.post("/feeds/{number}/resume", summary="Poll a feed again", responses=tells(FeedState))
def resume(visit: Visiting, number: Number) -> Response:
    """With the next cycle."""
    return answer(feeding.pause_feed(visit.desk, str(number), is_paused=False))


def _history(visit: Visiting, number: int) -> Sequence[Line]:
    return feeding.feed_history(visit.desk, number)
