"""Holding an alert's messages, or what it finds of a story or a source, until a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from sqlalchemy import Connection

from indexing.desk.alerts.alerting import SavedAlert, get_alert
from indexing.desk.room import Desk
from indexing.desk.stories.storylines import known_story
from indexing.errors import NotFound
from indexing.pipeline.holding import is_about
from indexing.search.analysis import fold
from indexing.store.records.articles import get_articles
from indexing.store.records.feeds import titles
from indexing.store.watch import alerts, hits, mutes, withholding
from indexing.store.watch.mutes import Mute, MuteKind

LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Muted:
    """An alert as it is muted now; the mute would have held so much in the last seven days.

    ``mutes`` are those in force on a story or a source; the alert's own is in the alert.
    """

    saved: SavedAlert
    mutes: tuple[Mute, ...]
    held_hits: int
    held_articles: int


def mute_alert(desk: Desk, alert_id: int, until: datetime) -> Muted:
    """Hold an alert's messages until then, also those that wait for another try.

    Nothing is lost: what it finds meanwhile is told when the mute ends. Raises NotFound.
    """
    get_alert(desk, alert_id)
    with desk.store.write() as db:
        alerts.set_alert(db, alert_id, muted_until=until)
    return _muted(desk, alert_id, None)


def mute_story(desk: Desk, alert_id: int, story_id: str, until: datetime) -> Muted:
    """Hold what an alert finds of one story until then. Raises NotFound."""
    with desk.store.read() as db:
        story = known_story(db, story_id)
    return _mute(desk, alert_id, Mute(MuteKind.STORY, story.id, until))


def mute_source(desk: Desk, alert_id: int, source: str, until: datetime) -> Muted:
    """Hold what an alert finds in one source until then. Raises NotFound, with the nearest."""
    return _mute(desk, alert_id, Mute(MuteKind.SOURCE, _known_source(desk, source), until))


def unmute_alert(desk: Desk, alert_id: int) -> SavedAlert:
    """End every mute of an alert now; its next message says what they held. Raises NotFound."""
    alert, now = get_alert(desk, alert_id).alert, desk.now
    with desk.store.write() as db:
        if alert.muted_until is not None and alert.muted_until > now:
            alerts.set_alert(db, alert_id, muted_until=now)
        mutes.end_mutes(db, alert_id, now=now)
        withholding.look_again(db, alert_id, now=now)
    return get_alert(desk, alert_id)


def mutes_in_force(desk: Desk, alert_id: int) -> tuple[Mute, ...]:
    """Return the mutes on an alert's stories and sources, the next to end first."""
    with desk.store.read() as db:
        return _in_force(db, alert_id, desk.now)


def _mute(desk: Desk, alert_id: int, mute: Mute) -> Muted:
    get_alert(desk, alert_id)
    with desk.store.write() as db:
        mutes.set_mute(db, alert_id, mute)
        withholding.look_again(db, alert_id, now=desk.now)
    return _muted(desk, alert_id, mute)


def _muted(desk: Desk, alert_id: int, mute: Mute | None) -> Muted:
    with desk.store.read() as db:
        found = hits.get_matches(db, mutes.matched_since(db, alert_id, desk.now - LOOK_BACK))
        if mute is not None:
            about = get_articles(db, [match.article_id for match in found])
            found = [
                match
                for match in found
                if match.article_id in about and is_about(mute, about[match.article_id])
            ]
        in_force = _in_force(db, alert_id, desk.now)
    held = {match.hit_id for match in found}
    return Muted(get_alert(desk, alert_id), in_force, len(held), len(found))


def _in_force(db: Connection, alert_id: int, now: datetime) -> tuple[Mute, ...]:
    return tuple(one for one in mutes.mutes_of(db, alert_id) if one.until > now)


def _known_source(desk: Desk, source: str) -> str:
    with desk.store.read() as db:
        known = {fold(title): title for title in titles(db)}
    wanted = fold(source)
    if wanted not in known:
        near = get_close_matches(wanted, known, 1)
        do = f"Did you mean {known[near[0]]}?" if near else "See: presswatch feeds list"
        raise NotFound("no source has this name", source, do)
    return wanted
