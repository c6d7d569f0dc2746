"""``entities``: who and what is in the news, how each is spelled, and who is one with whom."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell
from indexing.desk.wording import and_more
from indexing.nouns import count

if TYPE_CHECKING:
    from indexing.desk.coverage.naming import SameEntity

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name in any spelling, or an id.")]
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
    from indexing.desk.coverage import naming

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
def show_entity(name: Name) -> None:
    """Show whom a name may mean, and every spelling of each."""
    from indexing.desk.coverage import naming

    with CURRENT.desk() as desk:
        found = naming.show_entity(desk, name)
    lines = []
    for one in found:
        lines.append(labelled(one.type, f"{one.name}, {count(one.articles, 'article')}", one.id))
        told = [f"{spelling} {articles}" for spelling, articles in one.spellings[:SHOWN_SPELLINGS]]
        lines.append(labelled("written", and_more(told, len(one.spellings))))
        if one.same_as:
            lines.append(labelled("same as", _same(one.same_as)))
    show(found, *lines)


def _same(others: "Iterable[SameEntity]") -> str:
    return "; ".join(
        f"{one.name} ({one.id}" + (f": {one.evidence})" if one.evidence else ")") for one in others
    )


@entities.command()
def merge(
    name: Name,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another name of the same.")],
) -> int:
    """Let two names be one, wherever somebody asks for either.

    To take it back: presswatch entities split NAME OTHER
    """
    from indexing.desk.coverage import naming

    with CURRENT.desk() as desk:
        if not CURRENT.confirm(f"take {name!r} and {other!r} for one?"):
            tell("not merged")
            return 1
        found = naming.merge_entities(desk, name, other, by=CURRENT.person)
        show(found, *(labelled("one", one.name, _same(one.same_as)) for one in found))
    return 0


@entities.command()
def split(
    name: Name,
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="From whom; else from all that are one with it.")
    ] = "",
) -> int:
    """Part a name from another that it was taken for.

    To take it back: presswatch entities merge NAME OTHER
    """
    from indexing.desk.coverage import naming

    with CURRENT.desk() as desk:
        if not CURRENT.confirm(f"part {name!r} from {other or 'all others'!r}?"):
            tell("not parted")
            return 1
        parted = naming.split_entity(desk, name, other, by=CURRENT.person)
        show(parted, labelled("parted", f"{name} from {_same(parted)}"))
    return 0
