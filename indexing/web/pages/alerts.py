"""The alerts: how each is doing, holding one for a time, trying it, ending it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from indexing.desk.alerts import alerting, muting, sending, watching
from indexing.desk.room import Desk
from indexing.errors import InvalidRequest, PresswatchError
from indexing.web.faults import status_of
from indexing.web.views.alerts import of_test
from indexing.web.visit import Number, Visit, Visiting

LONGEST_MUTE = 366
"""Days: who wants it silent for longer, removes it."""
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test of an alert gave: (channel, its own answer), or why one did not take it."""

    alert_id: int
    answers: list[tuple[str, str]]
    fault: PresswatchError | None = None


@router.get("/alerts")
def alerts(visit: Visiting) -> Response:
    """Show every alert: what it brings, how it sends, what is held of it."""
    return _alerts(visit)


@router.post("/alerts/{alert_id}/mute")
def mute(
    visit: Visiting,
    alert_id: Number,
    days: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
) -> Response:
    """Hold an alert's messages for some days, or until the morning of one."""
    try:
        muting.mute_alert(visit.desk, alert_id, _end(visit.desk, days, until))
    except InvalidRequest as error:
        return _alerts(visit, fault=error, faulty=alert_id)
    return visit.back(f"/alerts#alert-{alert_id}", done="muted")


@router.post("/alerts/{alert_id}/unmute")
def unmute(visit: Visiting, alert_id: Number) -> Response:
    """Let an alert speak of everything again."""
    muting.unmute_alert(visit.desk, alert_id)
    return visit.back(f"/alerts#alert-{alert_id}", done="unmuted")


@router.post("/alerts/{alert_id}/test")
def test(visit: Visiting, alert_id: Number) -> Response:
    """Send a message marked TEST through every channel of an alert; show the answers."""
    if not alerting.get_alert(visit.desk, alert_id).alert.channel_ids:
        return _alerts(visit, tested=Tested(alert_id, []))
    try:
        answers = asyncio.run(sending.test_alert(visit.desk, alert_id))
    except PresswatchError as error:
        return _alerts(visit, tested=Tested(alert_id, [], of_test(error)), status=status_of(error))
    return _alerts(visit, tested=Tested(alert_id, answers))


@router.get("/alerts/{alert_id}/remove")
def ask_to_remove(visit: Visiting, alert_id: Number) -> Response:
    """Ask whether an alert is to be removed, and say what stays."""
    return visit.page("alert_remove", one=alerting.get_alert(visit.desk, alert_id))


@router.post("/alerts/{alert_id}/remove")
def remove(visit: Visiting, alert_id: Number) -> Response:
    """Stop an alert for good."""
    alerting.remove_alert(visit.desk, alert_id)
    return visit.back("/alerts", done="removed")


def _alerts(
    visit: Visit,
    *,
    tested: Tested | None = None,
    fault: InvalidRequest | None = None,
    faulty: int = 0,
    status: int = 200,
) -> Response:
    return visit.page(
        "alerts",
        status=status_of(fault) if fault else status,
        alerts=watching.watch_list(visit.desk),
        tested=tested,
        fault=fault,
        faulty=faulty,
    )


def _end(desk: Desk, days: str, until: str) -> datetime:
    """Return when a mute ends. Raises InvalidRequest for what is no day, or not to come."""
    if not until.strip():
        number = int(days) if days.isdecimal() and len(days) < 4 else 0
        if not 1 <= number <= LONGEST_MUTE:
            what, do = f"{days!r} is no number of days", f"Choose 1 to {LONGEST_MUTE} days."
            raise InvalidRequest(what, "mute", do)
        return desk.now + timedelta(days=number)
    try:
        day = datetime.fromisoformat(until.strip()).date()
    except ValueError as error:
        what = f"{until!r} is no day"
        raise InvalidRequest(what, "mute", "Write it as 2026-03-02.") from error
    end = datetime.combine(day, time(), desk.zone)
    if not desk.now < end <= desk.now + timedelta(days=LONGEST_MUTE):
        do = f"Give a day to come, {LONGEST_MUTE} days from now at most."
        raise InvalidRequest(f"a mute cannot end on {until.strip()}", "mute", do)
    return end
