"""One article, whole: its text with names, who claims which date, versions, copies, alerts."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from indexing.desk.alerts import muting
from indexing.desk.coverage import explaining, naming, reading
from indexing.desk.coverage.reading import WholeArticle
from indexing.desk.room import find_article
from indexing.errors import InvalidRequest, NotFound
from indexing.models import EntityType
from indexing.web.faults import status_of
from indexing.web.views import addresses
from indexing.web.views.texts import LETTERS, named_paragraphs
from indexing.web.visit import MOST_NUMBER, Visit, Visiting

KINDS = {
    EntityType.PER: "People",
    EntityType.ORG: "Bodies",
    EntityType.LOC: "Places",
    EntityType.MISC: "Other names",
}
router = APIRouter()


@router.get("/articles/{wanted}")
def show(
    visit: Visiting, wanted: str, old: int | None = None, new: int | None = None, names: str = "on"
) -> Response:
    """Show an article, with what changed between two of its versions."""
    whole = reading.show(visit.desk, wanted)
    if wanted != whole.article.id:
        return RedirectResponse(addresses.article(whole.article.id), 307)
    return _page(visit, whole, old=old, new=new, has_names=names != "off")


@router.post("/articles/{wanted}/names")
def correct(
    visit: Visiting,
    wanted: str,
    act: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    other: Annotated[str, Form()] = "",
) -> Response:
    """Let two names be one everywhere, or part them."""
    article_id = find_article(visit.desk, wanted)
    try:
        if act == "merge":
            naming.merge_entities(visit.desk, name.strip(), other.strip(), by=visit.who)
        else:
            naming.split_entity(visit.desk, name.strip(), other.strip(), by=visit.who)
    except InvalidRequest as error:
        whole = reading.show(visit.desk, article_id)
        return _page(visit, whole, fault=error, typed={"name": name, "other": other})
    return visit.back(addresses.article(article_id) + "#names", done="changed")


@router.post("/articles/{wanted}/mute")
def mute_source(
    visit: Visiting,
    wanted: str,
    alert: Annotated[int, Form(ge=1, le=MOST_NUMBER)],
    days: Annotated[int, Form(ge=1, le=366)] = 1,
) -> Response:
    """Hold what an alert finds in the article's source for some days."""
    article = reading.show(visit.desk, wanted).article
    until = visit.desk.now + timedelta(days=days)
    muting.mute_source(visit.desk, alert, article.source, until)
    return visit.back(addresses.article(article.id), done="muted")


def _page(  # noqa: PLR0913 (what a person may have asked of one page)
    visit: Visit,
    whole: WholeArticle,
    *,
    old: int | None = None,
    new: int | None = None,
    has_names: bool = True,
    fault: InvalidRequest | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    entities = whole.extraction.entities if whole.extraction else ()
    return visit.page(
        "article",
        status=status_of(fault) if fault else 200,
        whole=whole,
        paragraphs=named_paragraphs(whole.article.document, entities if has_names else ()),
        has_names=has_names,
        names={
            kind: [one for one in entities if one.type is type_] for type_, kind in KINDS.items()
        },
        letters={kind: LETTERS[type_] for type_, kind in KINDS.items()},
        changes=_changes(visit, whole, old, new),
        told=explaining.explain(visit.desk, whole.article.id),
        fault=fault,
        typed=typed or {},
    )


def _changes(visit: Visit, whole: WholeArticle, old: int | None, new: int | None) -> object:
    """Return (old version, new version, changes), None where there is one version only."""
    if len(whole.versions) < 2 and old is None:
        return None
    try:
        return reading.diff(visit.desk, whole.article.id, old=old, new=new)
    except NotFound:
        if old is None and new is None:
            return None
        raise
