"""Every article that a query finds, and every message, as a file; the newest articles, as a feed.

They stand below the API and, for the links of pages, at the root.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from indexing.desk.alerts import logbook
from indexing.desk.coverage import exporting, saving, syndicating
from indexing.desk.coverage.syndicating import Syndicate
from indexing.desk.encoding import Table, as_csv, as_ndjson
from indexing.web.api.answers import OptionalNumber, Typed
from indexing.web.api.deliveries import State
from indexing.web.heads import is_head
from indexing.web.visit import Visiting

router = APIRouter(tags=["files and feeds"])
COUNT = "X-Total-Count"
CSV, NDJSON = "text/csv", "application/x-ndjson"
ATOM, JSON_FEED = "application/atom+xml", "application/feed+json"
OfAlert = Annotated[OptionalNumber, Query(description="Of this alert.")]
_PIECE = 64_000
"""Characters that are sent at once: a row alone would cost more to send than to write."""


def _file(kind: str) -> dict[int | str, dict[str, Any]]:
    told = {"description": "How many rows there are.", "schema": {"type": "integer"}}
    return {200: {"content": {kind: {"schema": {"type": "string"}}}, "headers": {COUNT: told}}}


def _feed(kind: str, written: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {kind: {"schema": {"type": written}}}}}


@router.get(
    "/search.csv", summary="As a table", response_class=StreamingResponse, responses=_file(CSV)
)
def csv(request: Request, visit: Visiting, query: Typed = "") -> Response:
    """Every article, newest first, for spreadsheets; cells that look like formulas are defused."""
    return _table(request, exporting.export(visit.desk, query), name="articles")


@router.get(
    "/search.ndjson",
    summary="As lines of JSON",
    response_class=StreamingResponse,
    responses=_file(NDJSON),
)
def ndjson(request: Request, visit: Visiting, query: Typed = "") -> Response:
    """Every article, newest first, each a line."""
    return _lines(request, exporting.export(visit.desk, query), name="articles")


@router.get(
    "/deliveries.csv",
    summary="What was sent, as a table",
    response_class=StreamingResponse,
    responses=_file(CSV),
)
def deliveries_csv(
    request: Request, visit: Visiting, *, alert: OfAlert = None, state: State = ""
) -> Response:
    """Every message, newest first; cells that look like formulas are defused."""
    found = logbook.logbook(visit.desk, alert_id=alert, state=state)
    return _table(request, found, name="deliveries")


@router.get(
    "/deliveries.ndjson",
    summary="What was sent, as lines of JSON",
    response_class=StreamingResponse,
    responses=_file(NDJSON),
)
def deliveries_ndjson(
    request: Request, visit: Visiting, *, alert: OfAlert = None, state: State = ""
) -> Response:
    """Every message, newest first, each a line."""
    found = logbook.logbook(visit.desk, alert_id=alert, state=state)
    return _lines(request, found, name="deliveries")


@router.get(
    "/search.atom",
    summary="As an Atom feed",
    response_class=Response,
    responses=_feed(ATOM, "string"),
)
def atom(visit: Visiting, query: Typed = "") -> Response:
    """The newest 100, for feed readers."""
    return _as_atom(syndicating.syndicate(visit.desk, query))


@router.get(
    "/search.json",
    summary="As a JSON feed",
    response_class=Response,
    responses=_feed(JSON_FEED, "object"),
)
def json(visit: Visiting, query: Typed = "") -> Response:
    """The newest 100, for feed readers."""
    return _as_json_feed(syndicating.syndicate(visit.desk, query))


@router.get(
    "/searches/{name:path}.atom",
    summary="A saved search as an Atom feed",
    response_class=Response,
    responses=_feed(ATOM, "string"),
)
def saved_atom(visit: Visiting, name: str) -> Response:
    """The newest 100, for feed readers."""
    return _as_atom(_saved(visit, name))


@router.get(
    "/searches/{name:path}.json",
    summary="A saved search as a JSON feed",
    response_class=Response,
    responses=_feed(JSON_FEED, "object"),
)
def saved_json(visit: Visiting, name: str) -> Response:
    """The newest 100, for feed readers."""
    return _as_json_feed(_saved(visit, name))


def _saved(visit: Visiting, name: str) -> Syndicate:
    kept = saving.get_search(visit.desk, name)
    return syndicating.syndicate(visit.desk, kept.query, saved_as=kept.name)


def _as_atom(feed: Syndicate) -> Response:
    return Response(syndicating.as_atom(feed), media_type=ATOM)


def _as_json_feed(feed: Syndicate) -> Response:
    return Response(syndicating.as_json_feed(feed), media_type=JSON_FEED)


def _table(request: Request, found: Table[Any], *, name: str) -> Response:
    return _streamed(request, found.total, as_csv(found.rows, found.kind), CSV, name=name)


def _lines(request: Request, found: Table[Any], *, name: str) -> Response:
    return _streamed(request, found.total, as_ndjson(found.rows), NDJSON, name=name)


def _streamed(
    request: Request, total: int, rows: Iterable[str], kind: str, *, name: str
) -> Response:
    """Return a file of which a piece is in memory at a time, and no transaction is open."""
    ending = request.url.path.rpartition(".")[2]
    headers = {
        COUNT: str(total),
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
    }
    sent = _pieces(() if is_head(request) else rows)
    return StreamingResponse(sent, headers=headers, media_type=kind)


def _pieces(rows: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row)
        if size >= _PIECE:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)
