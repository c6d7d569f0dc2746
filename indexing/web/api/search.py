"""Searching, what may be meant, and names: who is one with whom."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import ConfigDict

from indexing.desk.coverage import naming, searching, suggesting
from indexing.desk.coverage.facets import FACETS
from indexing.desk.coverage.naming import NamedEntity, SameEntity
from indexing.desk.coverage.searching import SearchAnswer
from indexing.desk.coverage.suggesting import Suggestion
from indexing.index.contract import Sort
from indexing.search.tree import Field as Searched
from indexing.web.api.answers import Asked, Limit, Typed, answer, tells
from indexing.web.visit import Visiting

router = APIRouter(tags=["search"])


class Step(StrEnum):
    """How long a bar of the timeline is."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class CountedEntity:
    """An entity with the number of articles that name it."""

    id: str
    name: str
    type: str
    articles: int


class Two(Asked):
    """Two names, in any spelling, or their ids."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "NATO", "other": "North Atlantic Alliance"}]}
    )
    name: str
    other: str


class Apart(Asked):
    """A name, and from whom it is to be parted: else from all that are directly one with it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "NATO"}]})
    name: str
    other: str = ""


@router.get("/search", summary="Search the coverage", responses=tells(SearchAnswer))
def search(  # noqa: PLR0913 (each is a parameter of the address)
    visit: Visiting,
    *,
    query: Typed = "",
    sort: Annotated[Sort, Query(description="What stands first.")] = Sort.RELEVANCE,
    limit: Limit = 20,
    cursor: Annotated[str, Query(description="The next page, as the last one named it.")] = "",
    facets: Annotated[
        bool, Query(description="Count names, topics, follows and languages, not only sources.")
    ] = False,
    step: Annotated[Step, Query(description="A bar of the timeline.")] = Step.DAY,
) -> Response:
    """Exact counts, what matched and where, the query read back in words."""
    counted = FACETS if facets else (Searched.SOURCE,)
    wish = searching.Wish(sort, limit, cursor, counted, step.value)
    return answer(searching.search(visit.desk, query, wish))


@router.get("/suggest", summary="What may be meant", responses=tells(list[Suggestion]))
def suggest(
    visit: Visiting,
    begun: Annotated[str, Query(alias="q", max_length=200, description="How it begins.")],
    limit: Annotated[int, Query(ge=1, le=100, description="Most of them.")] = 10,
) -> Response:
    """Names, sources and topics that begin so, each with the clause that asks for it."""
    return answer(suggesting.suggest(visit.desk, begun, limit=limit))


@router.get(
    "/entities",
    summary="Who is in the news, or whom a name means",
    responses=tells(list[NamedEntity] | list[CountedEntity]),
)
def entities(
    visit: Visiting,
    name: Annotated[str, Query(description="In any spelling, or an id.")] = "",
    limit: Limit = 20,
) -> Response:
    """With a name, every entity that is written so; without, those in most articles."""
    if name:
        return answer(naming.show_entity(visit.desk, name))
    return answer([CountedEntity(*one) for one in naming.most_named(visit.desk, limit=limit)])


@router.post("/entities/merge", summary="Take two for one", responses=tells(list[NamedEntity]))
def merge(visit: Visiting, asked: Two) -> Response:
    """Two names are one wherever somebody asks for either; it can be taken back."""
    return answer(naming.merge_entities(visit.desk, asked.name, asked.other, by=visit.who))


@router.post("/entities/split", summary="Part two names", responses=tells(list[SameEntity]))
def split(visit: Visiting, asked: Apart) -> Response:
    """Part a name from another that it was taken for; the answer is from whom."""
    return answer(naming.split_entity(visit.desk, asked.name, asked.other, by=visit.who))
