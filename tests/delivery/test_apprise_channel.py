import asyncio

import orjson
import pytest

from indexing.delivery.apprise_channel import (
    apprise_host,
    cut_at_line,
    defuse,
    send_apprise,
)
from indexing.errors import ChannelFailed, InvalidRequest
from indexing.fetching.guard import Guard
from indexing.settings.model import Delivery

SCHEMAS = Delivery().apprise_schemas


@pytest.mark.parametrize(
    ("address", "host"),
    [
        pytest.param("ntfy://secret-topic", "", id="a topic is no host"),
        pytest.param("ntfys://ntfy.example.org/topic", "ntfy.example.org", id="own ntfy"),
        pytest.param("slack://TTTTTTTTT/AAAAAAAAA/dddddddddddddddddddddddd", "", id="slack"),
        pytest.param("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "", id="discord"),
        pytest.param("tgram://123456789:abcdefg_hijklmnop/12315544/", "", id="telegram"),
        pytest.param("pover://" + "q" * 30 + "@" + "r" * 30, "", id="pushover"),
        pytest.param("matrixs://u:p@m.example.org/#room", "m.example.org", id="matrix"),
        pytest.param("matrix://" + "t" * 64, "", id="matrix by t2bot"),
        pytest.param("mmosts://mm.example.org/" + "3" * 32, "mm.example.org", id="mattermost"),
        pytest.param("rockets://u:p@r.example.org/#room", "r.example.org", id="rocket.chat"),
        pytest.param("gotifys://g.example.org/" + "A" * 15, "g.example.org", id="gotify"),
        pytest.param(
            "signal://s.example.org/11234567890/11234567890", "s.example.org", id="signal"
        ),
        pytest.param("json://u:a%25b@j.example.org:99/x", "j.example.org", id="% in a password"),
    ],
)
def test_the_host_an_address_names(address, host):
    assert apprise_host(address, SCHEMAS) == host


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param("syslog://local0", "'syslog' is not among", id="not on the list"),
        pytest.param("slak://T/A/d", "Did you mean slack", id="a slip"),
        pytest.param("slack://tokensecret", "how its addresses are written", id="half an address"),
        pytest.param("discord://1/2?template=/etc/passwd", "option template", id="reads a file"),
        pytest.param("json://h.example?Redirect=yes", "option redirect", id="undoes a guard"),
    ],
)
def test_what_is_refused_and_why(address, reason):
    with pytest.raises(InvalidRequest, match=reason) as refusal:
        apprise_host(address, SCHEMAS)
    assert "tokensecret" not in str(refusal.value)


@pytest.fixture
def post(sink):
    async def post(body="Orbán <b> & NATO", *, allowed=("127.0.0.1",), host="127.0.0.1"):
        address = f"json://user:pass-s3cret@{host}:{sink.port}/t0ken-s3cret"
        return await asyncio.to_thread(
            send_apprise, address, SCHEMAS, title="TEST", body=body, guard=Guard(allowed)
        )

    return post


async def test_a_service_gets_the_text_as_it_is(post, sink):
    assert await post() == "taken by JSON"
    ((_, got),) = sink.got
    got = orjson.loads(got)
    assert (got["title"], got["message"]) == ("TEST", "Orbán <b> & NATO")


async def test_a_refusal_tells_the_reason_and_no_secret(post, sink):
    sink.status = 403
    with pytest.raises(ChannelFailed, match=r"Failed to send JSON .*error=403") as failure:
        await post()
    assert "s3cret" not in str(failure.value)
    assert not failure.value.permanent


async def test_redirects_are_not_followed(post, sink):
    sink.status, sink.headers = 307, {"Location": "/elsewhere"}
    with pytest.raises(ChannelFailed, match="error=307"):
        await post()
    assert len(sink.got) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
async def test_a_host_that_is_not_public_is_never_connected_to(post, sink, host):
    with pytest.raises(ChannelFailed, match="no address of the public internet") as failure:
        await post(host=host, allowed=())
    assert failure.value.permanent
    assert sink.got == []


async def test_a_host_without_an_address_is_told(post):
    with pytest.raises(ChannelFailed, match="its host has no address") as failure:
        await post(host="no-such-host.invalid")
    assert not failure.value.permanent


async def test_a_body_too_long_for_the_service_is_cut_at_a_line(post, sink):
    await post(body="a line of the digest\n" * 3_000)
    ((_, got),) = sink.got
    got = orjson.loads(got)
    assert len(got["message"]) <= 32_768
    assert got["message"].endswith("a line of the digest\n… (cut: too long for this service)")


@pytest.mark.parametrize(
    "text",
    [
        "@everyone",
        "@here",
        "@Channel",
        "@room",
        "<!channel>",
        "<!here|x>",
        "<@U123>",
        "<#C1>",
        "<https://evil.example|your bank>",
        "[your bank](https://evil.example)",
    ],
)
def test_no_headline_rings_everybody_or_hides_a_link(text):
    assert text not in defuse(text)
    assert defuse(text).replace("\u200b", "") == text


def test_words_that_ring_nobody_stay():
    text = "lea@example.org: where is everyone? Here! <b>"
    assert defuse(text) == text


def test_a_single_long_line_is_cut_too():
    assert len(cut_at_line("x" * 500, 100)) == 100
    assert cut_at_line("short", 100) == "short"
