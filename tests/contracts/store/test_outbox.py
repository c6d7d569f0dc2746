"""What goes out: chosen by absence, frozen, sent by one, never twice to one channel."""

import pytest
from sqlalchemy.exc import IntegrityError
from store_samples import HOUR, MINUTE, NOW, alert, article, channel, match

from indexing.store.schema import deliveries
from indexing.store.watch import channels, outbox, rerouting, telling
from indexing.store.watch.hits import get_matches
from indexing.store.watch.outbox import NewDelivery
from indexing.store.work.owners import free_the_dead, new_owner

LATER = NOW + 6 * MINUTE  # every lease that was taken at NOW has run out


class Desk:
    """An alert that goes to two channels, with three matches."""

    def __init__(self, db):
        self.channels = (channel(db, "mail"), channel(db, "hook"))
        self.alert = alert(db, *self.channels)
        self.matches = [match(db, self.alert, article(db, f"n{n}")) for n in range(3)]

    def post(self, db, *match_ids, to=0, due_at=NOW, at=NOW):
        new = NewDelivery(
            self.alert, self.channels[to], f"id-{to}-{match_ids}", b"frozen", match_ids, due_at
        )
        return outbox.post(db, new, now=at)


@pytest.fixture
def desk(db):
    return Desk(db)


def claim(db, *, now=NOW, owner="", limit=10):
    """Claim what is due, channel by channel."""
    owner, claimed = owner or new_owner(), []
    for one in outbox.channels_due(db, now=now):
        while len(claimed) < limit and (mine := outbox.claim_delivery(db, owner, one, now=now)):
            claimed.append(mine)
    return claimed


def test_undelivered_is_what_no_delivery_to_this_channel_carries(db, desk):
    first, second, third = desk.matches
    desk.post(db, first, third)

    assert telling.undelivered(db, desk.alert, desk.channels[0]) == [second]
    assert telling.undelivered(db, desk.alert, desk.channels[1]) == desk.matches
    late = match(db, desk.alert, article(db, "late"))
    assert telling.undelivered(db, desk.alert, desk.channels[0]) == [second, late]


def test_an_alert_has_something_to_tell_while_one_of_its_channels_lacks_a_match(db, desk):
    silent = alert(db, *desk.channels)
    asked = [desk.alert, silent]
    assert telling.with_undelivered(db, asked) == {desk.alert}
    desk.post(db, *desk.matches, to=0)
    assert telling.with_undelivered(db, asked) == {desk.alert}
    desk.post(db, *desk.matches, to=1)
    assert telling.with_undelivered(db, asked) == set()
    match(db, silent, article(db, "late"))
    assert telling.with_undelivered(db, asked) == {silent}
    assert telling.with_undelivered(db, [desk.alert]) == set()


def test_a_match_goes_to_a_channel_once(store):
    with store.write() as db:
        desk = Desk(db)
        desk.post(db, desk.matches[0])
    with pytest.raises(IntegrityError), store.write() as db:
        desk.post(db, *desk.matches)
    with store.read() as db:
        assert len(outbox.list_deliveries(db)) == 1
        assert telling.undelivered(db, desk.alert, desk.channels[0]) == desk.matches[1:]


def test_a_delivery_is_what_was_frozen(db, desk):
    delivery_id = desk.post(db, *desk.matches)

    kept = outbox.get_delivery(db, delivery_id)
    assert (kept.payload, kept.state, kept.due_at, kept.tries) == (b"frozen", "waiting", NOW, 0)
    assert outbox.matches_of_delivery(db, delivery_id) == desk.matches
    assert [one.id for one in outbox.deliveries_of_match(db, desk.matches[0])] == [delivery_id]
    assert outbox.get_delivery(db, 99) is None


def test_one_sender_claims_what_is_due_the_longest_due_first(db, desk):
    due = [desk.post(db, one, due_at=NOW - n * MINUTE) for n, one in enumerate(desk.matches)]
    later = desk.post(db, desk.matches[0], to=1, due_at=NOW + HOUR)

    assert [one.id for one in claim(db, limit=2)] == [due[2], due[1]]
    assert [one.id for one in claim(db)] == [due[0]]
    assert claim(db) == []
    assert [one.id for one in claim(db, now=NOW + HOUR)][-1] == later


def test_a_sent_delivery_is_done_with_the_servers_answer(db, desk):
    delivery_id = desk.post(db, *desk.matches)
    (claimed,) = claim(db)

    assert outbox.mark_sent(db, claimed, "250 queued", now=NOW)
    kept = outbox.get_delivery(db, delivery_id)
    assert (kept.state, kept.sent_at, kept.answer) == ("sent", NOW, "250 queued")
    assert claim(db, now=LATER) == []
    assert [(one.is_ok, one.answer) for one in outbox.attempts_of(db, delivery_id)] == [
        (True, "250 queued")
    ]


def test_a_failed_try_is_repeated_at_its_time(db, desk):
    delivery_id = desk.post(db, *desk.matches)
    (claimed,) = claim(db)

    assert outbox.mark_failed(db, claimed, "451 busy", next_at=NOW + HOUR, now=NOW)
    assert claim(db, now=NOW + HOUR - MINUTE) == []
    (again,) = claim(db, now=NOW + HOUR)
    assert (again.id, again.tries, again.was_begun) == (delivery_id, 1, False)


def test_a_delivery_without_another_try_is_parked_for_a_person(db, desk):
    delivery_id = desk.post(db, *desk.matches)
    outbox.mark_failed(db, claim(db)[0], "550 no such user", next_at=None, now=NOW)

    kept = outbox.get_delivery(db, delivery_id)
    assert (kept.state, kept.answer, kept.tries) == ("parked", "550 no such user", 1)
    assert claim(db, now=LATER) == []
    assert outbox.count_by_state(db) == {"parked": 1}


