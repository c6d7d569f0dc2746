"""Mails: what arrives at a genuine server, and by which links it is stopped."""

import email
import email.policy
import re
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from smallworld.press import MORE_ORBAN
from smallworld.sent import fire, log
from smallworld.world import DAY, HOUR, World

from indexing.delivery.one_click import Act
from indexing.desk.alerts import alerting, channelling, clicking, sending
from indexing.models import Cadence

BUDAPEST = ZoneInfo("Europe/Budapest")


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
