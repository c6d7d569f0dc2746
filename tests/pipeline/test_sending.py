"""Channels that fail: tried again, parked and shown; a repeat has the id of the first."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from smallworld.press import FERRY, MORE_ORBAN
from smallworld.sent import fire, log
from smallworld.world import DAY, HOUR, MINUTE, World

from indexing.desk.alerts import channelling, muting, sending
from indexing.desk.upkeep import checkup, overseeing
from indexing.models import Cadence
from indexing.pipeline import deliver as stage
from indexing.pipeline.deliver import deliver
from indexing.store.watch import alerts, outbox

BUDAPEST = ZoneInfo("Europe/Budapest")


async def test_a_failing_webhook_is_tried_again_with_the_same_id_until_it_takes_it(
    world: World,
) -> None:
    await world.subscribe()
    world.alert("orban")
    world.press.hook = (500, "Our disk is full.")
    await fire(world)
    assert await world.deliver() == []
    assert await world.deliver() == [], "not before its time"
    world.press.hook = (204, "")
    assert len(await world.deliver(after=HOUR)) == 1
    answer = "answered 500 Internal Server Error (Our disk is full.)"
    assert log(world) == [("sent", [(False, answer), (True, "204 No Content")])]
    assert world.press.hooks[0][0] == world.deliveries()[0].message_id


async def test_a_channel_that_fails_for_a_day_is_parked_and_what_comes_later_waits_for_it(
    world: World,
) -> None:
    await world.subscribe()
    world.alert("orban", per_story=False)
    world.press.hook = (500, "Broken.")
    await fire(world)
    for _ in range(world.settings.delivery.tries):
        await world.deliver(after=DAY)
    ((state, tries),) = log(world)
    assert (state, len(tries)) == ("parked", world.settings.delivery.tries)
    await fire(world, MORE_ORBAN[0])
    world.press.hook = (204, "")
    assert await world.deliver(after=DAY) == [], "a parked channel is left alone"
    with world.desk() as desk:
        check = {one.name: one for one in checkup.doctor(desk)}["channels"]
        assert (check.state, check.do) == ("FAIL", "presswatch channels test 1")
        assert await channelling.test_channel(desk, "hook") == "204 No Content"
        assert overseeing.status(desk).parked == []
    assert len(await world.deliver()) == 1, "nothing was lost"


@pytest.mark.parametrize(
    "minute", [pytest.param(50, id="a try before"), pytest.param(59, id="the next within")]
)
async def test_a_retry_waits_for_the_end_of_quiet_hours_and_says_so(
    world: World, minute: int
) -> None:
    world.clock.now = datetime(2026, 3, 2, 21, minute - 2, tzinfo=BUDAPEST).astimezone(UTC)
    await world.subscribe()
    world.alert("orban", quiet="22:00-07:00", zone="Europe/Budapest")
    world.press.hook = (500, "Broken.")
    await fire(world)
    assert await world.deliver() == []
    world.press.hook = (204, "")
    morning = datetime(2026, 3, 3, 7, tzinfo=BUDAPEST)
    at_11 = datetime(2026, 3, 2, 23, tzinfo=BUDAPEST)
    for night in (at_11 - world.clock.now, 7 * HOUR, 59 * MINUTE):
        assert await world.deliver(after=night) == []
        assert world.deliveries()[0].due_at == morning
        article = next(iter(world.press.entries.values()))["link"]
        told = world.explain(article).alerts[0].sent
        assert told == ("delivery 1 waiting, next try 3 Mar 06:00",)
    assert len(await world.deliver(after=MINUTE)) == 1
    assert len(world.press.hooks) == 1


async def test_the_log_tells_when_what_waits_may_go(world: World) -> None:
    await world.subscribe()
    alert = world.alert("orban", quiet="22:00-07:00", zone="Europe/Budapest")
    world.press.hook = (500, "Broken.")
    await fire(world)
    await world.deliver()
    failed_at = world.clock.now
    assert failed_at < world.deliveries()[0].due_at < failed_at + HOUR
    with world.desk() as desk:
        muting.mute_alert(desk, alert, failed_at + 10 * HOUR)  # ends in the quiet hours
    morning = datetime(2026, 3, 3, 7, tzinfo=BUDAPEST)
    assert world.deliveries()[0].due_at == morning
    with world.desk() as desk:
        muting.unmute_alert(desk, alert)
    assert world.deliveries()[0].due_at < morning
    world.clock.wait(10 * HOUR)
    assert world.deliveries()[0].due_at == morning, "as it stands, whoever looks first"


async def test_a_receiver_that_is_gone_is_parked_at_once(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    world.press.hook = (410, "Closed.")
    await fire(world)
    await world.deliver()
    assert log(world) == [("parked", [(False, "answered 410 Gone (Closed.)")])]
    with world.desk() as desk:
        assert [why for _name, why in overseeing.status(desk).parked] == [
            "answered 410 Gone (Closed.)"
        ]


async def test_one_failing_channel_of_two_holds_up_no_other(world: World) -> None:
    await world.subscribe()
    world.press.put("/other", status=404)
    address = f"webhook+{world.press.url}/other"
    world.alert("orban", to=("hook", address), cadence=Cadence.DAILY)
    await fire(world)
    assert len(await world.deliver(after=DAY)) == 1
    assert [state for state, _tries in log(world)] == ["sent", "waiting"]
    world.press.pages.pop("/other")
    await fire(world, FERRY)
    assert await world.deliver(after=DAY) == [], "no news for the first, a retry for the other"


async def test_what_was_sent_but_not_marked_is_sent_again_with_the_same_id(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    world.alert("orban OR ferry")
    await fire(world, FERRY)
    await fire(world)

    def dies(*_arguments: object, **_named: object) -> bool:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "mark_sent", dies)
        async with world.shop() as shop:
            with pytest.raises(ZeroDivisionError):
                await deliver(shop)
    assert len(world.press.hooks) == 1, "the next one waits until this one is marked"
    await world.deliver(after=outbox.LEASE)
    first, again, _other = world.press.hooks
    assert first == again
    assert len({identity for identity, _body in world.press.hooks}) == 2
    assert await world.deliver(after=DAY) == []


async def test_a_channel_that_fails_is_asked_once_a_run(world: World) -> None:
    await world.subscribe()
    world.alert("orban OR ferry")
    world.press.hook = (503, "busy")
    await fire(world, FERRY)
    await fire(world)
    await world.deliver()
    assert [len(tries) for _state, tries in log(world)] == [1, 0]
    await world.deliver()
    assert [len(tries) for _state, tries in log(world)] == [1, 1]
    world.press.hook = (204, "")
    assert len(await world.deliver(after=HOUR)) == 2


async def test_a_fault_of_ours_with_one_message_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.subscribe()
    world.alert("orban OR ferry")
    await fire(world, FERRY)
    await fire(world)
    real, calls = stage.from_json, []

    def breaks_once(payload: bytes) -> object:
        calls.append(payload)
        if len(calls) == 1:
            raise ZeroDivisionError("hook with its secret")
        return real(payload)

    monkeypatch.setattr(stage, "from_json", breaks_once)
    assert len(await world.deliver()) == 1
    assert ("waiting", [(False, "a fault of ours (ZeroDivisionError)")]) in log(world)


async def test_an_alert_whose_times_cannot_be_read_stops_no_other(world: World) -> None:
    await world.subscribe()
    broken = world.alert("orban")
    world.alert("orban")
    world.press.hook = (503, "busy")
    await fire(world)
    await world.deliver()
    with world.desk() as desk, desk.store.write() as db:
        alerts.set_alert(db, broken, zone="Nowhere/None", quiet=("22:00", "07:00"))
    world.press.hook = (204, "")
    assert {one["alert"]["id"] for one in await world.deliver(after=HOUR)} == {1, 2}


async def test_a_resent_message_has_a_new_id(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    await fire(world)
    await world.deliver()
    with world.desk() as desk:
        sending.resend(desk, 1)
    await world.deliver()
    (first, one), (second, other) = world.press.hooks
    assert first != second
    assert one == other


async def test_a_test_goes_through_every_channel_and_marks_nothing_as_told(world: World) -> None:
    await world.subscribe()
    alert = world.alert("orban")
    await fire(world)
    with world.desk() as desk:
        assert await sending.test_alert(desk, alert) == [("hook", "204 No Content")]
        assert sending.preview(desk, alert).article_count == 1
    assert world.press.hooks[0][1]["type"] == "test"
    assert [one["type"] for one in await world.deliver()] == ["alert.hits"]
