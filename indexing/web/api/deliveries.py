"""What was sent, and the channels where it goes; secrets are masked."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from indexing.desk.alerts import channelling, sending
from indexing.desk.alerts.channelling import MaskedChannel
from indexing.store.watch.outbox import Attempt
from indexing.web.api.alerts import ChannelAnswer
from indexing.web.api.answers import Asked, Limit, Number, OptionalNumber, answer, made, tells
from indexing.web.views.addresses import API
from indexing.web.visit import Visiting

router = APIRouter(tags=["deliveries"])
State = Literal["", "waiting", "sent", "parked", "dropped"]


class NewChannel(Asked):
    """An address where alerts may go: mail, a webhook, or one of the chats."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"address": "mailto:lea@example.org", "name": "lea"}]}
    )
    address: str = Field(max_length=4_000)
    name: str = Field("", max_length=200, description="What to call it; else its masked address.")


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """A message as it was frozen, with every attempt to send it; ``payload`` is a webhook's body.

    ``attempts`` are the tries that were made; ``tries`` counts failures in a row.
    """

    id: int
    alert_id: int
    channel_id: int
    message_id: str
    payload: dict[str, Any]
    state: str
    made_at: datetime
    due_at: datetime
    attempts: Sequence[Attempt]
    tries: int
    sent_at: datetime | None
    answer: str
    was_begun: bool


@dataclass(frozen=True, slots=True)
class Resent:
    """The number of a delivery that waits to be sent."""

    delivery: int


@dataclass(frozen=True, slots=True)
class Removed:
    """What is no more."""

    removed: str


@dataclass(frozen=True, slots=True)
class MadeChannel:
    """A new channel. ``secret`` signs each call of a webhook, empty for others; shown this once."""

    id: int
    name: str
    kind: str
    parked: str
    address: str
    secret: str


@router.get("/deliveries", summary="What was sent", responses=tells(list[LoggedDelivery]))
def list_deliveries(
    visit: Visiting,
    *,
    alert: Annotated[OptionalNumber, Query(description="Of this alert.")] = None,
    state: Annotated[State, Query(description="Only those that stand so.")] = "",
    before: Annotated[OptionalNumber, Query(description="Older than this delivery.")] = None,
    limit: Limit = 100,
) -> Response:
    """Messages, newest first, each with its attempts and the answers."""
    found = sending.delivery_log(visit.desk, alert, state=state, before=before or 0, limit=limit)
    return answer([sending.as_logged(*one) for one in found])


@router.get("/deliveries/{number}", summary="One delivery", responses=tells(LoggedDelivery))
def show_delivery(visit: Visiting, number: Number) -> Response:
    """Exactly these hits, as they were told."""
    return answer(sending.as_logged(*sending.get_delivery(visit.desk, number)))


@router.post(
    "/deliveries/{number}/resend",
    summary="Send it once more",
    status_code=201,
    responses=tells(Resent, status=201),
)
def resend(visit: Visiting, number: Number) -> Response:
    """Under a new id; it goes with the next sending."""
    new = sending.resend(visit.desk, number)
    return made(Resent(new), f"{API}/deliveries/{new}")


@router.get("/channels", summary="Where alerts go", responses=tells(list[MaskedChannel]))
def list_channels(visit: Visiting) -> Response:
    """Channels with masked addresses."""
    return answer(channelling.masked_channels(visit.desk))


@router.post(
    "/channels", summary="Add a channel", status_code=201, responses=tells(MadeChannel, status=201)
)
def add_channel(visit: Visiting, asked: NewChannel) -> Response:
    """Keep an address under a name. Nothing is sent there before an alert names it."""
    row = channelling.add_channel(visit.desk, asked.address, asked.name)
    shown = channelling.find_masked(visit.desk, str(row.id))
    new = MadeChannel(
        shown.id, shown.name, shown.kind, shown.parked, shown.address, secret=row.secret
    )
    return made(new, f"{API}/channels/{new.id}")


@router.get("/channels/{channel}", summary="A channel", responses=tells(MaskedChannel))
def show_channel(visit: Visiting, channel: str) -> Response:
    """By its number or name."""
    return answer(channelling.find_masked(visit.desk, channel))


@router.delete("/channels/{channel}", summary="Remove a channel", responses=tells(Removed))
def remove_channel(visit: Visiting, channel: str) -> Response:
    """One that no alert uses and nothing was ever sent to."""
    name = channelling.find_masked(visit.desk, channel).name
    channelling.remove_channel(visit.desk, channel)
    return answer(Removed(name))


@router.post("/channels/{channel}/test", summary="Send a test", responses=tells(ChannelAnswer))
def test_channel(visit: Visiting, channel: str) -> Response:
    """A message marked TEST, with the other side's answer; a parked channel works again then."""
    name = channelling.find_masked(visit.desk, channel).name
    return answer(ChannelAnswer(name, asyncio.run(channelling.test_channel(visit.desk, channel))))
