"""Everything that was sent or waits, as rows: for spreadsheets and programs, none left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from indexing.desk.alerts.outgoing import Outgoing, outgoing
from indexing.desk.encoding import Table
from indexing.desk.room import Desk
from indexing.store.watch import outbox
from indexing.store.watch.outbox import Attempt

BATCH = 200


@dataclass(frozen=True, slots=True)
class LogRow:
    """One message; its fields are the columns, in this order.

    ``attempts`` are when, how and with which answer: ``2026-03-02T12:02:00Z ok: 204 No Content``.
    """

    id: int
    alert: int
    name: str
    channel: str
    state: str
    message_id: str
    subject: str
    stories: int
    articles: int
    made_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: tuple[str, ...]


def logbook(desk: Desk, *, alert_id: int | None = None, state: str = "") -> Table[LogRow]:
    """Return every message, newest first, of one alert and state if given."""
    with desk.store.read() as db:
        total = outbox.count_deliveries(db, alert_id=alert_id, state=state)
    return Table(LogRow, total, _rows(desk, alert_id, state))


def _rows(desk: Desk, alert_id: int | None, state: str) -> Iterator[LogRow]:
    before = 0
    while some := outgoing(desk, alert_id=alert_id, state=state, before=before, limit=BATCH):
        yield from map(_row, some)
        before = some[-1].delivery.id


def _row(one: Outgoing) -> LogRow:
    sent, message = one.delivery, one.message
    return LogRow(
        id=sent.id,
        alert=sent.alert_id,
        name=message.alert.name if message and message.alert else "",
        channel=one.channel.name,
        state=sent.state,
        message_id=sent.message_id,
        subject=one.subject,
        stories=message.story_count if message else 0,
        articles=message.article_count if message else 0,
        made_at=sent.made_at,
        due_at=sent.due_at,
        sent_at=sent.sent_at,
        attempts=_told(one.attempts),
    )


def _told(attempts: Sequence[Attempt]) -> tuple[str, ...]:
    return tuple(
        f"{one.at:%Y-%m-%dT%H:%M:%SZ} {'ok' if one.is_ok else 'failed'}: {one.answer}"
        for one in attempts
    )
