"""What needs a hand: told at the head of every page, so that silence means that all is well."""

from dataclasses import dataclass

from indexing.desk.room import Desk
from indexing.desk.upkeep.feeding import count_needing_a_look
from indexing.nouns import count
from indexing.store.watch import channels


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that needs a hand, and the page where it can be had."""

    sentence: str
    href: str
    where: str


def notices(desk: Desk) -> list[Notice]:
    """Return what needs a hand now, the gravest first."""
    found = []
    with desk.store.read() as db:
        parked = [one.name for one in channels.list_channels(db) if one.parked]
    if parked:
        what = f"{count(len(parked), 'channel')} cannot be reached: {', '.join(parked[:3])}"
        found.append(Notice(what, "/system#channels", "Look at the channels"))
    if worst := count_needing_a_look(desk):
        verb = "needs" if worst == 1 else "need"
        found.append(Notice(f"{count(worst, 'feed')} {verb} a hand", "/feeds", "Look at the feeds"))
    return found
