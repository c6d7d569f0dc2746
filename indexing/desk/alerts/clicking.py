"""What the one-click links of messages ask for, and doing it: nobody logs in for that."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from indexing.delivery.one_click import Act, Wish, read_signed
from indexing.desk.alerts import muting
from indexing.desk.room import Desk
from indexing.desk.stories.storylines import known_story
from indexing.errors import NotFound
from indexing.store.watch import alerts, mutes, outbox, tokens
from indexing.store.watch.mutes import MuteKind

MUTED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link does. ``alert`` and ``story`` are names, the alert's empty if it was removed.

    ``until`` is when the mute ends: the one that is in force if that is longer.
    """

    act: Act
    alert: str
    story: str = ""
    until: datetime | None = None


def read_link(desk: Desk, act: Act, token: str) -> Offer:
    """Return what a link would do. Raises NotFound for one that is none, and for what is gone."""
    return _offer(desk, _wish(desk, act, token))


def follow_link(desk: Desk, act: Act, token: str) -> Offer:
    """Do what a link asks for; a second click changes nothing. Raises as ``read_link`` does."""
    wish = _wish(desk, act, token)
    offer = _offer(desk, wish)
    if wish.act is Act.UNSUBSCRIBE:
        _unsubscribe(desk, wish)
    elif offer.until and wish.story_id:
        muting.mute_story(desk, wish.alert_id, wish.story_id, offer.until)
    elif offer.until:
        muting.mute_alert(desk, wish.alert_id, offer.until)
    return offer


def _wish(desk: Desk, act: Act, token: str) -> Wish:
    with desk.store.read() as db:
        wish = read_signed(token, tokens.links_key(db))
    if wish is None or wish.act is not act:
        do = "Copy the whole of it from the message."
        raise NotFound("this link is not one of ours, or not the whole of it", "link", do)
    return wish


def _offer(desk: Desk, wish: Wish) -> Offer:
    with desk.store.read() as db:
        alert = alerts.get_alert(db, wish.alert_id)
        if alert is None and wish.act is Act.UNSUBSCRIBE:
            return Offer(wish.act, "")  # nothing is sent any more, which was the wish
        if alert is None:
            raise NotFound("this alert was removed", "link", "Nothing more is sent of it.")
        if wish.act is Act.UNSUBSCRIBE:
            return Offer(wish.act, alert.name)
        if not wish.story_id:
            return Offer(wish.act, alert.name, "", _end(desk, alert.muted_until))
        story = known_story(db, wish.story_id)
        held = [
            one.until
            for one in mutes.mutes_of(db, alert.id)
            if (one.kind, one.value) == (MuteKind.STORY, story.id)
        ]
        return Offer(wish.act, alert.name, story.title, _end(desk, *held))


def _end(desk: Desk, *known: datetime | None) -> datetime:
    return max([desk.now + MUTED_FOR, *(one for one in known if one)])


def _unsubscribe(desk: Desk, wish: Wish) -> None:
    """Take a channel from an alert, with what waits to go there; its other channels go on."""
    with desk.store.write() as db:
        alert = alerts.get_alert(db, wish.alert_id)
        if alert is None or wish.channel_id not in alert.channel_ids:
            return
        rest = [one for one in alert.channel_ids if one != wish.channel_id]
        alerts.set_channels(db, alert.id, rest)
        outbox.drop_waiting(db, alert.id, "the reader unsubscribed", but_to=rest)
