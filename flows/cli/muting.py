"""``alerts mute`` and ``unmute``: what is held for a time, and what that would have been."""

from typing import Annotated

import typer

from flows.cli.alerting import Number, alerts, next_words
from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show
from indexing.desk.times import moment_from
from indexing.desk.wording import moment
from indexing.errors import InvalidRequest
from indexing.nouns import count


def register(_app: typer.Typer) -> None:
    """Add nothing: ``alerts`` is there already, and has these commands on import."""


@alerts.command()
def mute(
    number: Number,
    *,
    until: Annotated[
        str, typer.Option(metavar="TIME", help="How long, or until when: 3d, 2026-03-02 08:00.")
    ],
    story: Annotated[
        str, typer.Option("--story", metavar="STORY", help="Hold only what it finds of this story.")
    ] = "",
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Hold only what it finds in this source.")
    ] = "",
) -> None:
    """Hold an alert's messages for a time; hits are kept.

    Says what it would have held last week. All of it is told when the mute ends.
    """
    from indexing.desk.alerts import muting

    if story and source:
        raise InvalidRequest(
            "these are two mutes", "--story, --source", "Give one, then the other."
        )
    with CURRENT.desk() as desk:
        end = moment_from(until, "--until", desk)
        if story:
            done = muting.mute_story(desk, number, story, end)
        elif source:
            done = muting.mute_source(desk, number, source, end)
        else:
            done = muting.mute_alert(desk, number, end)
        what = f"story {story} " if story else f"{source} " if source else ""
        held = f"{count(done.held_hits, 'hit')}, {count(done.held_articles, 'article')}"
        told = f"{what}muted until {moment(end, desk)}; hits are kept, and told then"
        show(
            done,
            labelled(f"alert {number}", told),
            labelled("last week", f"it would have held {held}"),
        )


@alerts.command()
def unmute(number: Number) -> None:
    """Let a muted alert speak of everything again."""
    from indexing.desk.alerts import muting

    with CURRENT.desk() as desk:
        one = muting.unmute_alert(desk, number)
        show(one, labelled(f"alert {number}", f"not muted. {next_words(one)}"))
