"""A back-test as the editor shows it: what would have been told, why it cannot be, what to mend."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexing.alerts.doubts import Doubt
from indexing.desk.alerts import backtesting
from indexing.desk.alerts.backtesting import Backtest, EditTrial
from indexing.desk.alerts.trying import Pace
from indexing.desk.room import Desk
from indexing.desk.wording import day
from indexing.errors import IndexUnavailable, InvalidQuery
from indexing.search.grammar import clause
from indexing.web.views.charts import Chart, Point, chart


@dataclass(frozen=True, slots=True)
class Warned:
    """What speaks against a query; ``repaired`` is the whole query mended, or empty."""

    doubt: Doubt
    repaired: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A query tried on the past. Of the faults at most one is there, and then no trial.

    ``edit`` says what differs from the query in force, where that is another.
    """

    query: str
    trial: Backtest | None = None
    edit: EditTrial | None = None
    chart: Chart | None = None
    warned: Sequence[Warned] = ()
    fault: InvalidQuery | None = None
    away: IndexUnavailable | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the query can be read, and may fire."""
        return self.trial is not None and not any(one.doubt.is_certain for one in self.warned)


def tried(desk: Desk, query: str, pace: Pace, *, in_force: str = "") -> Tried | None:
    """Try a query on the last 30 days, beside the one ``in_force``; None for no query."""
    if not query.strip():
        return None
    try:
        if in_force and in_force != query:
            edit = backtesting.try_edit(desk, in_force, query, pace)
            return _shown(desk, query, edit.after, edit)
        return _shown(desk, query, backtesting.backtest(desk, query, pace), None)
    except InvalidQuery as error:
        return Tried(query, fault=error)
    except IndexUnavailable as error:
        return Tried(query, away=error)


def a_week(messages: float) -> str:
    """Return a mean as people say it: ``5``, or ``0.5`` where a whole number would say nothing."""
    return f"{messages:.1f}" if 0 < messages < 1 else f"{messages:,.0f}"


def _shown(desk: Desk, query: str, trial: Backtest, edit: EditTrial | None) -> Tried:
    return Tried(
        query=query,
        trial=trial,
        edit=edit,
        chart=_bars(desk, trial) if trial.articles else None,
        warned=[Warned(one, _repaired(query, one)) for one in trial.doubts],
    )


def _bars(desk: Desk, trial: Backtest) -> Chart | None:
    today = desk.now.astimezone(desk.zone).date()
    points = [
        Point(day(at, desk), stories, is_partial=at == today)
        for at, stories in trial.stories_by_day
    ]
    return chart("Hits per day", points, noun="hit", zone=desk.zone.key)


def _repaired(query: str, doubt: Doubt) -> str:
    """Return the query with the value that a clause may have been meant to have."""
    if not doubt.suggestion:
        return ""
    start, end = doubt.span
    field, colon, _value = query[start:end].partition(":")
    mended = clause(field, doubt.suggestion) if colon else f'"{doubt.suggestion}"'
    return query[:start] + mended + query[end:]
