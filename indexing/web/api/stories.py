"""Stories: events, each told by many articles; merged and split by hand."""

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from indexing.desk.stories import rearranging, storylines
from indexing.desk.stories.rearranging import Rearranged
from indexing.desk.stories.storylines import WholeStory
from indexing.store.watch.stories import StoryRow
from indexing.web.api.answers import Asked, Limit, answer, tells
from indexing.web.visit import Visiting

router = APIRouter(tags=["stories"])


class Other(Asked):
    """The story that goes into the one of the address."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"other": "8f14e45fceea"}]})
    other: str = Field(description="Its id.")


class Parted(Asked):
    """The articles that are another event; copies of their texts come along."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"articles": ["3f9c02d1"]}]})
    articles: list[str] = Field(min_length=1, max_length=1_000, description="Ids or addresses.")


@router.get("/stories", summary="The stories that went on last", responses=tells(list[StoryRow]))
def list_stories(visit: Visiting, limit: Limit = 20) -> Response:
    """Newest first."""
    return answer(storylines.latest_stories(visit.desk, limit=limit))


@router.get("/stories/{story_id}", summary="A story", responses=tells(WholeStory))
def show_story(visit: Visiting, story_id: str) -> Response:
    """Its articles, what happened in which order, reports a day.

    A story that was merged is found under its old id, too: ``asked`` is the one that was given.
    """
    return answer(storylines.show_story(visit.desk, story_id))


@router.post("/stories/{story_id}/merge", summary="Merge two stories", responses=tells(Rearranged))
def merge(visit: Visiting, story_id: str, asked: Other) -> Response:
    """The other one goes on as this, under both ids. What alerts told of either counts as told."""
    return answer(rearranging.merge_stories(visit.desk, story_id, asked.other, by=visit.who))


@router.post("/stories/{story_id}/split", summary="Split a story", responses=tells(Rearranged))
def split(visit: Visiting, story_id: str, asked: Parted) -> Response:
    """Some of its articles become a story of their own."""
    return answer(rearranging.split_story(visit.desk, story_id, asked.articles, by=visit.who))


@router.post("/stories/{story_id}/undo", summary="Undo the last of it", responses=tells(Rearranged))
def undo(visit: Visiting, story_id: str) -> Response:
    """Take back the last merge or split of a story."""
    return answer(rearranging.undo(visit.desk, story_id, by=visit.who))
