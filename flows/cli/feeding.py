"""``feeds``: adding them, lists in and out, how each is doing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell, write_text
from indexing.desk.wording import moment
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from indexing.desk.room import Desk
    from indexing.desk.upkeep.feeding import AddReport, FeedRow, Preview
    from indexing.store.work.ledger import Line

feeds = typer.Typer(help="Where to look, and how each feed is doing.", no_args_is_help=True)
Feed = Annotated[str, typer.Argument(metavar="ID|URL", help="A feed's number or address.")]
HEADLINES = 3


def register(app: typer.Typer) -> None:
    """Add the group ``feeds``."""
    app.add_typer(feeds, name="feeds")


@feeds.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a site's page.")],
    *,
    title: Annotated[
        str,
        typer.Option("--title", metavar="NAME", help="What to call it; else what it calls itself."),
    ] = "",
) -> int:
    """Add a feed, or find out which feeds a site has.

    Of a site's page the feeds that it announces are named; none is added.
    """
    from indexing.desk.upkeep.feeding import Added, add_feed

    with CURRENT.desk() as desk:
        report = add_feed(desk, url, title=title)
    show(report, _report_line(report))
    match report.outcome:
        case Added.NOT_A_FEED | Added.REFUSED:
            return 1
        case Added.UNREACHABLE:
            return 4
    return 0


def _report_line(report: "AddReport") -> "Text":
    return labelled(report.outcome.value, report.title, report.url, report.detail)


@feeds.command("import")
def import_feeds(
    file: Annotated[Path, typer.Argument(metavar="OPML", help="A list from any feed reader.")],
) -> int:
    """Add every feed of an OPML file, with a report.

    Importing twice changes nothing.
    """
    from indexing.desk.upkeep.feeding import Added, import_opml

    with CURRENT.desk() as desk:
        reports = import_opml(desk, file)
    numbers = dict.fromkeys(Added, 0)
    for one in reports:
        numbers[one.outcome] += 1
    told = ", ".join(f"{number} {outcome.value}" for outcome, number in numbers.items() if number)
    show(reports, *map(_report_line, reports))
    tell(f"{count(len(reports), 'feed')} in the file: {told or 'nothing to add'}")
    return 4 if numbers[Added.REFUSED] else 0


@feeds.command("export")
def export_feeds(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; else stdout.")
    ] = None,
) -> None:
    """Write all feeds as OPML, for any feed reader."""
    from indexing.desk.upkeep.feeding import export_opml

    with CURRENT.desk() as desk:
        opml = export_opml(desk)
    if file is None:
        write_text(opml.decode())
        return
    file.write_bytes(opml)
    tell(f"written to {file}")


@feeds.command("list")
def list_feeds(
    *,
    problem: Annotated[
        bool, typer.Option("--problem", help="Only those that need a look.")
    ] = False,
) -> None:
    """List feeds, worst first, with what is usual."""
    from indexing.desk.upkeep import feeding

    with CURRENT.desk() as desk:
        rows = feeding.list_feeds(desk)
        shown = [row for row in rows if not problem or row.needs_a_look]
        if not shown and not CURRENT.wants_json:
            tell(_nothing_to_list(rows))
            return
        show(shown, _feed_table(shown, desk))


def _nothing_to_list(rows: "list[FeedRow]") -> str:
    if rows:
        return f"{count(len(rows), 'feed')}, all well"
    return "no feed yet. Add one: presswatch feeds add URL, or import a list"


def _feed_table(rows: "list[FeedRow]", desk: "Desk") -> "Table":
    cells = [
        (
            row.state.feed_id,
            f"{row.health.sign} {row.health.word}",
            moment(row.state.last_new_at, desk) if row.state.last_new_at else "none",
            row.state.title or row.state.url,
            row.health.sentence,
        )
        for row in rows
    ]
    return table(("id", "state", "newest", "feed", "how it is doing"), cells)


@feeds.command()
def check(feed: Feed) -> None:
    """Fetch a feed now and show every step.

    Nothing is saved.
    """
    from indexing.desk.upkeep import feeding
    from indexing.errors import NotFound

    with CURRENT.desk() as desk:
        try:
            known = feeding.find_feed(desk, feed)
        except NotFound:
            if "://" not in feed:
                raise
            url, history = feed, []
        else:
            url, history = known.url, list(feeding.feed_history(desk, known.feed_id))
        seen = asyncio.run(feeding.preview(desk, url))
        lines = [*_history_lines(history, desk), *_preview_lines(url, seen, desk)]
        show({"preview": seen, "history": history}, *lines)


def _history_lines(history: "list[Line]", desk: "Desk") -> "Iterator[Text]":
    for line in history[-5:]:
        detail = f": {line.detail}" if line.detail else ""
        yield labelled("before", moment(line.at, desk), f"{line.outcome}{detail}")


def _preview_lines(url: str, seen: "Preview", desk: "Desk") -> "Iterator[Text]":
    yield labelled("asked", url)
    moved = f" at {seen.url}" if seen.url != url else ""
    yield labelled("answer", f"{seen.status}{moved}")
    if seen.feed is None:
        yield labelled("no feed", "this is no feed; its page may have these:")
        for one in seen.candidates:
            guess = "(a guess)" if one.is_guess else ""
            yield labelled("", one.url, one.title, guess)
        return
    feed = seen.feed
    yield labelled("feed", f"{feed.title or 'without a title'}, {feed.version}, {feed.language}")
    dates = [one.published_at for one in feed.entries if one.published_at]
    newest = f", newest {moment(max(dates), desk)}" if dates else ", none has a date"
    yield labelled("entries", f"{len(feed.entries)}{newest}")
    for entry in feed.entries[:HEADLINES]:
        yield labelled("", moment(entry.published_at, desk), entry.title)
    for remark in feed.remarks:
        yield labelled("remark", remark)


@feeds.command()
def pause(feed: Feed) -> None:
    """Stop polling a feed; its articles stay."""
    _pause(feed, is_paused=True)


@feeds.command()
def resume(feed: Feed) -> None:
    """Poll a feed again, with the next cycle."""
    _pause(feed, is_paused=False)


def _pause(feed: str, *, is_paused: bool) -> None:
    from indexing.desk.upkeep import feeding

    with CURRENT.desk() as desk:
        state = feeding.pause_feed(desk, feed, is_paused=is_paused)
        show(
            state, labelled(f"feed {state.feed_id}", f"{state.title or state.url}: {state.status}")
        )


@feeds.command()
def remove(feed: Feed) -> int:
    """Poll a feed no more; its articles stay."""
    from indexing.desk.upkeep import feeding

    with CURRENT.desk() as desk:
        state = feeding.find_feed(desk, feed)
        name = state.title or state.url
        if not CURRENT.confirm(f"remove feed {state.feed_id}, {name!r}?"):
            tell("not removed")
            return 1
        feeding.remove_feed(desk, str(state.feed_id))
    show(state, labelled(f"feed {state.feed_id}", f"{name}: removed, its articles stay"))
    return 0
