"""What an alert may tell now, what a mute holds back, and what a mute that ended held back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from indexing.alerts.cadence import QuietHours, Timetable, after_quiet_hours
from indexing.models import Article, Cadence
from indexing.search.analysis import fold
from indexing.store.records.articles import get_articles
from indexing.store.watch import hits, telling
from indexing.store.watch.alerts import Alert
from indexing.store.watch.hits import Match
from indexing.store.watch.mutes import Mute, MuteKind, mutes_of
from indexing.store.watch.sightings import Sighting
from indexing.store.watch.stories import survivor


@dataclass(frozen=True, slots=True)
class Sendable:
    """Matches that no message carries yet: ``fresh``, and ``released`` by a mute that ended.

    ``held`` hits wait for the end of a mute; where none does, it counts those released.
    ``held_until`` is when that mute ends, or ended.
    """

    fresh: tuple[Match, ...]
    released: tuple[Match, ...]
    held: int
    held_until: datetime | None


def timetable(alert: Alert) -> Timetable:
    """Return when an alert may send."""
    quiet = QuietHours(*map(time.fromisoformat, alert.quiet)) if alert.quiet else None
    return Timetable(
        cadence=alert.cadence,
        at=time.fromisoformat(alert.at),
        weekday=alert.weekday,
        zone=ZoneInfo(alert.zone),
        quiet=quiet,
    )


def is_hushed(alert: Alert, now: datetime) -> bool:
    """Tell whether an alert may say nothing now: it is muted, or has its quiet hours."""
    is_muted = alert.muted_until is not None and alert.muted_until > now
    return is_muted or quiet_until(alert, now) > now


def quiet_until(alert: Alert, now: datetime) -> datetime:
    """Return when the quiet hours end that an alert has now; ``now`` if it has none."""
    table = timetable(alert)
    return after_quiet_hours(now, table.quiet, table.zone) if table.quiet else now


def next_try(alert: Alert, due_at: datetime, *, now: datetime) -> datetime:
    """Return when what waits and is due then may go: after the mute and the quiet hours."""
    return quiet_until(alert, max(due_at, now, alert.muted_until or now))


def sendable(db: Connection, alert: Alert, channel_id: int, *, now: datetime) -> Sendable:
    """Sort out what an alert has found and not yet told a channel.

    What was old when first seen is never told by an alert that tells at once.
    """
    found = hits.get_matches(db, telling.undelivered(db, alert.id, channel_id))
    if alert.cadence is Cadence.AT_ONCE:
        found = [match for match in found if not match.is_old]
    return sorted_out(alert, found, ends_of_mutes(db, alert, found), now=now)


def sorted_out(
    alert: Alert, found: Sequence[Match], ends: Mapping[int, datetime], *, now: datetime
) -> Sendable:
    """Sort ``found`` by when the mute on each match ends (``ends``: match id to moment)."""
    since = alert.last_delivery_at or alert.made_at
    held, released, fresh = [], [], []
    for match in found:
        end = ends.get(match.id)
        if end is not None and end > now:
            held.append(match)
        elif end is not None and end > since and match.made_at < end:
            released.append(match)
        else:
            fresh.append(match)
    told, nearest = (held, min) if held else (released, max)
    until = nearest((ends[match.id] for match in told), default=None)
    return Sendable(tuple(fresh), tuple(released), len({one.hit_id for one in told}), until)


def ends_of_mutes(db: Connection, alert: Alert, found: Sequence[Match]) -> dict[int, datetime]:
    """Return match id to the end of the longest mute that is on it, for those that have one."""
    mutes = mutes_on(db, alert)
    articles = get_articles(db, [match.article_id for match in found]) if mutes else {}
    ends = {}
    for match in found:
        until = [alert.muted_until] if alert.muted_until else []
        if article := articles.get(match.article_id):
            until += [mute.until for mute in mutes if is_about(mute, article)]
        if until:
            ends[match.id] = max(until)
    return ends


def mutes_on(db: Connection, alert: Alert) -> list[Mute]:
    """Return the mutes of an alert, ended ones too; those of merged stories are the survivor's."""
    return [
        Mute(one.kind, survivor(db, one.value), one.until) if one.kind is MuteKind.STORY else one
        for one in mutes_of(db, alert.id)
    ]


def is_about(mute: Mute, article: Article | Sighting) -> bool:
    """Tell whether a mute of a story or a source holds what is found of an article."""
    if mute.kind is MuteKind.STORY:
        return mute.value == article.story_id
    return mute.value == fold(article.source)
