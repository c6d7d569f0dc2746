"""What went out, as a person reads it: each message with its channel and every answer to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.delivery.message import Message, from_json
from indexing.delivery.render import as_text, subject
from indexing.desk.alerts.sending import delivery_log, get_delivery
from indexing.desk.room import Desk
from indexing.errors import InvalidRequest
from indexing.store.watch import channels
from indexing.store.watch.channels import ChannelRow
from indexing.store.watch.outbox import Attempt, Delivery

STATES = ("waiting", "sent", "parked", "dropped")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery with every attempt, first first. ``message`` is None where ``fault`` says why."""

    delivery: Delivery
    channel: ChannelRow
    attempts: Sequence[Attempt]
    message: Message | None
    fault: str = ""

    @property
    def subject(self) -> str:
        """What stands above the message."""
        return subject(self.message) if self.message else "a message that cannot be read"

    @property
    def text(self) -> str:
        """The message as plain text, as mails and chat services carry it."""
        return as_text(self.message) if self.message else ""


def outgoing(
    desk: Desk,
    *,
    alert_id: int | None = None,
    state: str = "",
    before: int = 0,
    limit: int = 50,
) -> list[Outgoing]:
    """Return what went out or waits, newest first. ``before`` is a delivery's number."""
    log = delivery_log(desk, alert_id, state=state, before=before, limit=limit)
    with desk.store.read() as db:
        rows = {row.id: row for row in channels.list_channels(db)}
    return [_read(one, rows[one.channel_id], tries) for one, tries in log]


def get_outgoing(desk: Desk, delivery_id: int) -> Outgoing:
    """Return one delivery. Raises NotFound."""
    one, tries = get_delivery(desk, delivery_id)
    with desk.store.read() as db:
        return _read(one, channels.get_channel(db, one.channel_id), tries)


def _read(delivery: Delivery, channel: ChannelRow, tries: Sequence[Attempt]) -> Outgoing:
    try:
        return Outgoing(delivery, channel, tries, from_json(delivery.payload))
    except InvalidRequest as error:
        return Outgoing(delivery, channel, tries, None, error.what)
