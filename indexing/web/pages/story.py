"""Stories: one event told by many; what happened in which order; merging and splitting."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from indexing.desk.alerts import muting
from indexing.desk.stories import rearranging, storylines
from indexing.desk.stories.storylines import WholeStory
from indexing.errors import InvalidRequest
from indexing.web.faults import status_of
from indexing.web.views import addresses, timelines
from indexing.web.visit import MOST_NUMBER, Visit, Visiting

LISTED = 50
router = APIRouter(prefix="/stories")


@router.get("")
def listed(visit: Visiting) -> Response:
    """Show the stories that went on last."""
    return visit.page("stories", stories=storylines.latest_stories(visit.desk, limit=LISTED))


@router.get("/{story_id}")
def show(visit: Visiting, story_id: str) -> Response:
    """Show a story; one that was merged is shown as the one that it is now."""
    whole = storylines.show_story(visit.desk, story_id)
    if story_id != whole.story.id:
        return RedirectResponse(addresses.story(whole.story.id), 307)
    return _page(visit, whole)


@router.post("/{story_id}/merge")
def merge(visit: Visiting, story_id: str, other: Annotated[str, Form()] = "") -> Response:
    """Let another story go on as this one."""
    wanted = other.strip().rstrip("/").rpartition("/")[2]  # an address of a story's page will do
    try:
        done = rearranging.merge_stories(visit.desk, story_id, wanted, by=visit.who)
    except InvalidRequest as error:
        return _page(visit, storylines.show_story(visit.desk, story_id), fault=error, typed=other)
    return visit.back(addresses.story(done.story.id), done="merged")


@router.post("/{story_id}/split")
def split(
    visit: Visiting, story_id: str, article: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Make a story of its own of the articles that were ticked."""
    try:
        if not article:
            what = "no article is ticked"
            raise InvalidRequest(what, "split", "Tick those that do not belong to it.")
        done = rearranging.split_story(visit.desk, story_id, article, by=visit.who)
    except InvalidRequest as error:
        return _page(visit, storylines.show_story(visit.desk, story_id), fault=error)
    return visit.back(addresses.story(done.other.id), done="split")


@router.post("/{story_id}/mute")
def mute(
    visit: Visiting,
    story_id: str,
    alert: Annotated[int, Form(ge=1, le=MOST_NUMBER)],
    days: Annotated[int, Form(ge=1, le=366)] = 1,
) -> Response:
    """Hold what an alert finds of it for some days."""
    until = visit.desk.now + timedelta(days=days)
    muting.mute_story(visit.desk, alert, story_id, until)
    return visit.back(addresses.story(story_id) + "#alerts", done="muted")


@router.post("/{story_id}/undo")
def undo(visit: Visiting, story_id: str) -> Response:
    """Take back the last merge or split."""
    try:
        done = rearranging.undo(visit.desk, story_id, by=visit.who)
    except InvalidRequest as error:
        return _page(visit, storylines.show_story(visit.desk, story_id), fault=error)
    return visit.back(addresses.story(done.story.id), done="undone")


def _page(
    visit: Visit, whole: WholeStory, *, fault: InvalidRequest | None = None, typed: str = ""
) -> Response:
    return visit.page(
        "story",
        status=status_of(fault) if fault else 200,
        whole=whole,
        is_rearranged=any(event.kind in ("merge", "split") for event in whole.events),
        chart=timelines.of_story(visit.desk, whole.days),
        fault=fault,
        typed=typed,
    )
