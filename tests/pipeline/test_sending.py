"""Channels that fail: tried again, parked and shown; a repeat has the id of the first."""

import email
import email.policy
import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from smallworld.press import FERRY, MORE_ORBAN, ORBAN
from smallworld.world import DAY, HOUR, MINUTE, World

from indexing.delivery.one_click import Act
from indexing.desk.alerts import alerting, channelling, clicking, muting, sending
from indexing.desk.upkeep import checkup, overseeing
from indexing.models import Cadence
from indexing.pipeline import deliver as stage
from indexing.pipeline.deliver import deliver
from indexing.store.watch import alerts, outbox

BUDAPEST = ZoneInfo("Europe/Budapest")


async def fire(world: World, slug: str = ORBAN) -> None:
    """Publish an article and work through it."""
    world.press.publish(slug)
    await world.cycle()


def log(world: World) -> list[tuple[str, list[tuple[bool, str]]]]:
    """Return (state, attempts with their answers) of each delivery, oldest first."""
    with world.desk() as desk:
        found = sending.delivery_log(desk)[::-1]
    return [(one.state, [(each.is_ok, each.answer) for each in tries]) for one, tries in found]


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
        assert told == ("delivery 1 waiting, next try 2026-03-03 06:00 UTC",)
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


class MailServer:
    """A mail server: it takes one password only, and says ``rcpt`` of every recipient."""

    def __init__(self, rcpt: str = "250 ok") -> None:
        self.rcpt = rcpt
        self.mails: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 aiosmtpd finds it by this name
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        self.mails.append(envelope.content)
        return "250 queued as 4711"

    def authenticate(self, *arguments: Any) -> AuthResult:
        return AuthResult(success=arguments[-1].password == b"right", handled=False)


@pytest.fixture
def mail_world(
    build: Callable[[str], World],
) -> Iterator[Callable[[MailServer, str], World]]:
    """Return a function: a mail server, a password → a world that sends mail through it."""
    running: list[Controller] = []

    def made(server: MailServer, password: str) -> World:
        with socket.socket() as spare:
            spare.bind(("127.0.0.1", 0))
            port = spare.getsockname()[1]
        options = {"authenticator": server.authenticate, "auth_require_tls": False}
        running.append(Controller(server, hostname="127.0.0.1", port=port, **options))
        running[0].start()
        login = f'username = "lea"\npassword = "{password}"\n'
        sender = 'sender = "Presswatch <alerts@example.org>"\n'
        return build(
            f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n{login}{sender}'
        )

    yield made
    running[0].stop()


async def test_a_digest_arrives_as_one_mail_with_the_marked_words(
    mail_world: Callable[[MailServer, str], World],
) -> None:
    server = MailServer()
    world = mail_world(server, "right")
    await world.subscribe()
    world.alert("orban", to=("mailto:lea@example.org",), cadence=Cadence.DAILY)
    await fire(world)
    await world.deliver(after=DAY)
    (mail,) = server.mails
    text = email.message_from_bytes(mail, policy=email.policy.default)
    body = text.get_body(("plain",)).get_content()
    assert "[Orbán]" in body
    assert world.press.url in body
    assert text["Message-ID"].startswith(f"<{world.deliveries()[0].message_id}@")


async def tried(world: World, server: MailServer) -> EmailMessage:
    """Send a mail marked TEST of a new alert; return it."""
    alert = world.alert("orban", to=("mailto:lea@example.org",))
    with world.desk() as desk:
        await sending.test_alert(desk, alert)
    return email.message_from_bytes(server.mails[-1], policy=email.policy.default)


async def test_a_test_can_be_unsubscribed_from_as_what_follows_or_says_why_not(
    mail_world: Callable[[MailServer, str], World],
) -> None:
    server = MailServer()
    world = mail_world(server, "right")
    first = await tried(world, server)
    assert "unsubscribe: the settings name no" in first.get_body(("plain",)).get_content()
    public = world.settings.presswatch.model_copy(update={"public_url": "https://pw.example.org"})
    world.settings = world.settings.model_copy(update={"presswatch": public})
    second = await tried(world, server)
    assert second["List-Unsubscribe"].startswith("<https://pw.example.org/u/")
    with world.desk() as desk:
        await channelling.test_channel(desk, "mailto:lea@example.org")
    assert b"unsubscribe: no alert sends it." in server.mails[-1]


