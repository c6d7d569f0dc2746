"""``follow`` and ``follows``: the story of a reference article, and what is new in it."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell, write_text
from indexing.desk.times import length_of
from indexing.desk.wording import (
    about,
    because,
    copies,
    fraction,
    moment,
    published,
    short_id,
    title_of,
)
from indexing.errors import InvalidRequest
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.desk.follows.covering import RelatedArticle
    from indexing.desk.follows.following import Followed, Tuned
    from indexing.desk.room import Desk

LINES = {
    "same story": "same story",
    "related": "related",
    "below": "below the line",
}
"""What a reader is told for each line that a score reaches."""
Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The follow's name, as in the list.")]
follows = typer.Typer(help="What is followed, and what is new in it.", no_args_is_help=True)


class Paper(StrEnum):
    """What a press review is written as."""

    MD = "md"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add ``follow`` and the group ``follows``."""
    app.command()(follow)
    app.add_typer(follows, name="follows")


def follow(
    source: Annotated[
        str, typer.Argument(metavar="FILE|URL|-", help="The reference article; - reads stdin.")
    ],
    *,
    name: Annotated[
        str,
        typer.Option("--name", metavar="NAME", help="What to call the story; else its headline."),
    ] = "",
) -> None:
    """Follow the story of a reference article.

    Shows what it is about, looks back through what is stored, and goes on from there.

    \b
      presswatch follow article.txt --name "Hungary and NATO"
      presswatch follow https://news.example/article
    """
    from indexing.desk.follows import covering, following

    stdin = sys.stdin.buffer.read().decode("utf-8", "replace") if source == "-" else ""
    with CURRENT.desk() as desk:
        reference = following.read_reference(desk, source, stdin=stdin)
        made = following.follow(desk, reference, name=name)
        near = covering.coverage(desk, made.slug, limit=1)
        show(made, *_about_lines(made), labelled("found", _found(made, near)))
        show_next = f"presswatch start · presswatch alerts add 'related:{made.slug}' --to mailto:…"
        if not CURRENT.wants_json:
            show(None, labelled("follow", f"{made.slug}. Next: {show_next}"))


def _about_lines(made: "Followed") -> "list[Text]":
    read = f"{count(made.words, 'word')}, {_language(made.language)}"
    return [labelled("read", read), labelled("about", about(made.extraction))]


def _language(code: str) -> str:
    if code == "en":
        return "English"
    told = f"language {code!r}" if code else "language unknown"
    return f"{told}: compared by its words alone, names and topics need English"


def _found(made: "Followed", near: "list[RelatedArticle]") -> str:
    if not near:
        return "no related article in the store yet"
    first = near[0]
    outlet = ", ".join(filter(None, [first.article.source, copies(first.copies)]))
    return (
        f"{count(made.related, 'related article')} in the store; "
        f'nearest {first.relation.score:.2f} "{title_of(first.article)}" ({outlet})'
    )


@follows.command("list")
def list_follows() -> None:
    """List what is followed, with what is new since the last look."""
    from indexing.desk.follows import following

    with CURRENT.desk() as desk:
        known = following.list_follows(desk)
        if not known and not CURRENT.wants_json:
            tell("nothing is followed yet. Follow an article: presswatch follow FILE")
            return
        rows = [
            (one.slug, one.new, one.related, _state(one), moment(one.made_at, desk), one.name)
            for one in known
        ]
        show(known, table(("follow", "new", "related", "state", "since", "name"), rows))


def _state(one: "Followed") -> str:
    return "paused" if one.is_paused else "followed"


