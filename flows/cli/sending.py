"""What goes out: ``alerts test|log|resend``, ``digests`` and ``channels``."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.alerting import Number, alerts
from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell, write_text
from indexing.desk.wording import moment
from indexing.nouns import count

if TYPE_CHECKING:
    from rich.text import Text

    from indexing.desk.room import Desk
    from indexing.store.watch.channels import ChannelRow
    from indexing.store.watch.outbox import Attempt, Delivery

digests = typer.Typer(help="The next message of an alert.", no_args_is_help=True)
channels = typer.Typer(help="Where alerts go; secrets are masked.", no_args_is_help=True)


class Rows(StrEnum):
    """What the rows of a file are."""

    CSV = "csv"
    NDJSON = "ndjson"


Channel = Annotated[str, typer.Argument(metavar="NAME", help="A channel's name or number.")]


def register(app: typer.Typer) -> None:
    """Add the groups ``digests`` and ``channels``; ``alerts`` is there already."""
    app.add_typer(digests, name="digests")
    app.add_typer(channels, name="channels")


@alerts.command("test")
def try_alert(number: Number) -> None:
    """Send a message marked TEST through the real path.

    Shows each channel's own answer.
    """
    from indexing.desk.alerts import sending

    with CURRENT.desk() as desk:
        answers = asyncio.run(sending.test_alert(desk, number))
    show(
        [{"channel": name, "answer": answer} for name, answer in answers],
        *(labelled("sent", f"{name}: {answer}") for name, answer in answers),
    )


@alerts.command()
def log(
    number: Annotated[
        int | None, typer.Argument(metavar="ID", help="One alert's; else everyone's.")
    ] = None,
    *,
    file: Annotated[
        Rows | None, typer.Option("--format", help="Every message as a row, not the newest 100.")
    ] = None,
) -> None:
    """Show every message, each attempt and the answer.

    \b
    Columns of --format: id alert name channel state message_id subject stories
    articles made_at due_at sent_at attempts. Times are UTC, attempts are joined by
    "; ". In csv, a cell that a spreadsheet would take for a formula begins with '.
    """
    from indexing.desk.alerts import channelling, sending

    with CURRENT.desk() as desk:
        if file is not None:
            _write_rows(desk, number, file)
            return
        found = sending.delivery_log(desk, number)
        if not found and not CURRENT.wants_json:
            tell("nothing was sent yet")
            return
        names = {row.id: row.name for row, _masked in channelling.list_channels(desk)}
        value = [sending.as_logged(delivery, tries) for delivery, tries in found]
        lines: list[Text] = []
        for delivery, tries in found:
            where = f"alert {delivery.alert_id} to {names[delivery.channel_id]}"
            lines.append(labelled(str(delivery.id), f"{where}: {_state(delivery, desk)}"))
            lines += [labelled("", moment(one.at, desk), _answer(one)) for one in tries]
        show(value, *lines)


def _write_rows(desk: "Desk", number: int | None, file: Rows) -> None:
    from indexing.desk.alerts import logbook
    from indexing.desk.encoding import as_csv, as_ndjson

    found = logbook.logbook(desk, alert_id=number)
    tell(f"{count(found.total, 'message')} to write")
    is_table = file is Rows.CSV
    for line in as_csv(found.rows, found.kind) if is_table else as_ndjson(found.rows):
        write_text(line)


def _state(delivery: "Delivery", desk: "Desk") -> str:
    if delivery.sent_at is not None:
        return f"sent {moment(delivery.sent_at, desk)} as {delivery.message_id}"
    if delivery.state == "waiting":
        return f"waiting, next try {moment(delivery.due_at, desk)}"
    if delivery.state == "dropped":
        return f"dropped: {delivery.answer}"
    return f"{delivery.state}; once more: presswatch alerts resend {delivery.id}"


def _answer(attempt: "Attempt") -> str:
    return f"{'ok' if attempt.is_ok else 'failed'}: {attempt.answer}"


@alerts.command()
def resend(
    delivery: Annotated[int, typer.Argument(metavar="DELIVERY", help="A number of the log.")],
) -> None:
    """Send a message once more, under a new id."""
    from indexing.desk.alerts import sending

    with CURRENT.desk() as desk:
        number = sending.resend(desk, delivery)
    show({"delivery": number}, labelled(str(number), "waits; next: presswatch run, or start"))


@digests.command()
def preview(
    number: Number,
    *,
    html: Annotated[bool, typer.Option("--html", help="The mail's HTML.")] = False,
) -> None:
    """Show the message that an alert would send now."""
    import orjson

    from indexing.delivery import render
    from indexing.delivery.message import to_json
    from indexing.desk.alerts import sending

    with CURRENT.desk() as desk:
        message = sending.preview(desk, number)
    if CURRENT.wants_json:
        show(orjson.loads(to_json(message)))
    elif html:
        write_text(render.as_html(message))
    else:
        write_text(f"Subject: {render.subject(message)}\n\n{render.as_text(message)}")


@channels.command("add")
def add_channel(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="mailto:NAME@HOST, https://…, ntfy://… …")
    ],
    *,
    name: Annotated[
        str,
        typer.Option("--name", metavar="NAME", help="What to call it; else its masked address."),
    ] = "",
) -> None:
    """Keep an address where alerts may go.

    A webhook's signing secret is shown this once.
    """
    from indexing.desk.alerts import channelling

    with CURRENT.desk() as desk:
        row = channelling.add_channel(desk, address, name)
    value = _channel(row) | ({"secret": row.secret} if row.secret else {})
    lines = [
        labelled("channel", f"{row.name} ({row.kind}). Try it: presswatch channels test {row.id}")
    ]
    if row.secret:
        lines.append(labelled("secret", row.secret, "(signs each call; not shown again)"))
    show(value, *lines)


@channels.command("list")
def list_channels() -> None:
    """List where alerts go; secrets are masked."""
    from indexing.desk.alerts import channelling

    with CURRENT.desk() as desk:
        known = channelling.masked_channels(desk)
    if not known and not CURRENT.wants_json:
        tell("no channel yet. Add one: presswatch channels add mailto:NAME@HOST")
        return
    rows = [(one.id, one.kind, one.parked or "works", one.name, one.address) for one in known]
    show(known, table(("id", "kind", "state", "name", "address"), rows))


def _channel(row: "ChannelRow") -> dict[str, Any]:
    """Return a channel for a program: never its address, which may hold a password."""
    return {"id": row.id, "name": row.name, "kind": row.kind, "parked": row.parked}


@channels.command("test")
def try_channel(name: Channel) -> None:
    """Send a message marked TEST; show the answer to it."""
    from indexing.desk.alerts import channelling

    with CURRENT.desk() as desk:
        answer = asyncio.run(channelling.test_channel(desk, name))
    show({"channel": name, "answer": answer}, labelled("sent", f"{name}: {answer}"))


@channels.command("remove")
def remove_channel(name: Channel) -> int:
    """Forget a channel that no alert uses."""
    from indexing.desk.alerts import channelling

    if not CURRENT.confirm(f"remove channel {name!r}?"):
        tell("not removed")
        return 1
    with CURRENT.desk() as desk:
        channelling.remove_channel(desk, name)
    show({"removed": name}, labelled("channel", f"{name} removed"))
    return 0
