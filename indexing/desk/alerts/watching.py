"""Alerts as their list shows them: what each brought lately, and what is held of it."""

from dataclasses import dataclass
from datetime import timedelta

from indexing.desk.alerts.alerting import SavedAlert, list_alerts
from indexing.desk.room import Desk
from indexing.store.watch import hits, mutes, stories
from indexing.store.watch.mutes import Mute, MuteKind

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Held:
    """A mute in force on a story or a source; ``name`` is what a person calls that."""

    mute: Mute
    name: str


@dataclass(frozen=True, slots=True)
class WatchedAlert:
    """An alert, its hits of the last 7 days, what is held of its stories and sources."""

    saved: SavedAlert
    hits_lately: int
    held: tuple[Held, ...]

    def is_muted(self, desk: Desk) -> bool:
        """Whether all of it is held now."""
        until = self.saved.alert.muted_until
        return until is not None and until > desk.now

    def next_sending(self, desk: Desk) -> str:
        """When it sends next, in words: never before its mute ends."""
        alert = self.saved.alert
        if (
            self.is_muted(desk)
            and alert.muted_until
            and (alert.next_delivery_at is None or alert.next_delivery_at < alert.muted_until)
        ):
            return "when the mute ends"
        return self.saved.next_sending or "at once"


def watch_list(desk: Desk) -> list[WatchedAlert]:
    """Return all alerts by number."""
    now, found = desk.now, []
    known = list_alerts(desk)
    with desk.store.read() as db:
        lately = hits.hits_since(db, now - LATELY)
        for saved in known:
            in_force = [one for one in mutes.mutes_of(db, saved.alert.id) if one.until > now]
            titles = {
                one.value: row.title
                for one in in_force
                if one.kind is MuteKind.STORY and (row := stories.get_story(db, one.value))
            }
            held = tuple(Held(one, titles.get(one.value) or one.value) for one in in_force)
            found.append(WatchedAlert(saved, lately.get(saved.alert.id, 0), held))
    return found
