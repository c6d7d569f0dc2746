"""Alerts: tried on the past, saved, changed, muted, tested."""

import asyncio
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from indexing.desk.alerts import alerting, backtesting, muting, sending
from indexing.desk.alerts.alerting import AlertRequest, SavedAlert
from indexing.desk.alerts.backtesting import Backtest, EditTrial
from indexing.desk.alerts.muting import Muted
from indexing.desk.alerts.trying import Pace
from indexing.desk.times import moment_from
from indexing.errors import InvalidRequest
from indexing.models import Cadence
from indexing.store.watch.alerts import Alert
from indexing.store.watch.mutes import Mute
from indexing.web.api.answers import Asked, Number, QueryText, Typed, answer, made, tells
from indexing.web.views.addresses import API
from indexing.web.visit import Visiting

router = APIRouter(tags=["alerts"])
_EXAMPLE = "orban AND (nato OR ukraine)"


class Weekday(IntEnum):
    """The day of a weekly message; Monday is 0."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class NewAlert(Asked):
    """A query, when it may send, and where to. What is left out is as the settings have it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": _EXAMPLE, "cadence": "daily", "at": "08:00"}]}
    )
    query: QueryText
    name: str = Field("", max_length=200, description="What to call it; else the query.")
    to: tuple[str, ...] = Field((), description="Names or addresses of channels.")
    cadence: Cadence = Cadence.DAILY
    at: str = Field("", description="Time of day of daily and weekly messages: 08:00.")
    weekday: Weekday = Weekday.MONDAY
    zone: str = Field("", description="Its time zone, such as Europe/Budapest.")
    quiet: str = Field("", description="Hours without messages: 22:00-07:00.")
    per_story: bool = Field(True, description="A hit for each story, else for each article.")
    on_corrections: bool = Field(False, description="Also when what fired is changed.")
    on_spikes: bool = Field(False, description="Also when there is far more than usual.")

    def request(self) -> AlertRequest:
        """Return what is asked for, as the desk takes it."""
        return AlertRequest(**{**self.model_dump(), "weekday": int(self.weekday)})


class ChangedAlert(Asked):
    """What is to be different, for an alert that nobody else changed since it was read."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": _EXAMPLE, "expected": "5f0c2a9be1d34c77"}]}
    )
    expected: str = Field(description="The edition that was read.")
    query: QueryText | None = None
    name: str | None = Field(None, max_length=200)
    to: tuple[str, ...] | None = None
    cadence: Cadence | None = None
    at: str | None = None
    weekday: Weekday | None = None
    zone: str | None = None
    quiet: str | None = None
    per_story: bool | None = None
    on_corrections: bool | None = None
    on_spikes: bool | None = None

    def request(self, saved: SavedAlert) -> AlertRequest:
        """Return what the alert is to be, as the desk takes it."""
        told = self.model_dump(exclude={"expected"}, exclude_none=True)
        if self.weekday is not None:
            told["weekday"] = int(self.weekday)
        return replace(alerting.request_of(saved), **told)


class Tried(Asked):
    """A query as an alert would have it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": _EXAMPLE}]})
    query: QueryText
    cadence: Cadence = Cadence.DAILY
    per_story: bool = True


class TriedEdit(Asked):
    """A query that may replace the one in force."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": _EXAMPLE}]})
    query: QueryText


class Hold(Asked):
    """What to hold, and until when: all of the alert, or what it finds of one story or source."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "3d"}]})
    until: str = Field(description="How long, or until when: 3d, 2026-03-02 08:00.")
    story: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class TriedAlert:
    """An alert, the mutes on its stories and sources, and what it would have brought."""

    alert: SavedAlert
    mutes: tuple[Mute, ...]
    backtest: Backtest


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """What a channel said to a message marked TEST."""

    channel: str
    answer: str


@router.get("/alerts", summary="The alerts", responses=tells(list[SavedAlert]))
def list_alerts(visit: Visiting) -> Response:
    """By number, each with its next message."""
    return answer(alerting.list_alerts(visit.desk))


