"""What a fetch gives: answers of any status, redirects with their history, conditional requests."""

from datetime import timedelta

import pytest
from aiohttp import web

from indexing.errors import AddressRefused, FetchFailed
from indexing.fetching import Hop


@pytest.mark.parametrize("status", [200, 204, 304, 404, 410, 418, 429, 500, 503])
async def test_any_status_is_an_answer(site, fetcher, status):
    site.routes["/feed"] = web.Response(status=status)
    response = await fetcher.get(site.url("/feed"))
    assert (response.status, response.final_url, response.hops) == (status, site.url("/feed"), ())


async def test_body_and_headers_come_as_they_are(site, fetcher):
    site.routes["/feed"] = web.Response(body=b"\xff<rss/>", headers={"Content-Type": "text/x"})
    response = await fetcher.get(site.url("/feed"))
    assert (response.body, response.headers["content-type"]) == (b"\xff<rss/>", "text/x")
    assert response.took > timedelta(0)


async def test_every_parameter_is_sent_and_the_asked_address_is_kept(site, fetcher):
    asked = site.url("/feed?utm_source=x&a[]=%7e#top")
    response = await fetcher.get(asked)
    assert site.paths() == ["/feed?utm_source=x&a%5B%5D=~"]
    assert response.url == asked


async def test_we_say_who_we_are_and_keep_no_cookies(site, fetcher):
    site.routes["/"] = web.Response(headers={"Set-Cookie": "id=7"})
    await fetcher.get(site.url("/"), accept="application/rss+xml")
    await fetcher.get(site.url("/"))
    first, second = (request.headers for request in site.seen)
    assert first["User-Agent"].startswith("Presswatch/")
    assert first["User-Agent"].endswith("(+desk@news.example)")
    assert first["Accept"] == "application/rss+xml"
    assert first["Accept-Encoding"] == "gzip, deflate"
    assert "Cookie" not in second


