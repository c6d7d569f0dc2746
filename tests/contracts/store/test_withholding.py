"""What waits in the outbox can be held back, and lose what was muted meanwhile."""

import pytest
from store_samples import HOUR, NOW, alert, article, channel, match

from indexing.store.schema import deliveries
from indexing.store.watch import outbox, telling, withholding
from indexing.store.watch.outbox import NewDelivery
from indexing.store.work.owners import free_the_dead, new_owner

LATER = NOW + HOUR


@pytest.fixture
def waiting(db):
    """A delivery of two matches that waits, as (delivery, its matches)."""
    to = channel(db, "hook")
    mine = alert(db, to)
    found = [match(db, mine, article(db, name)) for name in ("one", "other")]
    new = NewDelivery(mine, to, "id", b"both", tuple(found), NOW)
    return outbox.get_delivery(db, outbox.post(db, new, now=NOW)), found


def claimed(db, delivery, *, owner="", now=NOW):
    return outbox.claim_delivery(db, owner or new_owner(), delivery.channel_id, now=now)


def test_what_is_withdrawn_waits_again_and_the_rest_goes_out_under_the_same_id(db, waiting):
    delivery, (one, other) = waiting
    assert withholding.untouched(db, delivery.alert_id) == [delivery.id]
    assert withholding.withdraw(db, delivery, [one], b"the other")

    assert telling.undelivered(db, delivery.alert_id, delivery.channel_id) == [one]
    assert outbox.matches_of_delivery(db, delivery.id) == [other]
    sent = claimed(db, delivery)
    assert (sent.message_id, sent.payload) == ("id", b"the other")


def test_what_somebody_sends_is_left_as_it_is(db, waiting):
    delivery, found = waiting
    assert claimed(db, delivery).id == delivery.id
    withholding.postpone(db, delivery, until=LATER)

    assert not withholding.withdraw(db, delivery, found, b"nothing")
    assert withholding.untouched(db, delivery.alert_id) == []
    assert telling.undelivered(db, delivery.alert_id, delivery.channel_id) == []
    same = outbox.get_delivery(db, delivery.id)
    assert (same.payload, same.due_at) == (b"both", NOW)


def test_what_may_have_arrived_is_left_as_it_is(db, waiting, dead_owner):
    delivery, found = waiting
    claimed(db, delivery, owner=dead_owner)
    free_the_dead(db, deliveries, now=NOW)

    assert withholding.untouched(db, delivery.alert_id) == []
    assert not withholding.withdraw(db, delivery, found, b"nothing")


def test_what_failed_before_can_be_changed(db, waiting):
    delivery, (one, _other) = waiting
    outbox.mark_failed(db, claimed(db, delivery), "503", next_at=LATER, now=NOW)

    (number,) = withholding.untouched(db, delivery.alert_id)
    assert withholding.withdraw(db, outbox.get_delivery(db, number), [one], b"the other")


def test_what_is_put_off_waits_until_then_or_until_somebody_looks_again(db, waiting):
    delivery, _found = waiting
    withholding.postpone(db, delivery, until=LATER)
    assert claimed(db, delivery) is None

    withholding.look_again(db, delivery.alert_id, now=NOW)
    assert claimed(db, delivery).id == delivery.id


def test_an_id_is_known_once_a_delivery_has_it(db, waiting):
    assert withholding.has_id(db, "id")
    assert not withholding.has_id(db, "another")
