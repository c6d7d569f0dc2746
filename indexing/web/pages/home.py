"""The first page: a box to follow a story, and what is new in those that are followed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from indexing.desk.follows import covering, following
from indexing.desk.follows.covering import RelatedArticle
from indexing.desk.follows.following import Followed
from indexing.errors import PresswatchError
from indexing.web.faults import status_of
from indexing.web.views import addresses
from indexing.web.views.attention import Attended, attended
from indexing.web.visit import Visit, Visiting

SHOWN = 3
"""Articles shown of each follow."""
router = APIRouter()


@dataclass(frozen=True, slots=True)
class FollowView:
    """One followed story as the first page shows it."""

    followed: Followed
    coverage: list[RelatedArticle]
    attended: Attended


@router.get("/")
def home(visit: Visiting) -> Response:
    """Show what is followed, most news first."""
    return _home(visit)


@router.post("/follows")
def follow(
    visit: Visiting,
    source: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Follow the story of an article: its address, or its text."""
    try:
        reference = following.read_pasted(visit.desk, source)
        made = following.follow(visit.desk, reference, name=name.strip())
    except PresswatchError as error:
        return _home(visit, typed=source, typed_name=name, fault=error, status=status_of(error))
    return visit.back(addresses.follow(made.slug), done="followed")


def _home(
    visit: Visit,
    *,
    typed: str = "",
    typed_name: str = "",
    fault: PresswatchError | None = None,
    status: int = 200,
) -> Response:
    known = sorted(following.list_follows(visit.desk), key=lambda one: (-one.new, one.name))
    return visit.page(
        "home",
        status=status,
        follows=[_view(visit, one) for one in known],
        typed=typed,
        typed_name=typed_name,
        fault=fault,
    )


def _view(visit: Visit, one: Followed) -> FollowView:
    found = covering.coverage(visit.desk, one.slug, limit=SHOWN)
    return FollowView(one, found, attended(visit.desk, one.slug))
