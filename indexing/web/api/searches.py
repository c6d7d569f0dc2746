"""Searches kept under a name, with what is new in each."""

from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ConfigDict

from indexing.desk.coverage import saving
from indexing.desk.coverage.saving import SavedSearch
from indexing.errors import NotFound
from indexing.store.watch.searches import Search
from indexing.web.api.answers import Asked, QueryText, answer, made, tells
from indexing.web.views.addresses import API
from indexing.web.visit import Visiting

router = APIRouter(tags=["searches"])


class Kept(Asked):
    """The query to keep."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "summit AND (nato OR washington)"}]}
    )
    query: QueryText


@router.get("/searches", summary="The saved searches", responses=tells(list[SavedSearch]))
def list_searches(visit: Visiting) -> Response:
    """By name: what each finds, and how much of it is new."""
    return answer(saving.list_searches(visit.desk))


@router.post("/searches/{name:path}/look", summary="Take it for seen", responses=tells(SavedSearch))
def look(visit: Visiting, name: str) -> Response:
    """All that the search finds now is not new any more."""
    saving.look_at(visit.desk, name)
    return answer(saving.count_search(visit.desk, name))


@router.get("/searches/{name:path}", summary="A saved search", responses=tells(SavedSearch))
def show_search(visit: Visiting, name: str) -> Response:
    """What it finds, and how much of it is new; looking changes nothing."""
    return answer(saving.count_search(visit.desk, name))


@router.put(
    "/searches/{name:path}",
    summary="Keep a search",
    responses={
        200: {"model": SavedSearch, "description": "Kept instead of what had this name."},
        201: {"model": SavedSearch, "description": "Kept under a new name."},
    },
)
def save(visit: Visiting, name: str, asked: Kept) -> Response:
    """Keep a query under a name, instead of what was kept under it."""
    is_new = _is_new(visit, name)
    saved = saving.save_search(visit.desk, name, asked.query)
    where = f"{API}/searches/{quote(name, safe='')}"
    return made(saved, where) if is_new else answer(saved)


@router.delete("/searches/{name:path}", summary="Forget a search", responses=tells(Search))
def remove(visit: Visiting, name: str) -> Response:
    """Alerts and coverage stay; the answer is what it was."""
    return answer(saving.remove_search(visit.desk, name))


def _is_new(visit: Visiting, name: str) -> bool:
    try:
        saving.get_search(visit.desk, name)
    except NotFound:
        return True
    return False
