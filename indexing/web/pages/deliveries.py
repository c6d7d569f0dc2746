"""What was sent: every message, every attempt and its answer, and each once more."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import Response

from indexing.desk.alerts import alerting, outgoing, sending
from indexing.desk.alerts.outgoing import STATES, Outgoing
from indexing.web.views import addresses
from indexing.web.views.texts import visible_json
from indexing.web.visit import Number, Visiting

SHOWN = 50

Asked = Annotated[str, Query(pattern=r"^\d{0,9}$")]
router = APIRouter()


@router.get("/deliveries")
def deliveries(visit: Visiting, alert: Asked = "", state: str = "", before: Asked = "") -> Response:
    """Show what was sent and what waits, newest first, of one alert or state if so asked."""
    wanted = state if state in STATES else ""
    found = outgoing.outgoing(
        visit.desk,
        alert_id=int(alert) if alert else None,
        state=wanted,
        before=int(before or 0),
        limit=SHOWN + 1,
    )
    more = found[SHOWN - 1].delivery.id if len(found) > SHOWN else ""
    return visit.page(
        "deliveries",
        found=found[:SHOWN],
        known=[one.alert for one in alerting.list_alerts(visit.desk)],
        states=STATES,
        alert=int(alert) if alert else 0,
        state=wanted,
        older=addresses.deliveries(alert=alert, state=wanted, before=more) if more else "",
    )


@router.get("/deliveries/{delivery_id}")
def delivery(visit: Visiting, delivery_id: Number) -> Response:
    """Show one message as it was sent."""
    one = outgoing.get_outgoing(visit.desk, delivery_id)
    return visit.page("delivery", one=one, body=_body(one))


@router.post("/deliveries/{delivery_id}/resend")
def resend(visit: Visiting, delivery_id: Number) -> Response:
    """Put a message into the outbox once more, under a new id."""
    number = sending.resend(visit.desk, delivery_id)
    return visit.back(addresses.delivery(number), done="resent")


def _body(one: Outgoing) -> str:
    """Return the message's JSON, which is a webhook's body, with line breaks for the eye."""
    if one.message is None:
        return one.delivery.payload.decode("utf-8", "replace")
    shown = orjson.dumps(orjson.loads(one.delivery.payload), option=orjson.OPT_INDENT_2)
    return visible_json(shown.decode())