@follows.command("show")
def show_follow(
    slug: Slug,
    *,
    new: Annotated[
        bool, typer.Option("--new", help="Only what came since the last look; this is a look.")
    ] = False,
    below: Annotated[
        bool, typer.Option("--below", help="Also what is just below the line.")
    ] = False,
    aside: Annotated[
        bool, typer.Option("--aside", help="Only what you put aside as wrong.")
    ] = False,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=1000, help="Most articles shown.")
    ] = 30,
) -> None:
    """Show a story's coverage, nearest first, with reasons."""
    from indexing.desk.follows import covering, following

    if aside and (new or below):
        raise InvalidRequest("what is put aside is a list of its own", "--aside", "Give it alone.")
    with CURRENT.desk() as desk:
        until = desk.now  # what is related from here on may have come too late to be shown
        one = following.get_follow(desk, slug)
        if aside:
            rows = covering.put_aside(desk, slug, limit=limit)
        else:
            rows = covering.coverage(desk, slug, below=below, only_new=new, limit=limit)
        show({"follow": one, "coverage": rows}, *_follow_lines(one, rows, desk))
        if not rows:
            tell(_nothing(is_new=new, is_aside=aside))
        if new and len(rows) < limit:  # what was not shown was not seen
            following.mark_seen(desk, slug, until=until)


def _nothing(*, is_new: bool, is_aside: bool) -> str:
    if is_aside:
        return "nothing is put aside"
    return "nothing new" if is_new else "no related article yet; next: presswatch run"


def _follow_lines(one: "Followed", rows: "list[RelatedArticle]", desk: "Desk") -> "Iterator[Text]":
    head = f"{one.name}: {count(one.related, 'related article')}, {one.new} new ({_state(one)})"
    yield labelled(one.slug, head)
    yield labelled("about", about(one.extraction))
    if told := tuned(one.tuned):
        yield labelled("tuned", told)
    for row in rows:
        yield from _row_lines(row, desk)


def tuned(one: "Tuned") -> str:
    """Return in words what a person changed of a follow; empty for nothing."""
    told = [
        f"pinned {', '.join(one.pinned)}" if one.pinned else "",
        f"left out {', '.join(one.excluded)}" if one.excluded else "",
        f"line {fraction(one.line)}" if one.has_own_line else "",
        f"{len(one.right)} called right" if one.right else "",
        f"{len(one.wrong)} put aside by you" if one.wrong else "",
    ]
    return " · ".join(filter(None, told))


def _row_lines(row: "RelatedArticle", desk: "Desk") -> "list[Text]":
    article = row.article
    told = (LINES[row.line], title_of(article), copies(row.copies), "NEW" if row.is_new else "")
    said = "put aside by you" if row.is_aside else "right, as you said" if row.is_right else ""
    pinned = f"pinned: {', '.join(row.pinned)}" if row.pinned else ""
    return [
        labelled(fraction(row.relation.score), *told, said, pinned),
        labelled("", f"{article.source}, {published(article, desk)}", short_id(article.id)),
        labelled("", f"because {because(row.relation)}"),
    ]


@follows.command()
def pause(slug: Slug) -> None:
    """Stop looking for what is related; what was found stays."""
    _pause(slug, is_paused=True)


@follows.command()
def resume(slug: Slug) -> None:
    """Go on with a story that was paused."""
    _pause(slug, is_paused=False)


def _pause(slug: str, *, is_paused: bool) -> None:
    from indexing.desk.follows import following

    with CURRENT.desk() as desk:
        following.pause_follow(desk, slug, is_paused=is_paused)
        one = following.get_follow(desk, slug)
        show(one, labelled(slug, _state(one)))


@follows.command()
def remove(slug: Slug) -> int:
    """Forget a story; its articles stay."""
    from indexing.desk.follows import following

    with CURRENT.desk() as desk:
        one = following.get_follow(desk, slug)
        if not CURRENT.confirm(f"forget {one.name!r} with {count(one.related, 'article')}?"):
            tell("not removed")
            return 1
        freed = following.remove_follow(desk, slug)
        show(one, labelled(slug, f"forgotten; {count(freed, 'article')} no longer related to it"))
    return 0


@follows.command()
def brief(
    slug: Slug,
    *,
    since: Annotated[str, typer.Option(metavar="TIME", help="How far back: 24h, 7d.")] = "24h",
    paper: Annotated[Paper, typer.Option("--format", help="Markdown or one HTML page.")] = Paper.MD,
) -> None:
    """Write a one-page press review of what came in."""
    from indexing.desk.follows import briefing

    with CURRENT.desk() as desk:
        review = briefing.brief(desk, slug, since=length_of(since, "--since"))
        if CURRENT.wants_json:
            show(review)
            return
        write = briefing.as_html if paper is Paper.HTML else briefing.as_markdown
        write_text(write(review))
