"""``stories``: events and their articles; merged, split, and put back by hand."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell
from indexing.delivery.safe_text import one_line
from indexing.desk.wording import copies, day, moment, short_id
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.desk.room import Desk
    from indexing.desk.stories.rearranging import Rearranged
    from indexing.desk.stories.storylines import StoryDay, WholeStory

StoryId = Annotated[str, typer.Argument(metavar="STORY", help="The story's id.")]
stories = typer.Typer(help="Events, each told by many articles.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group ``stories``."""
    app.add_typer(stories, name="stories")


@stories.command("list")
def list_stories(
    *, limit: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="Most stories.")] = 20
) -> None:
    """List the events that went on last."""
    from indexing.desk.stories import storylines

    with CURRENT.desk() as desk:
        found = storylines.latest_stories(desk, limit=limit)
        if not found and not CURRENT.wants_json:
            tell("no story yet; next: presswatch run")
            return
        rows = [
            (moment(one.last_at, desk), one.articles, one.copies, one.id, one.title)
            for one in found
        ]
        show(found, table(("latest", "articles", "copies", "story", "title"), rows))


@stories.command("show")
def show_story(story: StoryId) -> None:
    """Show an event: reports a day, and what happened in which order."""
    from indexing.desk.stories import storylines

    with CURRENT.desk() as desk:
        whole = storylines.show_story(desk, story)
        rows = [
            (
                moment(one.at, desk),
                one.kind,
                one.source,
                short_id(one.article_id) if one.article_id else "",
                f"{one_line(one.title, 90)} ({one.detail})" if one.detail else one.title,
            )
            for one in whole.events
        ]
        show(
            whole,
            *_head(whole, desk),
            table(("when", "what", "source", "article", "title"), rows),
        )


def _head(whole: "WholeStory", desk: "Desk") -> "Iterator[Text]":
    story = whole.story
    told = " ".join(filter(None, (count(story.articles, "article"), copies(story.copies))))
    yield labelled("story", f"{story.title}: {told}", story.id)
    if whole.asked != story.id:
        yield labelled("merged", f"{whole.asked} goes on as {story.id}")
    if whole.days:
        yield labelled("per day", _per_day(whole.days, desk))
    for one in whole.fired:
        told = f"{one.name}: {count(one.articles, 'article')}, first {moment(one.at, desk)}"
        yield labelled(f"alert {one.alert_id}", told)


def _per_day(days: "Iterable[StoryDay]", desk: "Desk") -> str:
    """Return the articles of each day: ``1 Mar to 3 Mar: 4 0 2 so far``."""
    every = list(days)
    first, last = day(every[0].day, desk), day(every[-1].day, desk)
    span = first if first == last else f"{first} to {last}"
    counts = " ".join(str(one.articles) for one in every)
    return f"{span}: {counts}" + (" so far" if every[-1].is_today else "")


@stories.command()
def merge(
    story: StoryId,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The one that goes into it.")],
) -> int:
    """Let two stories be one, found under both ids.

    What alerts told of either counts as told. To take it back: presswatch stories undo STORY
    """
    from indexing.desk.stories import rearranging, storylines

    with CURRENT.desk() as desk:
        names = [storylines.title_of(desk, each) for each in (other, story)]
        if not CURRENT.confirm(f"merge {names[0]!r} into {names[1]!r}?"):
            tell("not merged")
            return 1
        done = rearranging.merge_stories(desk, story, other, by=CURRENT.person)
        show(done, *_done_lines("merged", done))
    return 0


@stories.command()
def split(
    story: StoryId,
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE...", help="Those that are another event.")
    ],
) -> int:
    """Make another story of some articles of this one.

    Copies of their texts come along. To take it back: presswatch stories undo STORY
    """
    from indexing.desk.stories import rearranging

    with CURRENT.desk() as desk:
        if not CURRENT.confirm(f"split {count(len(articles), 'article')} off {story}?"):
            tell("not split")
            return 1
        done = rearranging.split_story(desk, story, articles, by=CURRENT.person)
        show(done, *_done_lines("split", done))
    return 0


@stories.command()
def undo(story: StoryId) -> int:
    """Take back the last merge or split of a story."""
    from indexing.desk.stories import rearranging

    with CURRENT.desk() as desk:
        if not CURRENT.confirm(f"take back what was last done to {story}?"):
            tell("nothing changed")
            return 1
        done = rearranging.undo(desk, story, by=CURRENT.person)
        show(done, *_done_lines("undone", done))
    return 0


def _done_lines(label: str, done: "Rearranged") -> "Iterator[Text]":
    yield labelled(
        label, f"{count(len(done.moved), 'article')} moved; searches follow at the next run"
    )
    for one in (done.story, done.other):
        if one.articles:
            yield labelled("story", f"{one.title}: {count(one.articles, 'article')}", one.id)
        else:
            yield labelled("story", f"{one.id} goes on as {done.story.id}")
