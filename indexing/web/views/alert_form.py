"""The fields of an alert's editor: what was typed, and the request that it makes."""

from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import ImmutableMultiDict

from indexing.desk.alerts.alerting import AlertRequest, SavedAlert, request_of
from indexing.desk.alerts.trying import Pace
from indexing.desk.room import Desk
from indexing.models import Cadence

PER_STORY, PER_ARTICLE = "story", "article"


@dataclass(frozen=True, slots=True)
class AlertForm:
    """What stands in the fields, as it was typed.

    ``version`` is that of the query which an edit began from, 0 for a new alert; ``to`` are names
    of channels, ``more_to`` a new address.
    """

    q: str = ""
    name: str = ""
    cadence: str = Cadence.DAILY.value
    at: str = ""
    weekday: str = "0"
    zone: str = ""
    quiet_from: str = ""
    quiet_to: str = ""
    per: str = PER_STORY
    corrections: bool = False
    spikes: bool = False
    to: tuple[str, ...] = ()
    more_to: str = ""
    version: int = 0

    def pace(self) -> Pace:
        """Return how it would bundle what it finds."""
        return Pace(_cadence(self.cadence), self.per != PER_ARTICLE)

    def request(self) -> AlertRequest:
        """Return what is asked for."""
        quiet = f"{self.quiet_from}-{self.quiet_to}" if self.quiet_from or self.quiet_to else ""
        more = (self.more_to.strip(),) if self.more_to.strip() else ()
        return AlertRequest(
            query=self.q,
            name=self.name.strip(),
            to=(*self.to, *more),
            cadence=_cadence(self.cadence),
            at=self.at,
            weekday=int(self.weekday) if self.weekday in tuple("0123456") else 0,
            zone=self.zone.strip(),
            quiet=quiet,
            per_story=self.per != PER_ARTICLE,
            on_corrections=self.corrections,
            on_spikes=self.spikes,
        )

    def with_query(self, query: str) -> "AlertForm":
        """Return the same with another query."""
        return replace(self, q=query)


def blank(desk: Desk, query: str = "", cadence: str = "") -> AlertForm:
    """Return the fields of a new alert."""
    return AlertForm(
        q=query,
        cadence=_cadence(cadence).value,
        at=f"{desk.settings.alerts.daily_at:%H:%M}",
        zone=desk.zone.key,
    )


def of_alert(saved: SavedAlert) -> AlertForm:
    """Return the fields of an alert as it stands."""
    asked = request_of(saved)
    quiet_from, _, quiet_to = asked.quiet.partition("-")
    return AlertForm(
        q=asked.query,
        name=asked.name,
        cadence=asked.cadence.value,
        at=asked.at,
        weekday=str(asked.weekday),
        zone=asked.zone,
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        per=PER_STORY if asked.per_story else PER_ARTICLE,
        corrections=asked.on_corrections,
        spikes=asked.on_spikes,
        to=asked.to,
        version=saved.alert.version,
    )


def of_typed(typed: "ImmutableMultiDict[str, Any]") -> AlertForm:
    """Return the fields that a form sent. Line ends are those that a query has."""

    def text(name: str) -> str:
        value = typed.get(name, "")
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    version = text("version")
    return AlertForm(
        q=text("q"),
        name=text("name"),
        cadence=text("cadence"),
        at=text("at").strip(),
        weekday=text("weekday"),
        zone=text("zone"),
        quiet_from=text("quiet_from").strip(),
        quiet_to=text("quiet_to").strip(),
        per=text("per"),
        corrections=bool(text("corrections")),
        spikes=bool(text("spikes")),
        to=tuple(one for one in typed.getlist("to") if isinstance(one, str) and one),
        more_to=text("more_to"),
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
    )


def _cadence(typed: str) -> Cadence:
    return Cadence(typed) if typed in tuple(Cadence) else Cadence.DAILY