def test_what_a_dead_sender_may_have_sent_is_marked_when_it_is_sent_again(db, desk, dead_owner):
    """The crash between "sent" and "marked": the repeat has to say that it may be one."""
    delivery_id = desk.post(db, *desk.matches)
    (lost,) = claim(db, owner=dead_owner)
    assert not lost.was_begun
    free_the_dead(db, deliveries, now=NOW)

    (again,) = claim(db)
    assert (again.id, again.message_id, again.was_begun) == (delivery_id, lost.message_id, True)


def test_a_late_sender_cannot_mark_what_another_sends_now(db, desk):
    delivery_id = desk.post(db, *desk.matches)
    (late,) = claim(db)
    (again,) = claim(db, now=LATER)

    assert again.was_begun
    assert not outbox.mark_failed(db, late, "451 busy", next_at=None, now=LATER)
    assert outbox.mark_sent(db, again, "250 queued", now=LATER)
    assert outbox.get_delivery(db, delivery_id).state == "sent"
    assert len(outbox.attempts_of(db, delivery_id)) == 2


def test_what_is_marked_sent_is_never_waiting_again(db, desk):
    delivery_id = desk.post(db, *desk.matches)
    (claimed,) = claim(db)
    outbox.mark_sent(db, claimed, "250 queued", now=NOW)

    assert not outbox.mark_failed(db, claimed, "451 busy", next_at=NOW, now=NOW)
    assert outbox.get_delivery(db, delivery_id).state == "sent"


def test_deliveries_to_a_parked_channel_wait_for_it(db, desk):
    waiting, free = desk.post(db, desk.matches[0]), desk.post(db, desk.matches[0], to=1)
    channels.park(db, desk.channels[0], "the server answers 404")

    assert [one.id for one in claim(db)] == [free]
    channels.park(db, desk.channels[0], "")
    assert [one.id for one in claim(db)] == [waiting]


def test_what_waits_of_a_removed_alert_is_dropped_and_stays_on_record(db, desk):
    sent = desk.post(db, desk.matches[0], due_at=NOW - HOUR)
    outbox.mark_sent(db, claim(db)[0], "250 queued", now=NOW)
    on_its_way = desk.post(db, desk.matches[1])
    (claimed,) = claim(db)
    waiting = desk.post(db, desk.matches[2])
    outbox.drop_waiting(db, desk.alert, "the alert was removed")

    states = {one.id: one.state for one in outbox.list_deliveries(db)}
    assert states == {sent: "sent", on_its_way: "dropped", waiting: "dropped"}
    assert outbox.get_delivery(db, waiting).answer == "the alert was removed"
    assert not outbox.mark_failed(db, claimed, "451 busy", next_at=NOW, now=NOW)
    assert claim(db, now=LATER) == []


def test_what_waits_for_one_channel_can_be_dropped_alone(db, desk):
    gone, kept = desk.post(db, desk.matches[0]), desk.post(db, desk.matches[0], to=1)
    outbox.drop_waiting(db, desk.alert, "the reader left", but_to=desk.channels[1:])

    states = {one.id: one.state for one in outbox.list_deliveries(db)}
    assert states == {gone: "dropped", kept: "waiting"}


def test_the_log_is_newest_first_and_can_be_cut(db, desk):
    ids = [desk.post(db, one) for one in desk.matches]
    other = alert(db, desk.channels[0])

    assert [one.id for one in outbox.list_deliveries(db)] == ids[::-1]
    assert [one.id for one in outbox.list_deliveries(db, alert_id=desk.alert, limit=1)] == ids[2:]
    assert outbox.list_deliveries(db, alert_id=other) == []


def test_what_a_channel_was_told_of_a_hit_and_when(db, desk):
    first, joined, _ = desk.matches
    (hit,) = {one.hit_id for one in get_matches(db, [first])}
    one, other = desk.channels
    assert telling.told_at(db, hit, one) is None
    desk.post(db, joined, to=1)
    assert not telling.was_told(db, [hit], one)

    earlier = desk.post(db, first)
    desk.post(db, joined, at=LATER)
    assert telling.told_at(db, hit, one) == LATER
    assert telling.told_at(db, hit, other) == NOW
    assert telling.was_told(db, [hit, 4711], one)
    assert not telling.was_told(db, [hit], one, before=earlier)
    assert not telling.was_told(db, [4711], one)


def test_told_already_is_what_was_sent_or_will_arrive(db, desk):
    first, second, third = desk.matches
    desk.post(db, first)
    (sent,) = claim(db)
    outbox.mark_sent(db, sent, "ok", now=NOW)
    desk.post(db, second)
    desk.post(db, third, to=1)
    mail, hook = desk.channels

    assert rerouting.told_already(db, desk.alert, []) == [first]
    assert rerouting.told_already(db, desk.alert, [mail]) == [first, second]
    assert rerouting.told_already(db, desk.alert, [hook]) == [first, third]
    outbox.drop_waiting(db, desk.alert, "left", but_to=[hook])
    assert rerouting.told_already(db, desk.alert, [mail]) == [first]
    assert [one.message_id for one in claim(db, now=LATER)] == [f"id-1-{(third,)}"]


def test_what_is_passed_over_is_never_sent(db, desk):
    mail = desk.channels[0]
    new = NewDelivery(desk.alert, mail, "passed", b"frozen", tuple(desk.matches[:2]), NOW)
    rerouting.pass_over(db, new, "earlier", now=NOW)

    assert telling.undelivered(db, desk.alert, mail) == desk.matches[2:]
    assert claim(db, now=LATER) == []
    assert rerouting.all_found(db, desk.alert) == desk.matches
