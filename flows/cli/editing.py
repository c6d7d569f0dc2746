"""``alerts edit``: whatever of an alert is named is changed, the rest stays."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.alerting import CADENCES, Every, Number, Per, Weekday, alert_lines, alerts
from flows.cli.backtests import edit_lines, tried_lines
from flows.cli.invocation import CURRENT
from flows.cli.output import show

if TYPE_CHECKING:
    from indexing.desk.room import Desk


class Also(StrEnum):
    """What an alert tells beside new articles."""

    CORRECTIONS = "corrections"
    SPIKES = "spikes"
    NOTHING = "nothing"


def register(_app: typer.Typer) -> None:
    """``alerts`` is there already; the command was added to it."""


@alerts.command()
def edit(  # noqa: PLR0913 (each is an option of the command)
    number: Number,
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="Another query.")] = None,
    *,
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL", help="All it goes to from now on; '' is nowhere."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Its name.")] = None,
    every: Annotated[Every | None, typer.Option(help="How often it may send.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time of daily and weekly messages: 08:00.")
    ] = None,
    day: Annotated[Weekday | None, typer.Option(help="Day of weekly messages.")] = None,
    on: Annotated[
        list[Also] | None, typer.Option(help="All that it also tells of from now on.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="ZONE", help="Its time zone.")
    ] = None,
    quiet: Annotated[
        str | None,
        typer.Option(metavar="FROM-TO", help="Hours without messages: 22:00-07:00; '' is none."),
    ] = None,
    per: Annotated[Per | None, typer.Option(help="What makes one hit.")] = None,
) -> None:
    """Change an alert's query, times or channels; its hits stay.

    What is not named stays as it is. Of another query, shows what both would have brought.

    \b
      presswatch alerts edit 17 'orban AND nato' --every hour --quiet 22:00-07:00
      presswatch alerts edit 17 --to desk --to mailto:lea@example.org --on corrections
    """
    wishes: dict[str, Any] = {
        "query": query,
        "name": name,
        "to": None if to is None else tuple(one for one in to if one),
        "cadence": CADENCES[every] if every else None,
        "at": at,
        "weekday": list(Weekday).index(day) if day else None,
        "zone": zone,
        "quiet": quiet,
        "per_story": None if per is None else per is Per.STORY,
        "on_corrections": None if on is None else Also.CORRECTIONS in on,
        "on_spikes": None if on is None else Also.SPIKES in on,
    }
    changes = {wish: value for wish, value in wishes.items() if value is not None}
    with CURRENT.desk() as desk:
        _edit(desk, number, changes)


def _edit(desk: "Desk", number: int, changes: dict[str, Any]) -> None:
    from dataclasses import replace

    from indexing.desk.alerts import alerting
    from indexing.desk.alerts.backtesting import try_edit
    from indexing.desk.alerts.trying import Pace

    old = alerting.get_alert(desk, number)
    request = replace(alerting.request_of(old), **changes)
    alerting.check_alert(desk, request)
    trial = None
    if request.query != old.alert.query and not old.alert.fault:
        pace = Pace(request.cadence, request.per_story)
        trial = try_edit(desk, old.alert.query, request.query, pace)
    saved = alerting.edit_alert(desk, number, request, expected=old.edition)
    tried = [*edit_lines(trial, desk), *tried_lines(trial.after, desk)] if trial else []
    show({"alert": saved, "edit": trial}, *alert_lines(saved, desk), *tried)
