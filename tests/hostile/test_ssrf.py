"""The SSRF gallery: whatever somebody writes, and wherever, nothing inside is connected to.

``canary`` stands for what must not be reached. The press is a server outside: its own host and
port are the only ones that the settings allow.
"""

import asyncio
import html
import socket
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlsplit

import pytest
from fastapi.testclient import TestClient
from smallworld.press import FEED, ORBAN
from smallworld.world import World

from hostile.addresses import INSIDE
from hostile.museum import Museum
from hostile.wire import answers, redirects
from indexing.delivery import bound
from indexing.desk.alerts import channelling
from indexing.desk.upkeep import discovering, feeding
from indexing.errors import AddressRefused, ChannelFailed, InvalidRequest, PresswatchError
from indexing.fetching import Fetcher, guard
from indexing.settings import Settings
from indexing.web.app import make_app

REFUSED = ("is no address of the public internet", "names no valid host", "is no web address")
NAME, OUTSIDE = "news.example", "127.0.0.2"
"""A name with a name server of its own, and an address that counts as public here."""


@pytest.fixture
def canary() -> Iterator[Museum]:
    with Museum() as inside:
        yield inside
        assert inside.visitors == 0, "somebody came inside"


def allowing(settings: Settings, *hosts: str) -> Settings:
    fetching = settings.fetching.model_copy(update={"allow_hosts": hosts})
    return settings.model_copy(update={"fetching": fetching})


@pytest.fixture
def strict(world: World) -> World:
    """A world that may go to its press, and to nowhere else on this machine."""
    world.settings = allowing(world.settings, urlsplit(world.press.url).netloc)
    return world


def inside(canary: Museum, scheme: str = "http") -> dict[str, str]:
    """Return what it is → an address that leads to the canary, or would on another machine."""
    return {name: _address(scheme, host, canary.port) for name, host in INSIDE.items()}


def _address(scheme: str, host: str, port: int) -> str:
    # The port belongs to the host, before whatever is only made to look like one.
    for mark in "\\#?":
        before, found, after = host.partition(mark)
        if found:
            return f"{scheme}://{before}:{port}/x{found}{after}"
    return f"{scheme}://{host}:{port}/x"


async def test_no_list_of_feeds_leads_inside(strict: World, canary: Museum) -> None:
    await strict.subscribe()
    lines = "".join(f'<outline xmlUrl="{html.escape(url)}"/>' for url in inside(canary).values())
    with strict.desk() as desk:
        reports = await asyncio.to_thread(
            feeding.import_list, desk, f"<opml><body>{lines}</body></opml>".encode()
        )
    strict.press.publish(ORBAN)
    report = await strict.cycle()
    assert len(reports) == len(INSIDE)
    assert report.number("read", "first") == 1, "the good feed goes on"
    with strict.desk() as desk:
        for one in reports:
            detail = one.detail
            if one.feed_id is not None:
                detail = feeding.find_feed(desk, str(one.feed_id)).last_error
            assert any(reason in detail for reason in REFUSED), one.url


async def test_no_entry_leads_inside(strict: World, canary: Museum) -> None:
    await strict.subscribe()
    for name, url in inside(canary).items():
        strict.press.list(f"/{name}", link=url, title=name, summary="The ferry sails again.")
    good = strict.press.publish(ORBAN)
    report = await strict.cycle()
    assert strict.told(good)[-1] == ("project", "indexed")
    with strict.desk() as desk:
        (facts,) = (line.facts for line in feeding.feed_history(desk, 1)[1:])
    unusable = int(facts["remarks"][0].rpartition(" ")[2])
    assert facts["remarks"][0].startswith("entries without a usable link")
    assert report.number("read", "teaser only") == facts["new"] - 1
    told = [url for url in inside(canary).values() if _is_told(strict, url)]
    assert len(told) + unusable == len(INSIDE)


def _is_told(world: World, url: str) -> bool:
    try:
        trail = world.explain(url).trail
    except InvalidRequest:
        return False
    return any("is no address of the public internet" in line.detail for line in trail)


async def test_no_redirect_leads_inside(strict: World, canary: Museum) -> None:
    targets = {
        f"/{number}": redirects(quote(url, safe="%:/?#[]@\\.").encode())
        for number, url in enumerate(inside(canary).values())
    }
    with Museum(targets) as museum:
        press = urlsplit(strict.press.url).netloc
        strict.settings = allowing(strict.settings, press, f"127.0.0.1:{museum.port}")
        await strict.subscribe()
        urls = [museum.url + path for path in targets]
        with strict.desk() as desk:
            lines = "".join(f'<outline xmlUrl="{url}?feed"/>' for url in urls)
            opml = f"<opml><body>{lines}</body></opml>".encode()
            reports = await asyncio.to_thread(feeding.import_list, desk, opml)
        for url in urls:
            strict.press.list(url, link=url, summary="The ferry sails again.")
        await strict.cycle()
        with strict.desk() as desk:
            for one in reports:
                told = feeding.find_feed(desk, str(one.feed_id)).last_error
                assert any(reason in told for reason in REFUSED), one.url
        for url in urls:
            told = " ".join(line.detail for line in strict.explain(url).trail)
            assert any(reason in told for reason in REFUSED), url


