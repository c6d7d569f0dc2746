"""The first page: a box to follow a story, and what is new in those that are followed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from indexing.desk import attending, covering, following
from indexing.desk.attending import Attention
from indexing.desk.covering import RelatedArticle
from indexing.desk.following import Followed
from indexing.errors import IndexUnavailable, PresswatchError
from indexing.web.faults import status_of
from indexing.web.views import addresses, timelines
from indexing.web.views.charts import Chart
from indexing.web.visit import Visit, Visiting

SHOWN = 3
"""Articles shown of each follow."""
router = APIRouter()


@dataclass(frozen=True, slots=True)
class FollowView:
    """One followed story as the first page shows it; no numbers while the index is away."""

    followed: Followed
    coverage: list[RelatedArticle]
    attention: Attention | None
    timeline: Chart | None


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
    text = source.strip()
    is_address = text.startswith(("http://", "https://")) and len(text.split()) == 1
    try:
        document, origin = following.read_reference(
            visit.desk, text if is_address else "-", stdin=text
        )
        made = following.follow(
            visit.desk,
            document,
            name=name.strip(),
            origin=origin if is_address else "a pasted text",
        )
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
    try:
        counted = attending.attention(visit.desk, one.slug)
    except IndexUnavailable:
        return FollowView(one, found, None, None)
    bars = timelines.of_search(visit.desk, counted.days, f"related:{one.slug}")
    return FollowView(one, found, counted, bars)
