"""What is followed: coverage, press reviews, and what a person corrects of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from indexing.desk.follows import briefing, covering, following, tuning
from indexing.desk.follows.briefing import Brief
from indexing.desk.follows.covering import RelatedArticle
from indexing.desk.follows.following import Followed
from indexing.desk.follows.tuning import Effect
from indexing.desk.follows.wishes import Wishes
from indexing.desk.times import length_of
from indexing.errors import InvalidRequest
from indexing.web.api.answers import Asked, Limit, answer, made, tells
from indexing.web.views import addresses
from indexing.web.visit import Visiting

router = APIRouter(tags=["follows"])
LONGEST_TEXT = 200_000
"""Characters of a reference article; a long one has 20,000."""


class NewFollow(Asked):
    """A reference article: its whole text, or its address."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "The ferry",
                    "text": "Ferry to reopen after repairs\n\nThe ferry between both banks of the "
                    "river will run again from Monday, the harbour office said, after a winter "
                    "of repairs to its landing stage and engine.",
                }
            ]
        }
    )
    text: str = Field("", max_length=LONGEST_TEXT, description="Its first line is the headline.")
    url: str = Field("", max_length=4_000, description="A page that has the article.")
    name: str = Field("", max_length=200, description="What to call it; else its headline.")


class Tuning(Asked):
    """What to change of a follow: see the fields; what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"pin": ["Mark Rutte"], "line": 0.2}]}
    )
    pin: tuple[str, ...] = Field((), description="Names or words that count more.")
    exclude: tuple[str, ...] = Field((), description="Names or words that do not count at all.")
    right: tuple[str, ...] = Field((), description="Articles that belong here: more like them.")
    wrong: tuple[str, ...] = Field((), description="Articles that do not: they are put aside.")
    clear: tuple[str, ...] = Field((), description="Names, words, articles to take back.")
    line: float | None = Field(None, description="The score that counts as related, over 0 to 1.")
    settings_line: bool = Field(False, description="Take the line of the settings again.")

    def wishes(self) -> Wishes:
        """Return what is asked for, as the desk takes it."""
        return Wishes(**self.model_dump())


@dataclass(frozen=True, slots=True)
class FollowAnswer:
    """A follow with its coverage, nearest first."""

    follow: Followed
    coverage: list[RelatedArticle]


@router.get(
    "",
    name="home",
    summary="What is followed: the twin of the first page",
    responses=tells(list[Followed]),
)
@router.get("/follows", summary="What is followed", responses=tells(list[Followed]))
def list_follows(visit: Visiting) -> Response:
    """Every follow with what its reference is about, oldest first."""
    return answer(following.list_follows(visit.desk))


@router.post(
    "/follows",
    summary="Follow the story of an article",
    status_code=201,
    responses=tells(Followed, status=201),
)
def follow(visit: Visiting, asked: NewFollow) -> Response:
    """Understand a reference article, look back through the store, go on from there."""
    if bool(asked.text) == bool(asked.url):
        raise InvalidRequest("give one of text and url", "follows", "Leave the other out.")
    if asked.url and not following.is_address(asked.url):
        raise InvalidRequest("is no address of a page", asked.url, "Begin it with https://.")
    if asked.url:
        reference = following.read_reference(visit.desk, asked.url)
    else:
        reference = following.read_pasted(visit.desk, asked.text)
    kept = following.follow(visit.desk, reference, name=asked.name.strip())
    return made(kept, addresses.twin(addresses.follow(kept.slug)))


@router.get("/follows/{slug}", summary="A follow's coverage", responses=tells(FollowAnswer))
def show_follow(  # noqa: PLR0913 (each is a parameter of the address)
    visit: Visiting,
    slug: str,
    *,
    below: Annotated[bool, Query(description="Also what is just below the line.")] = False,
    new: Annotated[bool, Query(description="Only what came since the last look.")] = False,
    aside: Annotated[bool, Query(description="Only what was put aside as wrong.")] = False,
    look: Annotated[str, Query(description="One of these, as the page names it.")] = "all",
    limit: Limit = 30,
) -> Response:
    """What is related to it, nearest first, with reasons; looking changes nothing."""
    below, new, aside = below or look == "below", new or look == "new", aside or look == "aside"
    if aside and (new or below):
        what = "what is put aside is a list of its own"
        raise InvalidRequest(what, "aside", "Ask for it alone.")
    one = following.get_follow(visit.desk, slug)
    if aside:
        rows = covering.put_aside(visit.desk, slug, limit=limit)
    else:
        rows = covering.coverage(visit.desk, slug, below=below, only_new=new, limit=limit)
    return answer(FollowAnswer(one, rows))


@router.get("/follows/{slug}/brief", summary="A press review", responses=tells(Brief))
def brief(
    visit: Visiting,
    slug: str,
    since: Annotated[str, Query(description="How far back: 24h, 7d.")] = "24h",
) -> Response:
    """What was first seen since then, each story once."""
    return answer(briefing.brief(visit.desk, slug, since=length_of(since, "since")))


@router.post("/follows/{slug}/seen", summary="Take all of it for seen", responses=tells(Followed))
def seen(visit: Visiting, slug: str) -> Response:
    """Nothing that is there now counts as new any more."""
    following.get_follow(visit.desk, slug)
    following.mark_seen(visit.desk, slug)
    return answer(following.get_follow(visit.desk, slug))


@router.post("/follows/{slug}/pause", summary="Pause a follow", responses=tells(Followed))
def pause(visit: Visiting, slug: str) -> Response:
    """No new article is related to it; what was found stays."""
    following.pause_follow(visit.desk, slug, is_paused=True)
    return answer(following.get_follow(visit.desk, slug))


@router.post("/follows/{slug}/resume", summary="Go on with a follow", responses=tells(Followed))
def resume(visit: Visiting, slug: str) -> Response:
    """It first looks back at what came in meanwhile."""
    following.pause_follow(visit.desk, slug, is_paused=False)
    return answer(following.get_follow(visit.desk, slug))


@router.delete("/follows/{slug}", summary="Forget a follow", responses=tells(Followed))
def remove(visit: Visiting, slug: str) -> Response:
    """Its articles stay; the answer is what it was."""
    one = following.get_follow(visit.desk, slug)
    following.remove_follow(visit.desk, slug)
    return answer(one)


@router.post("/follows/{slug}/tuning", summary="Tune a follow", responses=tells(Effect))
def tune(visit: Visiting, slug: str, asked: Tuning) -> Response:
    """Save what is asked for; the answer is its effect. The last one can be undone."""
    draft = tuning.preview(visit.desk, slug, asked.wishes())
    return answer(tuning.save(visit.desk, draft))


@router.post(
    "/follows/{slug}/tuning/preview",
    summary="What a tuning would do",
    responses=tells(Effect),
)
def preview_tuning(visit: Visiting, slug: str, asked: Tuning) -> Response:
    """Articles that would come in and go out; nothing is saved."""
    return answer(tuning.preview(visit.desk, slug, asked.wishes()).effect)


@router.get(
    "/follows/{slug}/tuning/undo",
    summary="What undoing the last tuning would do",
    responses=tells(Effect),
)
def preview_undo(visit: Visiting, slug: str) -> Response:
    """Articles that would come in and go out; nothing is saved."""
    return answer(tuning.preview_undo(visit.desk, slug).effect)


@router.post("/follows/{slug}/tuning/undo", summary="Undo the last tuning", responses=tells(Effect))
def undo_tuning(visit: Visiting, slug: str) -> Response:
    """Go back to the tuning before the last."""
    return answer(tuning.save(visit.desk, tuning.preview_undo(visit.desk, slug)))