@pytest.mark.parametrize("scheme", ["https", "webhook+http", "json"])
async def test_no_channel_leads_inside(strict: World, canary: Museum, scheme: str) -> None:
    with strict.desk() as desk:
        for name, url in inside(canary, scheme).items():
            try:
                channelling.add_channel(desk, url, name)
            except InvalidRequest:
                continue
            with pytest.raises(ChannelFailed):
                await channelling.test_channel(desk, name)


async def test_no_page_announces_a_feed_inside(strict: World, canary: Museum) -> None:
    links = [
        f'<link rel=alternate type="application/rss+xml" href="{html.escape(url)}">'
        for url in inside(canary).values()
    ]
    with strict.desk() as desk:
        for start in range(0, len(links), discovering.MOST):
            page = "".join(links[start : start + discovering.MOST])
            strict.press.put("/site", f"<html><head>{page}</head></html>".encode())
            found = await asyncio.to_thread(discovering.discover, desk, f"{strict.press.url}/site")
            assert all("is no address of the public internet" in one.fault for one in found)


@pytest.mark.parametrize("action", ["/feeds/find", "/feeds", "/follows"])
def test_no_address_typed_in_a_browser_leads_inside(
    covered: World, canary: Museum, action: str
) -> None:
    settings = allowing(covered.settings)
    app = make_app(settings, clock=covered.clock)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        page = client.get("/feeds").text
        key = page.split('name="form_key" value="')[1].split('"')[0]
        for url in inside(canary).values():
            typed = {"form_key": key, "url": url, "source": url}
            answer = client.post(action, data=typed)
            assert answer.status_code in (400, 422), url
            assert 'role="alert"' in answer.text


@pytest.fixture
def rebound(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Museum, Museum, list[str]]]:
    """Yield (what is outside, what is inside at the same port, the answers of a name server).

    The name server gives its answers one after another, the last for ever.
    """
    given = [OUTSIDE, "127.0.0.1"]
    real: Callable[..., list[tuple[object, ...]]] = socket.getaddrinfo

    def answered(host: object, *more: object, **named: object) -> list[tuple[object, ...]]:
        if host not in (NAME, NAME.encode()):
            return real(host, *more, **named)
        return real(given.pop(0) if len(given) > 1 else given[0], *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    for module in (guard, bound):
        monkeypatch.setattr(module, "is_public", lambda address: address == OUTSIDE)
    good = answers(b"<rss version='2.0'><channel><title>Outside</title></channel></rss>")
    with (
        Museum({"/": good}, host=OUTSIDE) as outside,
        Museum(port=outside.port) as inside,
    ):
        yield outside, inside, given


async def test_a_name_that_changes_its_address_is_held_to_what_was_checked(
    rebound: tuple[Museum, Museum, list[str]],
) -> None:
    outside, inside, given = rebound
    async with Fetcher(Settings()) as fetcher:
        response = await fetcher.get(f"http://{NAME}:{outside.port}/")
        assert (b"Outside" in response.body, given) == (True, ["127.0.0.1"]), "asked once"
        with pytest.raises(AddressRefused, match=rf"{NAME} \(127\.0\.0\.1\)"):
            await fetcher.get(f"http://{NAME}:{outside.port}/")
    assert (outside.visitors, inside.visitors) == (1, 0)


async def test_a_channel_that_changes_its_address_is_held_to_it_too(
    world: World, rebound: tuple[Museum, Museum, list[str]]
) -> None:
    outside, inside, _ = rebound
    world.settings = allowing(world.settings)
    with world.desk() as desk:
        channelling.add_channel(desk, f"json://{NAME}:{outside.port}/", "chat")
        with pytest.raises(ChannelFailed, match=r"led to 127\.0\.0\.1, no address") as failure:
            await channelling.test_channel(desk, "chat")
    assert failure.value.permanent
    assert (outside.visitors, inside.visitors) == (0, 0)


async def test_no_proxy_of_the_environment_is_a_way_round(
    strict: World, canary: Museum, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, canary.url)
        monkeypatch.setenv(name.lower(), canary.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    await strict.subscribe()
    url = strict.press.publish(ORBAN)
    await strict.cycle()
    assert strict.told(url)[-1] == ("project", "indexed")
    with strict.desk() as desk:
        found = await asyncio.to_thread(discovering.discover, desk, strict.press.url + FEED)
        assert [one.title for one in found] == ["Small Press"]
        channelling.add_channel(desk, f"webhook+{strict.press.url}/hook", "hook")
        assert await channelling.test_channel(desk, "hook") == "204 No Content"
        channelling.add_channel(desk, strict.press.url.replace("http", "json") + "/x", "chat")
        with pytest.raises(ChannelFailed, match="error=405"):  # the press itself
            await channelling.test_channel(desk, "chat")
        with pytest.raises(PresswatchError, match="no address of the public internet"):
            await asyncio.to_thread(discovering.discover, desk, f"{canary.url}/x")
