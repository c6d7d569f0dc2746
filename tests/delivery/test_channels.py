from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from indexing.delivery.channels import Attempt, ChannelKind, parse_channel, send
from indexing.delivery.message import from_json
from indexing.delivery.render import subject
from indexing.delivery.webhook import new_secret, verify
from indexing.errors import ChannelFailed, ConfigError, InvalidRequest
from indexing.settings import Settings

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
SETTINGS = Settings(
    smtp={"host": "127.0.0.1", "security": "none", "sender": "alerts@example.org"},
    fetching={"allow_hosts": ("127.0.0.1", "hooks.lan:8080")},
)


@pytest.mark.parametrize(
    ("address", "kind", "masked", "host"),
    [
        pytest.param(
            "mailto:lea@example.org", "mail", "mailto:lea@example.org", "example.org", id="mail"
        ),
        pytest.param(
            "mailto://lea+pw@example.org",
            "mail",
            "mailto:lea+pw@example.org",
            "example.org",
            id="//",
        ),
        pytest.param(
            "MAILTO:lea%2Bpw@bücher.example",
            "mail",
            "mailto:lea+pw@xn--bcher-kva.example",
            "xn--bcher-kva.example",
            id="escaped, another alphabet",
        ),
        pytest.param(
            "https://chat.example:8443/hook/s3cret?k=s3cret",
            "webhook",
            "https://chat.example:8443/…",
            "chat.example",
            id="webhook",
        ),
        pytest.param(
            "webhook+http://hooks.lan:8080/s3cret",
            "webhook",
            "webhook+http://hooks.lan:8080/…",
            "hooks.lan",
            id="a webhook next door",
        ),
        pytest.param("ntfy://s3cret-topic", "apprise", "ntfy://…", "", id="a service's own host"),
        pytest.param(
            "gotifys://push.example/s3crettoken1234",
            "apprise",
            "gotifys://push.example/…",
            "push.example",
            id="a service on a host",
        ),
    ],
)
def test_parse_channel(address, kind, masked, host):
    channel = parse_channel(address, SETTINGS)
    assert (channel.kind, channel.masked, channel.host) == (ChannelKind(kind), masked, host)
    assert "s3cret" not in f"{channel} {channel!r}"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param("", "names no service", id="nothing"),
        pytest.param("lea@example.org", "names no service", id="only an address"),
        pytest.param("mailto:lea@example.org\r\nBcc: x@y.example", "invisible", id="a line break"),
        pytest.param("mailto:lea", "not one mail address", id="no host"),
        pytest.param("mailto:jürgen@b.example", "not one mail address", id="beyond ASCII"),
        pytest.param("mailto:a@b.example,c@d.example", "not one mail address", id="two"),
        pytest.param("mailto:a@b.example?cc=c@d.example", "not one mail address", id="options"),
        pytest.param("mailto:a%0d%0aBcc:x@y.example", "not one mail address", id="escaped break"),
        pytest.param(
            "mailto://me:s3cret@b.example", r"password stand in \[smtp\]", id="a password"
        ),
        pytest.param("https://", "names no host", id="no host"),
        pytest.param("https://[::1/", "names no host", id="half a host"),
        pytest.param("https://me:s3cret@chat.example/", "or a user", id="a user"),
        pytest.param("http://chat.example/", "without encryption", id="plain http"),
        pytest.param("webhook+http://chat.example/", "without encryption", id="not allowed"),
        pytest.param("webhook+http://hooks.lan/", "without encryption", id="another port"),
        pytest.param("mailtoo:lea@example.org", "not among the services", id="no such service"),
    ],
)
def test_wrong_addresses_are_refused_and_not_repeated(address, reason):
    with pytest.raises(InvalidRequest, match=reason) as refusal:
        parse_channel(address, SETTINGS)
    assert "s3cret" not in str(refusal.value)


@given(st.sampled_from(["mailto:", "https://", "webhook+http://", "json://", ""]), st.text())
@hypothesis_settings(max_examples=100, deadline=None)
def test_whatever_is_typed_gets_an_answer(start, rest):
    try:
        channel = parse_channel(start + rest, SETTINGS)
    except InvalidRequest:
        return
    assert len(channel.masked.splitlines()) == 1


def test_mail_needs_a_mail_server():
    with pytest.raises(ConfigError, match=r"\[smtp\] host: no mail server"):
        parse_channel("mailto:lea@example.org", Settings())


ATTEMPT = Attempt("f" * 32, NOW, unsubscribe="https://pw.example.org/u/T")


async def test_a_mail_goes_through_the_mail_server(digest, mail_server, inbox, poster):
    with mail_server() as smtp:
        settings = Settings(smtp=smtp | {"sender": "alerts@example.org"})
        channel = parse_channel("mailto:lea@example.org", settings)
        answer = await send(channel, digest, ATTEMPT, settings=settings, fetcher=poster)
    assert answer == "250 2.0.0 queued as 4711"
    (taken,) = inbox.mails
    assert taken.rcpt_tos == ["lea@example.org"]
    assert b"Message-ID: <" + b"f" * 32 + b"@example.org>" in taken.content
    assert b"List-Unsubscribe: <https://pw.example.org/u/T>" in taken.content


async def test_a_webhook_gets_the_frozen_message_under_its_id(digest, sink, poster):
    secret = new_secret()
    channel = parse_channel(f"webhook+http://127.0.0.1:{sink.port}/h", SETTINGS)
    channel = replace(channel, secrets=(secret,))
    assert await send(channel, digest, ATTEMPT, settings=SETTINGS, fetcher=poster) == "200 OK"
    ((headers, body),) = sink.got
    assert from_json(body) == digest
    assert headers["webhook-id"] == ATTEMPT.id
    assert verify([secret], headers, body, now=NOW)
    assert b"/u/T" not in body


@pytest.mark.parametrize("is_repeat", [True, False])
async def test_a_chat_message_says_when_it_may_be_a_repeat(digest, sink, poster, is_repeat):
    channel = parse_channel(f"json://127.0.0.1:{sink.port}/", SETTINGS)
    attempt = replace(ATTEMPT, is_repeat=is_repeat)
    assert await send(channel, digest, attempt, settings=SETTINGS, fetcher=poster)
    ((_, body),) = sink.got
    told = orjson.loads(body)
    assert told["title"] == subject(digest)
    assert told["message"].startswith("May be a repeat: ") is is_repeat
    assert "[Orbán] said" in told["message"]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        pytest.param(Settings(), "no mail server is set", id="the mail server is gone"),
        pytest.param(
            Settings(smtp={"host": "127.0.0.1", "sender": "nobody"}), "no mail address", id="sender"
        ),
    ],
)
async def test_settings_that_changed_fail_one_channel_only(digest, poster, settings, reason):
    channel = parse_channel("mailto:lea@example.org", SETTINGS)
    with pytest.raises(ChannelFailed, match=reason) as failure:
        await send(channel, digest, ATTEMPT, settings=settings, fetcher=poster)
    assert not failure.value.permanent