@pytest.mark.parametrize(
    ("password", "rcpt", "state", "answer"),
    [
        pytest.param("wrong", "250 ok", "parked", "535", id="the password: a person must act"),
        pytest.param("right", "550 unknown", "parked", "550", id="no such recipient, for ever"),
        pytest.param("right", "451 later", "waiting", "451", id="not now: tried again"),
    ],
)
async def test_what_a_mail_server_answers_is_in_the_log(
    mail_world: Callable[[MailServer, str], World],
    password: str,
    rcpt: str,
    state: str,
    answer: str,
) -> None:
    server = MailServer(rcpt)
    world = mail_world(server, password)
    await world.subscribe()
    world.alert("orban", to=("mailto:lea@example.org",))
    await fire(world)
    await world.deliver()
    ((found, ((is_ok, told),)),) = log(world)
    assert (found, is_ok) == (state, False)
    assert answer in told
    assert password not in told
    server.rcpt = "250 ok"
    await world.deliver(after=HOUR)
    assert len(server.mails) == (state == "waiting")


def in_public(world: World, address: str) -> World:
    """Let others reach the pages of a world at an address."""
    general = world.settings.presswatch.model_copy(update={"public_url": address})
    world.settings = world.settings.model_copy(update={"presswatch": general})
    return world


async def test_a_mail_of_a_public_presswatch_has_links_that_act_by_one_click(
    mail_world: Callable[[MailServer, str], World],
) -> None:
    server = MailServer()
    world = in_public(mail_world(server, "right"), "https://pw.example.org")
    await world.subscribe()
    alert = world.alert("orban", to=("mailto:lea@example.org",), cadence=Cadence.DAILY)
    await fire(world)
    await world.deliver(after=DAY)
    mail = email.message_from_bytes(server.mails[0], policy=email.policy.default)
    body = mail.get_body(("plain",)).get_content()
    pages = re.escape("https://pw.example.org")
    assert re.search(f"^Mute this alert: {pages}/m/[-_.A-Za-z0-9]+\r?$", body, re.MULTILINE)
    assert re.search(f"why: {pages}/explain\\?url=", body)
    leave = re.fullmatch(f"<{pages}/u/([-_.A-Za-z0-9]+)>", mail["List-Unsubscribe"])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with world.desk() as desk:
        clicking.follow_link(desk, Act.UNSUBSCRIBE, leave[1])
        assert alerting.get_alert(desk, alert).channels == ()
    await fire(world, MORE_ORBAN[0])
    await world.deliver(after=DAY)
    assert len(server.mails) == 1


async def test_without_https_there_is_a_page_to_unsubscribe_and_no_one_click(
    mail_world: Callable[[MailServer, str], World],
) -> None:
    server = MailServer()
    world = in_public(mail_world(server, "right"), "http://192.0.2.7:8765")
    await world.subscribe()
    world.alert("orban", to=("mailto:lea@example.org",))
    await fire(world)
    await world.deliver()
    mail = email.message_from_bytes(server.mails[0], policy=email.policy.default)
    assert mail["List-Unsubscribe"].startswith("<http://192.0.2.7:8765/u/")
    assert mail["List-Unsubscribe-Post"] is None


async def test_without_a_public_address_a_mail_has_no_links_of_ours(
    mail_world: Callable[[MailServer, str], World],
) -> None:
    server = MailServer()
    world = mail_world(server, "right")
    await world.subscribe()
    world.alert("orban", to=("mailto:lea@example.org",))
    await fire(world)
    await world.deliver()
    mail = email.message_from_bytes(server.mails[0], policy=email.policy.default)
    assert mail["List-Unsubscribe"] is None
    assert "ute this" not in mail.get_body(("plain",)).get_content()
