"""Servers that drip, bomb, lie, hang up or never end: each is told apart, none harms us."""

import asyncio
import gzip
import zlib
from datetime import timedelta

import pytest
from aiohttp import web
from hostile.wire import HEAD, says_nothing, sends, sends_for_ever

from indexing.errors import FetchFailed, TooLarge

CAP = 10_000


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(sends_for_ever(HEAD + b"\r\n", b"x", 0.02), id="body, byte by byte"),
        pytest.param(sends_for_ever(HEAD, b"X-#: 1\r\n", 0.02), id="headers, one by one"),
        pytest.param(
            sends_for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.02), id="1xx, one by one"
        ),
        pytest.param(sends_for_ever(b"HTTP/1.1 200 ", b"O", 0.02), id="status line"),
        pytest.param(says_nothing, id="silence"),
    ],
)
async def test_the_deadline_beats_a_slow_drip(raw_server, fetcher_for, script):
    host = await raw_server(script)
    fetcher = fetcher_for(host, deadline=timedelta(milliseconds=300))
    with pytest.raises(FetchFailed, match=r"took longer than 0\.3 s"):
        await fetcher.get(f"http://{host}/")


async def test_the_deadline_is_for_all_hops_together(site, fetcher_for):
    async def slowly(request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        number = int(request.path[1:])
        return web.Response(status=302, headers={"Location": f"/{number + 1}"})

    site.routes = {f"/{number}": slowly for number in range(20)}
    fetcher = fetcher_for(site.host, deadline=timedelta(milliseconds=500), max_redirects=20)
    with pytest.raises(FetchFailed, match=r"took longer than 0\.5 s"):
        await fetcher.get(site.url("/0"))


async def test_waiting_for_our_own_turn_costs_nothing_of_the_deadline(site, fetcher_for):
    fetcher = fetcher_for(
        site.host,
        deadline=timedelta(milliseconds=300),
        per_host_delay=timedelta(milliseconds=150),
    )
    answers = await asyncio.gather(*(fetcher.get(site.url(f"/{n}")) for n in range(5)))
    assert [answer.status for answer in answers] == [404] * 5


BOMB = gzip.compress(b"x" * 20_000_000)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param({}, b"x" * (CAP + 1), id="one byte too many"),
        pytest.param({"Content-Encoding": "gzip"}, BOMB, id="gzip bomb"),
        pytest.param({"Content-Encoding": "gzip"}, gzip.compress(b"x" * 6_000) * 2, id="members"),
        pytest.param(
            {"Content-Encoding": "deflate"}, zlib.compress(b"x" * 10**7), id="deflate bomb"
        ),
    ],
)
async def test_the_cap_counts_what_comes_out(site, fetcher_for, headers, body):
    site.routes["/"] = web.Response(body=body, headers=headers)
    with pytest.raises(TooLarge, match=r"larger than 10,000 bytes after decompression"):
        await fetcher_for(site.host, max_bytes=CAP).get(site.url("/"))


async def test_a_body_at_the_cap_passes(site, fetcher_for):
    site.routes["/"] = web.Response(body=b"x" * CAP)
    assert len((await fetcher_for(site.host, max_bytes=CAP).get(site.url("/"))).body) == CAP


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(HEAD + b"\r\n", id="until close"),
        pytest.param(HEAD + b"Content-Length: 999999999999\r\n\r\n", id="length"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5f5e100\r\n", id="one huge chunk"),
    ],
)
async def test_an_endless_body_ends_at_the_cap(raw_server, fetcher_for, head):
    host = await raw_server(sends_for_ever(head, b"x" * 5_000))
    with pytest.raises(TooLarge):
        await fetcher_for(host, max_bytes=CAP).get(f"http://{host}/")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(b"", "hung up", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n", "no valid HTTP", id="another protocol"),
        pytest.param(
            HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(10_000)) + b"\r\n",
            "no valid HTTP",
            id="10,000 headers",
        ),
        pytest.param(HEAD + b"X: " + b"x" * 10**6 + b"\r\n\r\n", "no valid HTTP", id="huge header"),
        pytest.param(HEAD + b"Content-Length: 10\r\n\r\nabc", "ends too early", id="cut short"),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            "ends too early|no valid HTTP",
            id="bad chunk",
        ),
        pytest.param(
            HEAD + b"Content-Encoding: br\r\n\r\nx", "'br', which we did not ask for", id="brotli"
        ),
        pytest.param(HEAD + b"Content-Encoding: gzip, gzip\r\n\r\nx", "gzip, gzip", id="twice"),
        pytest.param(HEAD + b"Content-Encoding: gzip\r\n\r\n<rss/>", "damaged", id="no gzip"),
        pytest.param(
            HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 99)[:-9],
            "ends too early",
            id="half a gzip",
        ),
    ],
)
async def test_broken_answers_are_told(raw_server, fetcher_for, answer, told):
    host = await raw_server(sends(answer))
    with pytest.raises(FetchFailed, match=told) as caught:
        await fetcher_for(host).get(f"http://{host}/")
    assert caught.value.where == f"http://{host}/"


async def test_a_header_of_30_kb_is_no_fault(raw_server, fetcher_for):
    policy = b"Content-Security-Policy: " + b"x" * 30_000
    host = await raw_server(sends(HEAD + policy + b"\r\nContent-Length: 2\r\n\r\nok"))
    assert (await fetcher_for(host).get(f"http://{host}/")).body == b"ok"


async def test_a_closed_port_is_told(raw_server, fetcher_for, unused_tcp_port):
    host = f"127.0.0.1:{unused_tcp_port}"
    with pytest.raises(FetchFailed, match=r"no connection \(.*refused"):
        await fetcher_for(host).get(f"http://{host}/")


async def test_a_server_without_tls_is_told(site, fetcher):
    with pytest.raises(FetchFailed, match="no secure connection"):
        await fetcher.get(f"https://{site.host}/")
