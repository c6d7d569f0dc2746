"""``searches``: queries kept under a name, what is new in each, each as a feed."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell, write_text
from flows.cli.searching import Feed, Query, feed_text, show_results
from indexing.nouns import count

if TYPE_CHECKING:
    from indexing.desk.coverage.saving import SavedSearch

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the search is called.")]
searches = typer.Typer(help="Searches kept under a name, each with a feed.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group ``searches``."""
    app.add_typer(searches, name="searches")


@searches.command()
def save(name: Name, query: Query) -> None:
    """Keep a query under a name, instead of what was kept under it.

    \b
      presswatch searches save summit 'summit AND (nato OR washington)'
    """
    from indexing.desk.coverage import saving

    with CURRENT.desk() as desk:
        saved = saving.save_search(desk, name, query)
    told = f"{count(saved.articles, 'article')} now. Its feed: presswatch searches feed {name!r}"
    show(saved, labelled("saved", name, told))


@searches.command("list")
def list_all() -> None:
    """List the searches: what each finds, and how much of it is new since you looked."""
    from indexing.desk.coverage import saving

    with CURRENT.desk() as desk:
        found = saving.list_searches(desk)
    if not found and not CURRENT.wants_json:
        tell("no search is kept; next: presswatch searches save NAME QUERY")
        return
    has_feeds = any(one.feed for one in found)
    head = ("new", "articles", "name", "query")
    rows = [(*_row(one), one.feed) if has_feeds else _row(one) for one in found]
    show(found, table((*head, "feed") if has_feeds else head, rows))
    if not has_feeds and found:
        tell("each as a feed: presswatch searches feed NAME > FILE; set public_url for an address")


def _row(one: "SavedSearch") -> tuple[object, ...]:
    query = f"{one.search.query} ({one.fault})" if one.fault else one.search.query
    return (one.new, one.articles, one.search.name, query)


@searches.command("show")
def show_search(
    name: Name,
    *,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=1000, help="Results on this page.")
    ] = 20,
    all_seen: Annotated[
        bool, typer.Option("--all-seen", help="Take also for seen what is not on this page.")
    ] = False,
) -> None:
    """Show what a search finds, newest first; if all that is new is there, it is seen then."""
    from indexing.desk.coverage import saving
    from indexing.index.contract import Sort

    with CURRENT.desk() as desk:
        shown = saving.show_search(desk, name, limit=limit, takes_all=all_seen)
        show_results(desk, shown.answer, order=Sort.SEEN.value, value=shown)
    if shown.left and not all_seen:
        told = (
            f"all stay new, since {shown.left:,} of them are not here. More: --limit N, --all-seen"
        )
        tell(f"{shown.new:,} new; {told}")
    else:
        tell(f"{shown.new:,} new; seen now")


@searches.command()
def feed(
    name: Name,
    *,
    form: Annotated[Feed, typer.Option("--format", help="What the feed is.")] = Feed.ATOM,
) -> None:
    """Write a search as a feed to stdout: the newest 100, for any feed reader."""
    from indexing.desk.coverage import saving

    with CURRENT.desk() as desk:
        kept = saving.get_search(desk, name)
        write_text(feed_text(desk, kept.query, form, saved_as=kept.name))


@searches.command()
def remove(name: Name) -> None:
    """Forget a search; alerts and coverage stay."""
    from indexing.desk.coverage import saving

    with CURRENT.desk() as desk:
        removed = saving.remove_search(desk, name)
    show(removed, labelled("removed", removed.name, removed.query))
