"""Searching the coverage: the address is the whole of a search, so any of them can be shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from indexing.desk.coverage import saving, searching
from indexing.desk.coverage.facets import FACETS
from indexing.desk.coverage.queries import frozen
from indexing.desk.coverage.searching import SearchAnswer, Wish
from indexing.desk.coverage.suggesting import begun
from indexing.errors import IndexUnavailable, InvalidQuery, InvalidRequest, PresswatchError
from indexing.index.contract import Sort
from indexing.search.tree import Field
from indexing.web.faults import status_of
from indexing.web.views import addresses, timelines
from indexing.web.visit import Visit, Visiting

PAGE = 25
STEPS = ("day", "week", "month")
SORTS = {"relevance": "best match", "published": "newest published", "seen": "newest seen"}
FACET_NAMES = {
    Field.SOURCE: "Sources",
    Field.ENTITY: "Names",
    Field.TOPIC: "Topics",
    Field.RELATED: "Follows",
    Field.LANG: "Languages",
}
EXAMPLES = (
    ("orban AND nato", "both words, in any of their forms"),
    ("orban AND (nato OR ukraine)", "one word, and either of two"),
    ('"opt out"', "the words side by side"),
    ('"ukraine mission"~2', "two words with at most two between"),
    ("title:ferry", "in the headline"),
    ('entity:"Viktor Orbán"', "a person, place or body, under any spelling"),
    ("topic:conflict published:>=now-7d", "a topic, in the last seven days"),
    ("source:herald*", "outlets whose name begins so"),
    ("nato -hungary", "one word without another"),
    ("parliam*", "words that begin so"),
    ("stoltenburg~1", "spelled nearly so"),
    ("lang:de OR lang:fr", "in other languages"),
)
"""Queries that run, with what each asks: they stand under the box and on the help page."""
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address has it."""

    query: str
    sort: str = "relevance"
    step: str = "day"
    cursor: str = ""

    def wish(self) -> Wish:
        """Return how the desk is to answer. Raises InvalidRequest for an order that is none."""
        if self.sort not in SORTS:
            what = f"{self.sort!r} is no order"
            raise InvalidRequest(what, "sort", f"Say one of {', '.join(SORTS)}.")
        return Wish(Sort(self.sort), PAGE, self.cursor, FACETS, self.step)


@router.get("/search")
def search(
    visit: Visiting, q: str = "", sort: str = "relevance", step: str = "day", cursor: str = ""
) -> Response:
    """Show what a query finds; without one, what can be asked."""
    return _page(visit, Asked(q, sort, step, cursor))


@router.get("/pick")
def pick(visit: Visiting, q: str = "") -> Response:
    """Show what the last words of a query may mean, each to be put in their place."""
    before, typed, found = begun(visit.desk, q)
    return visit.page("pick", asked=q, before=before, typed=typed, found=found)


@router.post("/searches")
def save(
    visit: Visiting, query: Annotated[str, Form()] = "", name: Annotated[str, Form()] = ""
) -> Response:
    """Keep a search under a name."""
    try:
        saving.save_search(visit.desk, name.strip(), query)
    except (InvalidRequest, InvalidQuery) as error:
        return _page(visit, Asked(query), typed_name=name, fault=error)
    return visit.back("/search#saved", done="saved")


@router.post("/searches/seen")
def seen(visit: Visiting, name: Annotated[str, Form()] = "") -> Response:
    """Take all that a saved search finds now for seen."""
    query = saving.get_search(visit.desk, name).query
    saving.look_at(visit.desk, name)
    return visit.back(addresses.search(query), done="seen")


@router.post("/searches/remove")
def remove(visit: Visiting, name: Annotated[str, Form()] = "") -> Response:
    """Forget a saved search."""
    saving.remove_search(visit.desk, name)
    return visit.back("/search", done="removed")


def _page(
    visit: Visit, asked: Asked, *, typed_name: str = "", fault: PresswatchError | None = None
) -> Response:
    answer, found_fault = None, fault
    if fault is None and asked.query.strip():
        try:
            answer = searching.search(visit.desk, asked.query, asked.wish())
        except (InvalidQuery, InvalidRequest, IndexUnavailable) as error:
            found_fault = error
    return visit.page(
        "search",
        status=status_of(found_fault) if found_fault else 200,
        asked=asked,
        answer=answer,
        fault=found_fault,
        is_query_fault=isinstance(found_fault, InvalidQuery),
        typed_name=typed_name,
        chart=_chart(visit, asked, answer) if answer else None,
        advice_if_empty=_advice(visit, answer),
        saved=() if answer else _saved(visit),  # to count them costs two searches each
        frozen=frozen(visit.desk, asked.query) if answer else "",
        sorts=SORTS,
        steps=STEPS,
        facet_names={one.value: name for one, name in FACET_NAMES.items()},
        examples=EXAMPLES,
    )


def _chart(visit: Visit, asked: Asked, answer: SearchAnswer) -> object:
    return timelines.of_search(visit.desk, answer.timeline, asked.query, step=asked.step)


def _advice(visit: Visit, answer: SearchAnswer | None) -> Sequence[searching.LeftOut]:
    if answer is None or answer.total:
        return ()
    return searching.why_empty(visit.desk, answer.query)


def _saved(visit: Visit) -> Sequence[saving.SavedSearch]:
    try:
        return saving.list_searches(visit.desk)
    except IndexUnavailable:
        return ()