async def test_a_conditional_get_is_answered_with_304(site, fetcher):
    async def answer(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match") == 'W/"7"'
        known &= request.headers.get("If-Modified-Since") == "Mon, 02 Mar 2026 08:00:00 GMT"
        return web.Response(status=304 if known else 200)

    site.routes["/feed"] = answer
    date = "Mon, 02 Mar 2026 08:00:00 GMT"
    assert (await fetcher.get(site.url("/feed"))).status == 200
    response = await fetcher.get(site.url("/feed"), etag='W/"7"', last_modified=date)
    assert (response.status, response.body) == (304, b"")


@pytest.mark.parametrize("etag", ["a\r\nX-Evil: 1", "\udcff", "é", "x" * 5000], ids=ascii)
async def test_an_etag_that_cannot_be_sent_back_is_left_out(site, fetcher, etag):
    site.routes["/feed"] = web.Response()
    assert (await fetcher.get(site.url("/feed"), etag=etag)).status == 200
    assert "If-None-Match" not in site.seen[0].headers
    assert "X-Evil" not in site.seen[0].headers


@pytest.mark.parametrize(
    ("statuses", "is_permanent"),
    [
        pytest.param([301], True, id="301"),
        pytest.param([308, 301], True, id="permanent on every hop"),
        pytest.param([301, 302, 301], False, id="one hop is temporary"),
        pytest.param([303], False, id="303"),
        pytest.param([307], False, id="307"),
        pytest.param([], False, id="no hop"),
    ],
)
async def test_redirects_are_followed_and_recorded(site, fetcher, statuses, is_permanent):
    for number, status in enumerate(statuses):
        site.redirect(f"/{number}", f"{number + 1}#part", status)
    site.routes[f"/{len(statuses)}"] = web.Response(text="here")
    response = await fetcher.get(site.url("/0"))
    final = site.url(f"/{len(statuses)}")
    assert response.hops == tuple(
        Hop(status, site.url(f"/{number}")) for number, status in enumerate(statuses, 1)
    )
    assert (response.body, response.final_url) == (b"here", final)
    assert response.permanent_url == (final if is_permanent else "")


@pytest.mark.parametrize(
    ("location", "reached"),
    [
        pytest.param("/b?x=1 2", "/b?x=1%202", id="a space"),
        pytest.param("/é", "/%C3%A9", id="raw UTF-8"),
        pytest.param("?q", "/a?q", id="query only"),
    ],
)
async def test_redirects_may_be_sloppy(site, fetcher, location, reached):
    site.redirect("/a", location)
    assert (await fetcher.get(site.url("/a"))).final_url == site.url(reached)


async def test_a_redirect_to_nowhere_is_an_answer(site, fetcher):
    site.routes["/a"] = web.Response(status=302, text="moved")
    response = await fetcher.get(site.url("/a"))
    assert (response.status, response.body) == (302, b"moved")


async def test_validators_go_along_with_a_redirect(site, fetcher):
    site.redirect("/a", "/b")
    await fetcher.get(site.url("/a"), etag='"7"')
    assert [request.headers["If-None-Match"] for request in site.seen] == ['"7"', '"7"']


async def test_a_circle_of_redirects_ends(site, fetcher):
    site.redirect("/a", "/b")
    site.redirect("/b", "/a#again")
    with pytest.raises(FetchFailed, match=r"/a: redirects in a circle"):
        await fetcher.get(site.url("/a"))


@pytest.mark.parametrize(("most", "is_reached"), [(2, False), (3, True)])
async def test_only_so_many_redirects_are_followed(site, fetcher_for, most, is_reached):
    for number in range(3):
        site.redirect(f"/{number}", f"/{number + 1}")
    fetcher = fetcher_for(site.host, max_redirects=most)
    if is_reached:
        assert (await fetcher.get(site.url("/0"))).final_url == site.url("/3")
        return
    with pytest.raises(FetchFailed, match="redirects more than 2 times"):
        await fetcher.get(site.url("/0"))


@pytest.mark.parametrize("target", ["ftp://x.example/", "file:///etc/passwd", "mailto:a@b", "//["])
async def test_other_schemes_are_refused_also_after_a_redirect(site, fetcher, target):
    site.redirect("/a", target)
    with pytest.raises(AddressRefused):
        await fetcher.get(site.url("/a"))
    with pytest.raises(AddressRefused, match="Only http and https"):
        await fetcher.get(target)


async def test_retry_after_is_read_with_any_status(site, fetcher):
    site.routes["/feed"] = web.Response(status=503, headers={"Retry-After": "120"})
    assert (await fetcher.get(site.url("/feed"))).retry_after == timedelta(minutes=2)
    assert (await fetcher.get(site.url("/"))).retry_after is None


async def test_proxies_in_the_environment_are_ignored(site, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://192.0.2.1:9")
    assert (await fetcher.get(site.url("/"))).status == 404


async def test_a_webhook_gets_its_body_and_headers(site, fetcher):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=202, body=(await request.read())[::-1])

    site.routes["/hook"] = answer
    headers = {"Content-Type": "application/json", "webhook-id": "whe_1"}
    response = await fetcher.post(
        site.url("/hook"), b"body", headers, timeout=timedelta(seconds=20)
    )
    assert (response.status, response.body) == (202, b"ydob")
    assert (site.seen[0].method, site.seen[0].headers["webhook-id"]) == ("POST", "whe_1")


async def test_a_webhook_is_never_redirected(site, fetcher):
    site.redirect("/hook", "/elsewhere", 307)
    response = await fetcher.post(site.url("/hook"), b"secret", {}, timeout=timedelta(seconds=20))
    assert (response.status, response.hops) == (307, ())
    assert site.paths() == ["/hook"]


async def test_a_webhooks_long_answer_is_cut(site, fetcher):
    site.routes["/hook"] = web.Response(body=b"x" * 300_000)
    response = await fetcher.post(site.url("/hook"), b"", {}, timeout=timedelta(seconds=20))
    assert response.body == b"x" * 100_000
