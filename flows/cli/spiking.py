"""``spikes``: of what there was far more than usual, with what tells so."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, tell
from indexing.desk.times import length_of
from indexing.desk.wording import moment
from indexing.nouns import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from indexing.desk.alerts.spiking import FoundSpike
    from indexing.desk.room import Desk


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(spikes)


def spikes(
    since: Annotated[str, typer.Option(metavar="TIME", help="How far back: 24h, 7d.")] = "7d",
) -> None:
    """Show of what there was far more than usual, and when.

    More than three times what is usual at that hour, in at least five distinct texts of two
    sources; once for each rise.
    """
    from indexing.desk.alerts import spiking

    back = length_of(since, "--since")
    with CURRENT.desk() as desk:
        found = spiking.spikes(desk, back=back)
        show(found, *(line for one in found.spikes for line in _lines(one, desk)))
    if not found.spikes:
        tell(f"no spike in the last {since}")
    if found.too_young:
        tell(f"what is usual takes three days to know: {', '.join(found.too_young)}")


def _lines(one: "FoundSpike", desk: "Desk") -> "Iterator[Text]":
    spike = one.spike
    until = f"to {moment(spike.until, desk)}" if spike.until else "and it goes on"
    yield labelled("spike", f"{one.name} ({one.kind} {one.of})", moment(spike.since, desk), until)
    told = (
        f"{count(spike.texts, 'distinct text')} in three hours, usually {spike.baseline:g}: "
        f"{spike.factor:g} times; {count(spike.articles, 'article')}, "
        f"{count(spike.sources, 'source')}"
    )
    yield labelled("", told)
    yield labelled("first", ", ".join(spike.first_sources))
    for headline in spike.headlines:
        yield labelled("", headline)
