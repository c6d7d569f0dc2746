"""The fields of an alert's editor: what was typed, and the request that it makes."""

from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import ImmutableMultiDict

from indexing.desk.alerts.alerting import AlertRequest, SavedAlert, request_of
from indexing.desk.alerts.trying import Pace
from indexing.desk.room import Desk
from indexing.models import Cadence
from indexing.web.views.alerts import DAYS

PER_STORY, PER_ARTICLE = "story", "article"


@dataclass(frozen=True, slots=True)
class AlertForm:
    """What stands in the fields, as it was typed.

    ``edition`` is that which an edit began from, empty for a new alert; ``to`` are names of
    channels, ``more_to`` a new address.
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
    edition: str = ""

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
        edition=saved.edition,
    )


def of_typed(typed: "ImmutableMultiDict[str, Any]") -> AlertForm:
    """Return the fields that a form sent. Line ends are those that a query has."""

    def text(name: str) -> str:
        value = typed.get(name, "")
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

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
        edition=text("edition"),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two people want otherwise, in words."""

    what: str
    theirs: str
    ours: str


def differences(theirs: AlertForm, ours: AlertForm) -> list[Difference]:
    """Return in what the fields of two people differ, the query first."""
    both = zip(_in_words(theirs), _in_words(ours), strict=True)
    return [Difference(what, one, other) for (what, one), (_, other) in both if one != other]


def _in_words(form: AlertForm) -> list[tuple[str, str]]:
    asked = form.request()
    when = {Cadence.DAILY: asked.at, Cadence.WEEKLY: f"{DAYS[asked.weekday]} {asked.at}"}
    also = {"corrections": asked.on_corrections, "spikes": asked.on_spikes}
    return [
        ("query", asked.query),
        ("name", asked.name),
        ("to", ", ".join(sorted(asked.to)) or "nowhere"),
        ("send", f"{asked.cadence.value} {when.get(asked.cadence, '')}".strip()),
        ("zone", asked.zone),
        ("quiet hours", asked.quiet or "none"),
        ("a hit for each", PER_STORY if asked.per_story else PER_ARTICLE),
        ("also tell", ", ".join(name for name, is_told in also.items() if is_told) or "nothing"),
    ]


def _cadence(typed: str) -> Cadence:
    return Cadence(typed) if typed in tuple(Cadence) else Cadence.DAILY
