"""The site over real HTTP, in this process and in one of its own."""

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from urllib.request import urlopen
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from flows.demo.hazards import ENDLESS_FEED, RETRY_AFTER_SECONDS, attribute_flood, entity_bomb
from flows.demo.newsstand import Pace
from flows.demo.site import DemoSite
from indexing.errors import ConfigError, FeedMalformed
from indexing.feeds.parse import parse_feed

NOW = datetime(2024, 7, 9, 12, tzinfo=UTC)
CORRECTED = "no-forints-for-nato-fund"


@pytest.fixture
def site():
    with DemoSite(now=NOW) as running:
        yield running


@pytest.fixture
async def web():
    async with aiohttp.ClientSession() as session:
        yield session


async def poll(web, site, slug, **headers):
    """One exchange with an outlet's feed: status, headers, body."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    path = f"{site.url}/{slug}/feed.xml"
    async with web.get(path, headers=names, allow_redirects=False) as response:
        return response.status, response.headers, await response.read()


async def test_each_poll_of_a_feed_brings_its_next_stage(site, web):
    bodies = [(await poll(web, site, "meridian"))[2] for _ in range(4)]
    counts = [len(parse_feed(body).entries) for body in bodies]
    assert counts == [14, 15, 16, 16]
    assert site.requests["/meridian/feed.xml"] == 4


async def test_a_reader_who_has_it_already_gets_304(site, web):
    _, first, _ = await poll(web, site, "danube")
    status, second, body = await poll(web, site, "danube", If_None_Match=first["ETag"])
    assert (status, bool(body)) == (200, True)  # the second poll has news
    await poll(web, site, "danube")
    status, headers, body = await poll(web, site, "danube", If_None_Match=second["ETag"])
    assert status == 200  # so had the third
    status, headers, body = await poll(web, site, "danube", If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")
    assert {"ETag", "Last-Modified"} <= headers.keys()


async def test_a_date_alone_is_enough_for_304(site, web):
    stamps = []
    for _ in range(4):
        _, headers, _ = await poll(web, site, "herald")
        stamps.append(headers["Last-Modified"])
    assert stamps[0] != stamps[1] != stamps[2] == stamps[3]
    assert (await poll(web, site, "herald", If_Modified_Since=stamps[1]))[0] == 200
    assert (await poll(web, site, "herald", If_Modified_Since=stamps[3]))[0] == 304


async def test_an_etag_outweighs_a_date(site, web):
    _, headers, _ = await poll(web, site, "mosaic")
    stale = {"If_None_Match": '"other"', "If_Modified_Since": headers["Last-Modified"]}
    assert (await poll(web, site, "mosaic", **stale))[0] == 200


async def test_the_moved_feed_answers_301(site, web):
    old = dict(site.feed_urls())["Touchline"]
    async with web.get(old, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (301, "/touchline/feed.xml")
    async with web.get(old) as response:
        assert parse_feed(await response.read()).title == "Touchline"


@pytest.mark.parametrize(
    ("title", "status", "wait"),
    [
        pytest.param("Evening Bulletin", 410, None, id="gone for good"),
        pytest.param("Radio Coast", 503, str(RETRY_AFTER_SECONDS), id="asks to wait"),
        pytest.param("Free Prize Digest", 200, None, id="a bomb looks well"),
        pytest.param("Weather Window", 200, None, id="so does a page"),
    ],
)
async def test_the_hazards_answer_as_they_should(site, web, title, status, wait):
    async with web.get(dict(site.feed_urls())[title]) as response:
        assert (response.status, response.headers.get("Retry-After")) == (status, wait)


def test_the_bomb_does_not_go_off_and_the_page_is_no_feed(site):
    assert parse_feed(entity_bomb()).entries == ()
    assert attribute_flood(count=50).count(b"=") > 50
    with pytest.raises(FeedMalformed, match="HTML page"):
        parse_feed(b"<!DOCTYPE html><html><body><p>Sun.</p></body></html>")


async def test_the_endless_feed_drips_and_does_not_keep_the_site_from_closing(web):
    with DemoSite(now=NOW) as site:
        response = await web.get(site.url + ENDLESS_FEED)
        assert (await response.content.readany()).startswith(b"<?xml")
        assert await response.content.readany() == b" "
    response.close()


async def test_feeds_are_compressed_for_those_who_take_it(site, web):
    path = f"{site.url}/theory/feed.json"
    async with web.get(path, headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert json.loads(await response.read())["title"] == "Field & Theory"
    async with web.get(path, headers={"Accept-Encoding": "identity"}) as response:
        assert "Content-Encoding" not in response.headers


async def test_a_correction_appears_with_the_second_poll(site, web):
    page = f"{site.url}/danube/articles/{CORRECTED}"

    async def read():
        async with web.get(page) as response:
            return await response.text()

    before = await read()
    await poll(web, site, "danube")
    assert await read() == before
    await poll(web, site, "danube")
    assert "Correction:" in await read()
    assert "Correction:" not in before


async def test_pages_of_later_stages_are_not_there_yet(site, web):
    page = f"{site.url}/meridian/articles/ash-cloud-closes-airports"
    async with web.get(page) as response:
        assert response.status == 404
    site.advance()
    async with web.get(page + "?utm_source=feed") as response:
        assert response.status == 200


async def test_by_hand_only_advance_brings_news(web):
    with DemoSite(now=NOW, pace=Pace.HAND) as site:
        bodies = [(await poll(web, site, "meridian"))[2] for _ in range(2)]
        async with web.post(f"{site.url}/_demo/advance") as response:
            assert await response.json() == {"advances": 1}
        bodies.append((await poll(web, site, "meridian"))[2])
    assert bodies[0] == bodies[1] != bodies[2]


async def test_the_sink_keeps_what_is_posted(site, web):
    headers = {"X-Presswatch-Delivery": "d-1"}
    async with web.post(site.sink_url, json={"hits": 1}, headers=headers) as response:
        assert response.status == 204
    async with web.post(site.sink_url, data=b"not json") as response:
        assert response.status == 400
    async with web.get(site.sink_url) as response:
        (hook,) = await response.json()
    assert hook["body"] == {"hits": 1}
    assert hook["headers"]["x-presswatch-delivery"] == "d-1"
    assert site.hooks[0].body == {"hits": 1}


async def test_every_listed_outlet_answers_and_has_articles(site, web):
    root = ET.fromstring(site.opml())
    outlines = [(each.get("title"), each.get("xmlUrl")) for each in root.iter("outline")]
    assert outlines == list(site.feed_urls())
    entries = 0
    for _, url in outlines[: len(site.outlets)]:
        async with web.get(url) as response:
            kind = response.headers["Content-Type"]
            entries += len(parse_feed(await response.read(), content_type=kind).entries)
    assert entries == sum(article.poll == 1 for _, article in site.articles())


async def test_robots_and_front_pages_are_there(site, web):
    for path in ("/robots.txt", "/herald/", "/_demo/state"):
        async with web.get(site.url + path) as response:
            assert response.status == 200
    assert site.requests["/herald/"] == 1


def test_a_taken_port_is_told(site):
    with pytest.raises(ConfigError, match="cannot listen"):
        DemoSite(now=NOW, port=site.port).start()


def test_it_runs_as_a_process_of_its_own(tmp_path):
    state = tmp_path / "site.json"
    command = [sys.executable, "-m", "flows.demo.site", "--port", "0", "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        told = json.loads(state.read_text("utf-8"))
        with urlopen(url + "/_demo/state") as response:
            assert json.load(response)["stages"]["herald"] == 1
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
    assert (told["url"], told["pid"]) == (url, process.pid)
    assert len(told["feeds"]) >= 16
