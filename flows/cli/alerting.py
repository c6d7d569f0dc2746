"""``alerts``: tried on the past before they are saved, changed, muted, explained."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.backtests import mute_line, tried_lines
from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell
from flows.cli.reading import AlertToo, Wanted, answer_lines, explained
from flows.cli.searching import Query
from indexing.desk.wording import moment
from indexing.models import Cadence
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.desk.alerts.alerting import AlertRequest, SavedAlert
    from indexing.desk.alerts.backtesting import Backtest
    from indexing.desk.room import Desk
    from indexing.store.watch.alerts import Alert

alerts = typer.Typer(help="Saved searches that tell you, with reasons.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="ID", help="The alert's number.")]


class Every(StrEnum):
    """How often an alert may send."""

    AT_ONCE = "at-once"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class Per(StrEnum):
    """What makes one hit."""

    STORY = "story"
    ARTICLE = "article"


class On(StrEnum):
    """What an alert tells beside new articles."""

    CORRECTIONS = "corrections"
    SPIKES = "spikes"


Also = Annotated[
    list[On] | None,
    typer.Option(help="Also tell of changes to what fired, or of far more than usual."),
]


class Weekday(StrEnum):
    """The day of a weekly message, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


CADENCES = {
    Every.AT_ONCE: Cadence.AT_ONCE,
    Every.HOUR: Cadence.HOURLY,
    Every.DAY: Cadence.DAILY,
    Every.WEEK: Cadence.WEEKLY,
}


def register(app: typer.Typer) -> None:
    """Add the group ``alerts``."""
    app.add_typer(alerts, name="alerts")


@alerts.command()
def add(  # noqa: PLR0913 (each is an option of the command)
    query: Query,
    *,
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="CHANNEL", help="A name or an address; may be repeated."),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="What to call it; else the query.")
    ] = "",
    every: Annotated[Every, typer.Option(help="How often it may send.")] = Every.DAY,
    at: Annotated[
        str, typer.Option(metavar="TIME", help="Time of day of daily and weekly messages: 08:00.")
    ] = "",
    day: Annotated[Weekday, typer.Option(help="Day of weekly messages.")] = Weekday.MON,
    on: Also = None,
    zone: Annotated[
        str,
        typer.Option("--zone", metavar="ZONE", help="Its time zone; else that of the settings."),
    ] = "",
    quiet: Annotated[
        str, typer.Option(metavar="FROM-TO", help="Hours without messages: 22:00-07:00.")
    ] = "",
    per: Annotated[Per, typer.Option(help="What makes one hit.")] = Per.STORY,
) -> int:
    """Try a query on the past, ask, save it as an alert.

    \b
      presswatch alerts add 'orban AND (nato OR ukraine)' --to mailto:lea@example.org --at 08:00
    """
    from indexing.desk.alerts.alerting import AlertRequest

    request = AlertRequest(
        query=query,
        name=name,
        to=tuple(to or ()),
        cadence=CADENCES[every],
        at=at,
        weekday=list(Weekday).index(day),
        zone=zone,
        quiet=quiet,
        per_story=per is Per.STORY,
        on_corrections=On.CORRECTIONS in (on or ()),
        on_spikes=On.SPIKES in (on or ()),
    )
    with CURRENT.desk() as desk:
        return _add(desk, request)


def _add(desk: "Desk", request: "AlertRequest") -> int:
    from indexing.desk.alerts import alerting, backtesting
    from indexing.desk.alerts.trying import Pace

    alerting.check_alert(desk, request)
    tried = backtesting.backtest(desk, request.query, Pace(request.cadence, request.per_story))
    if not CURRENT.wants_json:
        show(None, *tried_lines(tried, desk))
    if not CURRENT.confirm("save?"):
        tell("not saved")
        return 1
    saved = alerting.add_alert(desk, request)
    number = saved.alert.id
    show(
        {"backtest": tried, "alert": saved},
        labelled(f"alert {number}", f"saved. {next_words(saved)} {_try_it(saved)}"),
    )
    return 0


def next_words(saved: "SavedAlert") -> str:
    """Return when an alert sends next, as a sentence."""
    return f"Next message: {saved.next_sending}." if saved.next_sending else "It sends at once."


def _try_it(saved: "SavedAlert") -> str:
    if not saved.channels:
        return "It goes nowhere yet: its hits are kept, see presswatch alerts show."
    return f"Try it now: presswatch alerts test {saved.alert.id}"


