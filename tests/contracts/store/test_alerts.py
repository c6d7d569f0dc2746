"""Alerts and their versions, channels and their secrets."""

import pytest
from sqlalchemy.exc import IntegrityError
from store_samples import DAY, HOUR, NOW, alert, channel, new_alert

from indexing.models import Cadence
from indexing.store.watch import alerts, channels
from indexing.store.watch.channels import ChannelRow


def test_an_alert_comes_back_as_it_was_asked_for(db):
    two = (channel(db, "mail"), channel(db, "hook"))
    new = new_alert(*two, quiet=("22:00", "07:00"), per_story=False, cadence=Cadence.WEEKLY)
    alert_id = alerts.add_alert(db, new, now=NOW, next_delivery_at=NOW + DAY)

    kept = alerts.get_alert(db, alert_id)
    assert (kept.name, kept.query, kept.version, kept.since) == (new.name, new.query, 1, NOW)
    assert (kept.cadence, kept.at, kept.weekday, kept.zone) == (
        Cadence.WEEKLY, "08:00", 0, "Europe/Budapest",
    )  # fmt: skip
    assert (kept.quiet, kept.per_story, kept.channel_ids) == (("22:00", "07:00"), False, two)
    assert (kept.muted_until, kept.fault, kept.last_delivery_at) == (None, "", None)
    assert kept.next_delivery_at == NOW + DAY


def test_a_changed_query_is_a_new_version_and_the_old_one_is_remembered(db):
    alert_id = alert(db)
    alerts.set_alert(db, alert_id, fault="bracket never closed")

    assert alerts.change_query(db, alert_id, "veto", now=NOW + HOUR) == 2
    kept = alerts.get_alert(db, alert_id)
    assert (kept.query, kept.version, kept.since, kept.fault) == ("veto", 2, NOW + HOUR, "")
    assert alerts.query_of(db, alert_id, 1) == "veto AND nato"
    assert alerts.query_of(db, alert_id, 2) == "veto"


def test_an_alert_can_be_muted_and_removed(db):
    muted, removed = alert(db), alert(db)
    alerts.set_alert(db, muted, muted_until=NOW + DAY)
    alerts.set_alert(db, removed, is_removed=True)

    assert [one.id for one in alerts.list_alerts(db)] == [muted]
    assert alerts.get_alert(db, muted).muted_until == NOW + DAY
    assert alerts.get_alert(db, removed) is None
    assert not alerts.set_alert(db, removed, fault="late")
    assert not alerts.set_alert(db, 99, fault="none")


def test_channels_of_an_alert_are_replaced_each_once(db):
    first, second = channel(db, "mail"), channel(db, "hook")
    alert_id = alert(db, first)
    alerts.set_channels(db, alert_id, [second, second])

    assert alerts.get_alert(db, alert_id).channel_ids == (second,)
    assert channels.alerts_of(db, first) == []
    assert channels.alerts_of(db, second) == [alert_id]


def test_a_channel_is_found_by_name_address_or_number(db):
    channel_id = channel(db, "mail")

    for wanted in ("mail", "mailto://mail@news.example", str(channel_id)):
        assert channels.find_channel(db, wanted).id == channel_id
    assert channels.find_channel(db, "other") is None
    assert channels.get_channel(db, channel_id) in channels.list_channels(db)


def test_a_channels_secrets_are_not_in_its_repr(db):
    row = ChannelRow(0, "hook", "webhook", "https://u:hunter2@news.example", "whsec_abc", "")
    kept = channels.get_channel(db, channels.add_channel(db, row, now=NOW))

    assert (kept.address, kept.secret) == (row.address, row.secret)
    assert "hunter2" not in repr(kept)
    assert "whsec_abc" not in repr(kept)


def test_a_channel_is_parked_with_the_reason_and_set_going_again(db):
    channel_id = channel(db)
    channels.park(db, channel_id, "the server answers 404")
    assert channels.get_channel(db, channel_id).parked == "the server answers 404"
    channels.park(db, channel_id, "")
    assert channels.get_channel(db, channel_id).parked == ""


def test_a_channel_name_is_taken_once(store):
    with store.write() as db:
        channel(db, "mail")
    with pytest.raises(IntegrityError), store.write() as db:
        channel(db, "mail")


def test_only_a_channel_that_nothing_uses_can_be_forgotten(store):
    with store.write() as db:
        used, free = channel(db, "used"), channel(db, "free")
        alert(db, used)
        channels.remove_channel(db, free)
    with pytest.raises(IntegrityError), store.write() as db:
        channels.remove_channel(db, used)
    with store.read() as db:
        assert [one.name for one in channels.list_channels(db)] == ["used"]
