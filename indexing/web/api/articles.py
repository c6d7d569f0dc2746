"""One article: whole, its changes, and everything that happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from indexing.articles.versions import Change
from indexing.desk.coverage import explaining, reading
from indexing.desk.coverage.explaining import Explanation
from indexing.desk.coverage.reading import WholeArticle
from indexing.store.records.articles import Version
from indexing.web.api.answers import answer, tells
from indexing.web.visit import MOST_NUMBER, Visiting

router = APIRouter(tags=["articles"])
VersionNumber = Annotated[int | None, Query(ge=1, le=1_000_000, description="A version.")]


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """Two versions of an article, and what changed, word by word."""

    old: Version
    new: Version
    changes: Sequence[Change]


@router.get("/articles/{article_id}", summary="An article", responses=tells(WholeArticle))
def show_article(visit: Visiting, article_id: str) -> Response:
    """Its text, names, topics, story, copies and versions. The beginning of an id will do."""
    return answer(reading.show(visit.desk, article_id))


@router.get("/articles/{article_id}/diff", summary="What changed", responses=tells(DiffAnswer))
def diff(
    visit: Visiting, article_id: str, old: VersionNumber = None, new: VersionNumber = None
) -> Response:
    """Two versions compared word by word, the last two if none is named."""
    return answer(DiffAnswer(*reading.diff(visit.desk, article_id, old=old, new=new)))


@router.get("/explain", summary="Why, or why not", responses=tells(Explanation))
def explain(
    visit: Visiting,
    url: Annotated[str, Query(description="An address, or an article's id.")],
    alert: Annotated[int, Query(ge=0, le=MOST_NUMBER, description="Tell of this one, too.")] = 0,
) -> Response:
    """Everything that happened to an address: found, read, related, indexed, in which alerts.

    Of one that was never seen: which feeds could carry it. Of more than 100 alerts those are told
    that fired and some that might have; ``other_alerts`` counts the rest.
    """
    return answer(explaining.explain(visit.desk, url, alert_id=alert))