@alerts.command("list")
def list_alerts() -> None:
    """List alerts with their next message."""
    from indexing.desk.alerts import alerting

    with CURRENT.desk() as desk:
        known = alerting.list_alerts(desk)
        if not known and not CURRENT.wants_json:
            tell("no alert yet. Add one: presswatch alerts add QUERY --to ADDRESS")
            return
        rows = [
            (
                one.alert.id,
                one.hits,
                one.alert.cadence.value,
                _state(one, desk),
                ", ".join(one.channels) or "nowhere",
                one.alert.name,
            )
            for one in known
        ]
        show(known, table(("id", "hits", "sends", "next", "to", "name"), rows))


def _state(one: "SavedAlert", desk: "Desk") -> str:
    if one.alert.fault:
        return f"set aside: {one.alert.fault}"
    if one.alert.muted_until is not None and one.alert.muted_until > desk.now:
        return f"muted until {moment(one.alert.muted_until, desk)}"
    return one.next_sending or "at once"


@alerts.command("show")
def show_alert(number: Number) -> None:
    """Show an alert, and what it would have brought."""
    from indexing.desk.alerts import alerting, muting

    with CURRENT.desk() as desk:
        one = alerting.get_alert(desk, number)
        tried = None if one.alert.fault else _backtest(desk, one.alert)
        mutes = muting.mutes_in_force(desk, number)
        show(
            {"alert": one, "mutes": mutes, "backtest": tried},
            *alert_lines(one, desk),
            *(mute_line(mute, desk) for mute in mutes),
            *(tried_lines(tried, desk) if tried else ()),
        )


def alert_lines(one: "SavedAlert", desk: "Desk") -> "list[Text]":
    """Return an alert with its query, its times and where it goes."""
    alert = one.alert
    per = "a story" if alert.per_story else "an article"
    also = ", and for corrections" if alert.on_corrections else ""
    also += ", and for spikes" if alert.on_spikes else ""
    quiet = f", quiet {alert.quiet[0]}-{alert.quiet[1]}" if alert.quiet else ""
    since = f"version {alert.version}, in force since {moment(alert.since, desk)}"
    last = moment(alert.last_delivery_at, desk) if alert.last_delivery_at else "nothing yet"
    return [
        labelled(f"alert {alert.id}", alert.name),
        labelled("query", alert.query, f"({since})"),
        labelled("sends", f"{alert.cadence.value}, a hit for {per}{also}{quiet} ({alert.zone})"),
        labelled("to", ", ".join(one.channels) or "nowhere"),
        labelled(
            "next", f"{_state(one, desk)}; last sent: {last}; {count(one.hits, 'hit')} so far"
        ),
    ]


@alerts.command()
def remove(number: Number) -> int:
    """Stop an alert for good; its record stays."""
    from indexing.desk.alerts import alerting

    with CURRENT.desk() as desk:
        one = alerting.get_alert(desk, number)
        if not CURRENT.confirm(f"remove alert {number}, {one.alert.name!r}?"):
            tell("not removed")
            return 1
        alerting.remove_alert(desk, number)
        show(one, labelled(f"alert {number}", f"removed; {count(one.hits, 'hit')} stay on record"))
    return 0


@alerts.command()
def backtest(
    tried: Annotated[str, typer.Argument(metavar="ID|QUERY", help="An alert, or a query.")],
) -> None:
    """Show what it would have brought in 30 days."""
    from indexing.desk.alerts import alerting, backtesting

    with CURRENT.desk() as desk:
        if tried.isdecimal():
            found = _backtest(desk, alerting.get_alert(desk, int(tried)).alert)
        else:
            found = backtesting.backtest(desk, tried)
        show(found, *tried_lines(found, desk))


def _backtest(desk: "Desk", alert: "Alert") -> "Backtest":
    from indexing.desk.alerts import backtesting
    from indexing.desk.alerts.trying import Pace

    return backtesting.backtest(desk, alert.query, Pace(alert.cadence, alert.per_story))


@alerts.command()
def why(wanted: Wanted, *, alert: AlertToo = None) -> None:
    """Tell which alerts an article fired, and why not others."""
    with CURRENT.desk() as desk:
        told = explained(desk, wanted, alert)
    if not (told.alerts or told.other_alerts):
        tell("no alert has seen it" if told.article_id else "no feed has listed this address")
    show(told.alerts, *answer_lines(told))
