"""What site owners allow, how slowly, and what we do while their answer cannot be had."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import AddressRefused, ArticleUnreadable, FetchFailed
from indexing.fetching import Response
from indexing.fetching.robots import Robots, parse_robots

PAGE = "https://x.example/news/story"
DAY = 86_400


def answer(text: str = "", status: int = 200, retry_after: timedelta | None = None) -> Response:
    url = "https://x.example/robots.txt"
    return Response(url, url, (), status, {}, text.encode(), retry_after, timedelta(0))


class Server:
    """Serves one robots.txt after the other, the last one for ever; counts what was asked."""

    now = 0.0

    def __init__(self, *answers: Response | FetchFailed) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def fetch(self, url: str) -> Response:
        self.asked.append(url)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, FetchFailed):
            raise given
        return given

    def robots(self) -> Robots:
        return Robots(self.fetch, clock=lambda: self.now)


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        pytest.param("", True, id="empty"),
        pytest.param("User-agent: *\nDisallow: /", False, id="everybody"),
        pytest.param("User-agent: *\nDisallow: /private", True, id="another folder"),
        pytest.param("User-agent: *\nDisallow: /\nAllow: /news/", True, id="the longer rule wins"),
        pytest.param("User-agent: Otherbot\nDisallow: /", True, id="another robot"),
        pytest.param("User-agent: presswatch\nDisallow: /", False, id="us"),
        pytest.param("USERAGENT Presswatch/1.0 # us\nDisallow: /", False, id="us, sloppily"),
        pytest.param("User-agent: press\nDisallow: /", True, id="a part of our name"),
        pytest.param(
            "User-agent: *\nDisallow: /\n\nUser-agent: Presswatch\nDisallow:", True, id="only us"
        ),
        pytest.param(
            "User-agent: A\nUser-agent: Presswatch\nUser-agent: B\nDisallow: /", False, id="a group"
        ),
        pytest.param("User-agent: A\nUser-agent: B\nDisallow: /", True, id="a group without us"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /", False, id="byte order mark"),
        pytest.param("<html>not found</html>", True, id="a page, not rules"),
        pytest.param("#" * 499_990 + "\nUser-agent: *\nDisallow: /", True, id="behind the cap"),
    ],
)
async def test_rules(text, is_allowed):
    robots = Server(answer(text)).robots()
    if is_allowed:
        assert await robots.crawl_delay(PAGE) is None
        return
    with pytest.raises(ArticleUnreadable, match=r"robots\.txt does not allow it") as caught:
        await robots.crawl_delay(PAGE)
    assert caught.value.where == PAGE


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 301])
async def test_without_a_robots_txt_all_is_allowed(status):
    await Server(answer("User-agent: *\nDisallow: /", status)).robots().crawl_delay(PAGE)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_site_in_trouble_has_not_said_yes(status):
    wait = timedelta(hours=1)
    with pytest.raises(FetchFailed, match=f"status {status}") as caught:
        await Server(answer("", status, wait)).robots().crawl_delay(PAGE)
    assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *[("2", 2), ("0.5", 0.5), ("30", 30), ("3600", 30), ("1e99", 30)],
        *[("0", None), ("-1", None), ("nan", None), ("soon", None)],
    ],
)
async def test_crawl_delay_is_honoured_up_to_30_seconds(value, seconds):
    robots = Server(answer(f"User-agent: *\nCrawl-delay: {value}")).robots()
    assert await robots.crawl_delay(PAGE) == (seconds and timedelta(seconds=seconds))


async def test_an_answer_is_kept_for_a_day():
    server = Server(answer("User-agent: *\nDisallow: /"), answer(""))
    robots = server.robots()
    for server.now in (0, DAY - 1):
        with pytest.raises(ArticleUnreadable):
            await robots.crawl_delay(PAGE)
    server.now = DAY
    await robots.crawl_delay(PAGE)
    assert server.asked == ["https://x.example/robots.txt"] * 2


async def test_a_failure_is_kept_for_ten_minutes():
    server = Server(FetchFailed("no connection", "x", "wait"), answer(""))
    robots = server.robots()
    for server.now in (0, 599):
        with pytest.raises(FetchFailed, match="no connection"):
            await robots.crawl_delay(PAGE)
    server.now = 600
    await robots.crawl_delay(PAGE)


async def test_pages_that_come_together_ask_once_and_each_site_for_itself():
    server = Server(answer(""))
    robots = server.robots()
    pages = [f"https://{host}.example/{n}" for host in "xy" for n in range(5)]
    await asyncio.gather(*map(robots.crawl_delay, pages))
    assert sorted(server.asked) == [f"https://{host}.example/robots.txt" for host in "xy"]


async def test_memory_stays_bounded():
    server = Server(answer(""))
    robots = server.robots()
    for number in range(1_001):
        await robots.crawl_delay(f"https://{number}.example/")
    await robots.crawl_delay("https://1000.example/")
    await robots.crawl_delay("https://0.example/")
    assert server.asked[-1] == "https://0.example/robots.txt"
    assert len(server.asked) == 1_002


def test_many_names_before_many_rules_are_no_bomb():
    names = "".join(f"User-agent: a{number}\n" for number in range(15_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(15_000))
    assert parse_robots(answer(names + rules)).can_fetch(PAGE, "Presswatch")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["User-agent: ", "Disallow: ", "Allow:", "Crawl-delay:", "Request-rate: "])
        | st.sampled_from(["Visit-time: ", "*", "$", "/", "%", "\n", "\r", "1/", "-", "9" * 5000])
        | st.text(max_size=5)
    ).map("".join)
)
def test_any_text_makes_some_rules(text):
    rules = parse_robots(answer(text.encode("utf-8", "replace").decode()))
    assert rules.can_fetch(PAGE, "Presswatch") in (True, False)


async def test_a_fetch_asks_first_at_every_site_of_its_redirects(site, fetcher):
    site.routes["/robots.txt"] = web.Response(text="User-agent: *\nDisallow: /closed")
    site.redirect("/open", "/closed")
    with pytest.raises(ArticleUnreadable) as caught:
        await fetcher.get(site.url("/open"), obey_robots=True)
    assert caught.value.where == site.url("/closed")
    assert site.paths() == ["/robots.txt", "/open"]
    assert (await fetcher.get(site.url("/closed"))).status == 404


async def test_a_fetch_waits_as_long_as_the_site_asks(site, fetcher):
    site.routes["/robots.txt"] = web.Response(text="User-agent: *\nCrawl-delay: 30")
    reading = asyncio.create_task(fetcher.get(site.url("/page"), obey_robots=True))
    done, _ = await asyncio.wait([reading], timeout=0.3)
    assert not done
    assert site.paths() == ["/robots.txt"]
    reading.cancel()


async def test_a_sites_robots_txt_is_behind_the_same_guard(site, fetcher):
    site.redirect("/robots.txt", "http://127.0.0.1:1/")
    with pytest.raises(AddressRefused):
        await fetcher.get(site.url("/page"), obey_robots=True)