@router.post(
    "/alerts", summary="Save an alert", status_code=201, responses=tells(SavedAlert, status=201)
)
def add_alert(visit: Visiting, asked: NewAlert) -> Response:
    """Everything is checked first; what can never fire, or would always, is refused."""
    saved = alerting.add_alert(visit.desk, asked.request())
    return made(saved, f"{API}/alerts/{saved.alert.id}")


@router.get("/alerts/{number}", summary="An alert", responses=tells(TriedAlert))
def show_alert(visit: Visiting, number: Number) -> Response:
    """It and what it would have brought in the last 30 days."""
    desk, saved = visit.desk, alerting.get_alert(visit.desk, number)
    tried = backtesting.backtest(desk, saved.alert.query, _pace(saved.alert))
    return answer(TriedAlert(saved, muting.mutes_in_force(desk, number), tried))


@router.patch("/alerts/{number}", summary="Change an alert", responses=tells(SavedAlert))
def edit(visit: Visiting, number: Number, asked: ChangedAlert) -> Response:
    """What is left out stays; what was found keeps the old query. 409 if it changed meanwhile."""
    request = asked.request(alerting.get_alert(visit.desk, number))
    edited = alerting.edit_alert(visit.desk, number, request, expected=asked.expected)
    return answer(edited)


@router.delete("/alerts/{number}", summary="Stop an alert for good", responses=tells(SavedAlert))
def remove(visit: Visiting, number: Number) -> Response:
    """Its hits and deliveries stay on record; the answer is what it was."""
    saved = alerting.get_alert(visit.desk, number)
    alerting.remove_alert(visit.desk, number)
    return answer(saved)


@router.post("/alerts/{number}/try", summary="Try another query", responses=tells(EditTrial))
def try_edit(visit: Visiting, number: Number, asked: TriedEdit) -> Response:
    """What the query in force and another one would have brought; nothing is saved."""
    alert = alerting.get_alert(visit.desk, number).alert
    return answer(backtesting.try_edit(visit.desk, alert.query, asked.query, _pace(alert)))


@router.post("/alerts/{number}/mute", summary="Mute an alert for a time", responses=tells(Muted))
def mute(visit: Visiting, number: Number, asked: Hold) -> Response:
    """Hits are kept, and told then; the answer says what it would have held last week."""
    if asked.story and asked.source:
        raise InvalidRequest("these are two mutes", "story, source", "Give one, then the other.")
    desk, until = visit.desk, moment_from(asked.until, "until", visit.desk)
    if asked.story:
        return answer(muting.mute_story(desk, number, asked.story, until))
    if asked.source:
        return answer(muting.mute_source(desk, number, asked.source, until))
    return answer(muting.mute_alert(desk, number, until))


@router.post("/alerts/{number}/unmute", summary="End its mutes", responses=tells(SavedAlert))
def unmute(visit: Visiting, number: Number) -> Response:
    """All that was held is in its next message."""
    return answer(muting.unmute_alert(visit.desk, number))


@router.post("/alerts/{number}/test", summary="Send a test", responses=tells(list[ChannelAnswer]))
def test(visit: Visiting, number: Number) -> Response:
    """A message marked TEST through every channel of the alert, with each one's own answer."""
    answers = asyncio.run(sending.test_alert(visit.desk, number))
    return answer([ChannelAnswer(*one) for one in answers])


@router.get("/backtest", summary="What an alert would have done", responses=tells(Backtest))
def backtest(
    visit: Visiting,
    query: Typed,
    cadence: Annotated[Cadence, Query(description="How often it may send.")] = Cadence.DAILY,
    per_story: Annotated[bool, Query(description="A hit for each story.")] = True,
) -> Response:
    """A query run over the last 30 days: volume, noise, samples, doubts."""
    return answer(backtesting.backtest(visit.desk, query, Pace(cadence, per_story)))


@router.post("/backtest", summary="The same, for a long query", responses=tells(Backtest))
def backtest_body(visit: Visiting, asked: Tried) -> Response:
    """A query run over the last 30 days: volume, noise, samples, doubts."""
    pace = Pace(asked.cadence, asked.per_story)
    return answer(backtesting.backtest(visit.desk, asked.query, pace))


def _pace(alert: Alert) -> Pace:
    return Pace(alert.cadence, alert.per_story)
