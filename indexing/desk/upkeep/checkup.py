"""The doctor: one line for each thing that can be wrong, and what to do about it.

Checks are asked one after the other and do not know of each other. What a check needs (store or
index) and another one found away is not asked again: a server that is gone costs one time limit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from indexing.desk.room import Desk
from indexing.desk.upkeep import vitals
from indexing.desk.upkeep.feeding import list_feeds
from indexing.desk.upkeep.overseeing import is_cycle_overdue, told_overdue
from indexing.desk.upkeep.vitals import Check, Examined
from indexing.desk.wording import moment
from indexing.errors import IndexUnavailable, PresswatchError, StoreUnavailable
from indexing.index import open_index
from indexing.nouns import count
from indexing.pipeline.opening import utc_now
from indexing.pipeline.workshop import Clock
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.engine import sqlite_url, store_url
from indexing.store.watch import alerts, channels, outbox
from indexing.store.work import cycles

_Check = Callable[[Examined], Check]


@contextmanager
def opened_for_checkup(
    settings: Settings, *, clock: Clock = utc_now, zone: ZoneInfo | None = None
) -> Iterator[Desk]:
    """Yield a desk at which nothing was asked of the store: whether it answers is to be seen."""
    try:
        store = Store(store_url(settings))
    except StoreUnavailable:  # no folder: the check of the store meets the same, and says so
        store = Store(sqlite_url(settings.data_dir))
    try:
        yield Desk(settings, store, open_index(settings), clock, zone or settings.zone)
    finally:
        store.close()


def doctor(desk: Desk) -> list[Check]:
    """Check everything; a check that breaks is a failed check and stops no other."""
    found, away = [], set[str]()
    examined = Examined(desk.settings, desk.store, desk.index, desk.clock, desk.zone)
    for name, needs, check in _CHECKS:
        if missing := away.intersection(needs.split()):
            told = f"cannot be told while the {missing.pop()} is away"
            found.append(Check(name, "warn", told, "Mend what failed above, and ask again."))
        else:
            found.append(_checked(name, check, examined, away=away))
    return found


def _checked(name: str, check: _Check, desk: Examined, *, away: set[str]) -> Check:
    try:
        return check(desk)
    except PresswatchError as error:
        if isinstance(error, StoreUnavailable):
            away.add("store")
        if isinstance(error, IndexUnavailable):
            away.add("index")
        return Check(name, "FAIL", f"{error.where}: {error.what}", error.do)
    except Exception as error:  # the doctor is asked when things are broken
        return Check(name, "FAIL", f"{type(error).__name__}: {error}", "Report it.")


def _feeds(desk: Desk) -> Check:
    rows = list_feeds(desk)
    bad = [row for row in rows if row.needs_a_look]
    if not rows:
        return Check("feeds", "warn", "there are none", "presswatch feeds add URL")
    if bad:
        sentence = f"{len(bad)} of {len(rows)} need a look"
        return Check("feeds", "warn", sentence, "presswatch feeds list --problem")
    return Check("feeds", "ok", f"{len(rows)}, all well")


def _cycle(desk: Desk) -> Check:
    with desk.store.read() as db:
        recent = cycles.latest(db, 1)
    if not recent:
        return Check("cycle", "warn", "none has run yet", "presswatch run, or presswatch start")
    if is_cycle_overdue(recent[0], desk):
        return Check("cycle", "warn", told_overdue(recent[0], desk.now), "presswatch start")
    last = recent[0].ended_at or recent[0].started_at
    return Check("cycle", "ok", f"{recent[0].outcome or 'running'}, {moment(last, desk)}")


def _alerts(desk: Desk) -> Check:
    with desk.store.read() as db:
        known = alerts.list_alerts(db)
        sent = outbox.count_by_state(db)
    for one in known:
        if one.fault:
            do = f"presswatch alerts edit {one.id} QUERY"
            return Check("alerts", "FAIL", f"alert {one.id}: {one.fault}", do)
    if number := sent.get("parked", 0):
        return Check(
            "alerts",
            "warn",
            f"{count(number, 'delivery', 'deliveries')} parked",
            "presswatch alerts log",
        )
    waiting = count(sent.get("waiting", 0), "delivery", "deliveries")
    return Check("alerts", "ok", f"{len(known)}, {waiting} waiting")


def _channels(desk: Desk) -> Check:
    with desk.store.read() as db:
        known = channels.list_channels(db)
    for one in known:
        if one.parked:
            do = f"presswatch channels test {one.id}"
            return Check("channels", "FAIL", f"{one.name} is parked: {one.parked}", do)
    return Check("channels", "ok", f"{len(known)}, none parked")


def _models(_desk: Desk) -> Check:
    from indexing.extraction.models import verify_models  # noqa: PLC0415 (loads no model itself)

    wrong = [name for name, is_ok in verify_models() if not is_ok]
    if wrong:
        do = "Install the pinned packages again: pip install -c constraints.txt presswatch"
        return Check("models", "FAIL", f"not the files we know: {', '.join(wrong[:3])}", do)
    return Check("models", "ok", "the language models are the ones we know")


def _mail(desk: Desk) -> Check:
    if not desk.settings.smtp.host:
        return Check("mail", "warn", "no mail server is set", "Set [smtp] host to send mail.")
    return Check("mail", "ok", desk.settings.smtp.host)


_CHECKS: tuple[tuple[str, str, _Check], ...] = (
    ("versions", "", vitals.versions),
    ("config", "", vitals.config),
    ("disk", "", vitals.disk),
    ("store", "store", vitals.store),
    ("engine", "index", vitals.engine),
    ("mapping", "index", vitals.mapping),
    ("writes", "index", vitals.writes),
    ("index", "store index", vitals.index),
    ("clock", "store", vitals.clock),
    ("feeds", "store", _feeds),
    ("cycle", "store", _cycle),
    ("alerts", "store", _alerts),
    ("channels", "store", _channels),
    ("models", "", _models),
    ("mail", "", _mail),
)
"""Each check with its name and what it needs, in the order in which they are told."""
