"""``entities``: who and what is in the news, and how each is spelled."""

from typing import Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell
from flows.cli.wording import and_more, count

entities = typer.Typer(help="Who is in the news; one name, its spellings.", no_args_is_help=True)
SHOWN_SPELLINGS = 12


def register(app: typer.Typer) -> None:
    """Add the group ``entities``."""
    app.add_typer(entities, name="entities")


@entities.command()
def top(
    *, limit: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="Most names.")] = 20
) -> None:
    """List people, places and bodies, those in most articles first."""
    from indexing.desk import naming

    with CURRENT.desk() as desk:
        found = naming.most_named(desk, limit=limit)
    if not found and not CURRENT.wants_json:
        tell("no name yet; next: presswatch run")
        return
    rows = [(articles, kind, name, entity_id) for entity_id, name, kind, articles in found]
    keys = ("id", "name", "type", "articles")
    show(
        [dict(zip(keys, one, strict=True)) for one in found],
        table(("articles", "type", "name", "id"), rows),
    )


@entities.command("show")
def show_entity(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any spelling.")],
) -> None:
    """Show whom a name may mean, and every spelling of each."""
    from indexing.desk import naming

    with CURRENT.desk() as desk:
        found = naming.show_entity(desk, name)
    lines = []
    for one in found:
        lines.append(labelled(one.type, f"{one.name}, {count(one.articles, 'article')}", one.id))
        told = [f"{spelling} {articles}" for spelling, articles in one.spellings[:SHOWN_SPELLINGS]]
        lines.append(labelled("written", and_more(told, len(one.spellings))))
        if one.same_as:
            lines.append(labelled("same as", ", ".join(name for _, name in one.same_as)))
    show(found, *lines)
