"""A follow: what is new in it, what it is about, all of its coverage with reasons, tuning."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from indexing.desk.follows import briefing, covering, following, tuning
from indexing.desk.follows.tuning import Effect
from indexing.desk.follows.wishes import Wishes
from indexing.errors import InvalidRequest, PresswatchError
from indexing.web.faults import status_of
from indexing.web.security.headers import PAPER_POLICY
from indexing.web.views import addresses
from indexing.web.views.attention import attended
from indexing.web.visit import Visit, Visiting

MOST = 40
LOOKS = {"all": "all", "new": "new", "below": "below the line, too", "aside": "put aside by you"}
router = APIRouter(prefix="/follows/{slug}")


class TuneForm(BaseModel):
    """What a person wrote into the form: names and words between commas, ids of articles."""

    pin: str = ""
    exclude: str = ""
    right: str = ""
    wrong: str = ""
    clear: str = ""
    line: str = ""
    save: str = ""

    def typed(self) -> dict[str, str]:
        """Return what was written, by field."""
        return self.model_dump(exclude={"save"})

    def wishes(self) -> Wishes:
        """Return what is asked for. Raises InvalidRequest for a line that is no number."""
        return Wishes(
            pin=_names(self.pin),
            exclude=_names(self.exclude),
            right=_names(self.right),
            wrong=_names(self.wrong),
            clear=_names(self.clear),
            line=_line(self.line),
        )


@router.get("")
def show(visit: Visiting, slug: str, look: str = "all") -> Response:
    """Show a follow."""
    return _page(visit, slug, look=look)


@router.get("/brief")
def brief(visit: Visiting, slug: str, hours: int = 24) -> Response:
    """Show a press review on one page, to be printed."""
    most = max(1, min(hours, 24 * 365))
    review = briefing.brief(visit.desk, slug, since=timedelta(hours=most))
    headers = {"Content-Security-Policy": PAPER_POLICY}
    return HTMLResponse(briefing.as_html(review), headers=headers)


@router.post("/seen")
def seen(visit: Visiting, slug: str) -> Response:
    """Take all that is there for seen."""
    following.kept_follow(visit.desk, slug)
    following.mark_seen(visit.desk, slug)
    return visit.back(addresses.follow(slug), done="seen")


@router.post("/pause")
def pause(visit: Visiting, slug: str, paused: Annotated[bool, Form()] = True) -> Response:
    """Stop relating new articles to it, or go on."""
    following.pause_follow(visit.desk, slug, is_paused=paused)
    return visit.back(addresses.follow(slug), done="paused" if paused else "resumed")


@router.get("/remove")
def ask_to_remove(visit: Visiting, slug: str) -> Response:
    """Ask once more before a follow is forgotten."""
    return visit.page("remove_follow", followed=following.get_follow(visit.desk, slug))


@router.post("/remove")
def remove(visit: Visiting, slug: str) -> Response:
    """Forget a follow."""
    following.remove_follow(visit.desk, slug)
    return visit.back("/", done="removed")


@router.post("/tune")
def tune(visit: Visiting, slug: str, form: Annotated[TuneForm, Form()]) -> Response:
    """Show what a tuning would do; with ``save``, do it."""
    try:
        draft = tuning.preview(visit.desk, slug, form.wishes())
        if form.save:
            tuning.save(visit.desk, draft)
            return visit.back(addresses.follow(slug), done="tuned")
    except InvalidRequest as error:
        following.kept_follow(visit.desk, slug)
        return _page(visit, slug, fault=error, typed=form.typed())
    return _effect(visit, slug, draft.effect, asked=form.typed(), action="tune")


@router.post("/undo")
def undo(visit: Visiting, slug: str, save: Annotated[str, Form()] = "") -> Response:
    """Show what going back to the tuning before would do; with ``save``, do it."""
    draft = tuning.preview_undo(visit.desk, slug)
    if save:
        tuning.save(visit.desk, draft)
        return visit.back(addresses.follow(slug), done="undone")
    return _effect(visit, slug, draft.effect, asked={}, action="undo")


def _page(
    visit: Visit,
    slug: str,
    *,
    look: str = "all",
    fault: PresswatchError | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    desk = visit.desk
    followed = following.get_follow(desk, slug)
    if look == "aside":
        rows: Sequence[covering.RelatedArticle] = covering.put_aside(desk, slug, limit=MOST)
    else:
        rows = covering.coverage(
            desk, slug, below=look == "below", only_new=look == "new", limit=MOST
        )
    return visit.page(
        "follow",
        status=status_of(fault) if fault else 200,
        followed=followed,
        rows=rows,
        most=MOST,
        look=look if look in LOOKS else "all",
        looks=LOOKS,
        attended=attended(desk, slug),
        fault=fault,
        typed=typed or {},
    )


def _effect(
    visit: Visit, slug: str, effect: Effect, *, asked: dict[str, str], action: str
) -> Response:
    return visit.page(
        "tuning",
        followed=following.get_follow(visit.desk, slug),
        effect=effect,
        asked=asked,
        action=action,
    )


def _names(typed: str) -> tuple[str, ...]:
    """Return what was typed between commas."""
    return tuple(filter(None, (one.strip() for one in typed.split(","))))


def _line(typed: str) -> float | None:
    if not typed.strip():
        return None
    try:
        return float(typed.replace(",", "."))
    except ValueError as error:
        what = f"{typed!r} is no score"
        raise InvalidRequest(what, "line", "Write a number such as 0.14.") from error
