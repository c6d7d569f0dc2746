"""Channels: adding, testing and removing the places where alerts go."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from indexing.delivery.channels import Attempt, ChannelKind, parse_channel, send
from indexing.delivery.message import AlertRef, Message, MessageType, Window
from indexing.delivery.webhook import new_secret
from indexing.desk.room import Desk
from indexing.errors import InvalidRequest, NotFound, PresswatchError
from indexing.fetching.client import Fetcher
from indexing.pipeline.deliver import open_channel
from indexing.store.watch import channels
from indexing.store.watch.channels import ChannelRow


@dataclass(frozen=True, slots=True)
class MaskedChannel:
    """A channel without its secrets. ``parked`` says why nothing is sent there, empty if it works.

    ``address`` is the masked one.
    """

    id: int
    name: str
    kind: str
    parked: str
    address: str


def add_channel(desk: Desk, address: str, name: str = "") -> ChannelRow:
    """Keep a channel under a name. A webhook gets a signing secret, to be shown this once."""
    with desk.store.write() as db:
        return channels.get_channel(db, _keep(desk, db, address, name))


def masked_channels(desk: Desk) -> list[MaskedChannel]:
    """Return channels as anybody may see them."""
    return [_as_shown(row, masked) for row, masked in list_channels(desk)]


def find_masked(desk: Desk, wanted: str) -> MaskedChannel:
    """Return the channel of that name or number as anybody may see it. Raises NotFound."""
    with desk.store.read() as db:
        row = _known(db, wanted)
    return _as_shown(row, _masked(desk, row))


def list_channels(desk: Desk) -> list[tuple[ChannelRow, str]]:
    """Return channels with their masked addresses."""
    with desk.store.read() as db:
        rows = channels.list_channels(db)
    return [(row, _masked(desk, row)) for row in rows]


def remove_channel(desk: Desk, wanted: str) -> None:
    """Forget a channel. Raises InvalidRequest while an alert or the log still names it."""
    with desk.store.write() as db:
        row = _known(db, wanted)
        users = channels.alerts_of(db, row.id)
        if users:
            raise InvalidRequest(
                f"alerts {', '.join(map(str, users))} go there",
                row.name,
                "Send them elsewhere first.",
            )
        try:
            channels.remove_channel(db, row.id)
        except IntegrityError as error:
            raise InvalidRequest(
                "the log of deliveries names it",
                row.name,
                "Leave it: nothing is sent where no alert goes.",
            ) from error


async def test_channel(desk: Desk, wanted: str) -> str:
    """Send a message marked TEST; return the other side's answer. Raises ChannelFailed.

    A parked channel that takes it works again: what waits for it is sent.
    """
    with desk.store.read() as db:
        row = _known(db, wanted)
    async with Fetcher(desk.settings) as fetcher:
        answer = await send(
            open_channel(row, desk.settings),
            _test_message(desk),
            Attempt(f"test{secrets.token_hex(14)}", desk.now),
            settings=desk.settings,
            fetcher=fetcher,
        )
    if row.parked:
        with desk.store.write() as db:
            channels.park(db, row.id, "")
    return answer


def channel_for(desk: Desk, db: Connection, wanted: str) -> int:
    """Return the number of the channel of that name or address; an address is kept if new.

    Raises as ``check_channel`` does.
    """
    known = check_channel(desk, db, wanted)
    return _keep(desk, db, wanted, "") if known is None else known.id


def check_channel(desk: Desk, db: Connection, wanted: str) -> ChannelRow | None:
    """Return the channel of that name or address, None for a good address that is new.

    Raises NotFound for a name that is none, InvalidRequest or ConfigError for a wrong address.
    """
    known = channels.find_channel(db, wanted)
    if known is None and ":" in wanted:
        parse_channel(wanted, desk.settings)
    elif known is None:
        names = ", ".join(row.name for row in channels.list_channels(db))
        raise NotFound(
            "no channel has this name", wanted, f"There are: {names or 'none'}; or give an address."
        )
    return known


def _keep(desk: Desk, db: Connection, address: str, wanted: str) -> int:
    channel = parse_channel(address, desk.settings)
    secret = new_secret() if channel.kind is ChannelKind.WEBHOOK else ""
    name, number = wanted or channel.masked, 1
    while channels.find_channel(db, name):
        if wanted:
            raise InvalidRequest("a channel has this name already", wanted, "Choose another.")
        number += 1
        name = f"{channel.masked} ({number})"
    row = ChannelRow(0, name, channel.kind, channel.address, secret, "")
    return channels.add_channel(db, row, now=desk.now)


def _test_message(desk: Desk) -> Message:
    return Message(
        type=MessageType.TEST,
        alert=AlertRef(0, "test of a channel", "", 1),
        window=Window(desk.now - timedelta(days=1), desk.now, str(desk.zone)),
    )


def _known(db: Connection, wanted: str) -> ChannelRow:
    row = channels.find_channel(db, wanted)
    if row is None:
        raise NotFound("no channel has this name", wanted, "See: presswatch channels list")
    return row


def _as_shown(row: ChannelRow, masked: str) -> MaskedChannel:
    return MaskedChannel(row.id, row.name, row.kind, row.parked, masked)


def _masked(desk: Desk, row: ChannelRow) -> str:
    try:
        return parse_channel(row.address, desk.settings).masked
    except PresswatchError:  # the settings changed: never show what cannot be masked
        return f"{row.kind} (cannot be read)"
