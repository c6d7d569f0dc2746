"""robots.txt: whether a site's owner lets us read a page, and how slowly."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from protego import Protego

from indexing.errors import ArticleUnreadable, FetchFailed
from indexing.fetching.headers import ROBOT
from indexing.fetching.response import Response

ROBOTS_BYTES = 500_000  # RFC 9309: at least 500 KiB are to be read; what follows is left out
_KEPT_FOR = timedelta(days=1)  # RFC 9309: no longer than a day
_FAILURE_KEPT_FOR = timedelta(minutes=10)  # so that a site that is down is not asked for each page
_LONGEST_DELAY = timedelta(seconds=30)
_REMEMBERED = 1_000  # sites

_AGENT_LINE = re.compile(r"\s*user[-\s]?agent\s*:?\s*([^#]*)", re.IGNORECASE)


@dataclass(slots=True)
class _Site:
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Protego | None = None
    failure: FetchFailed | None = None
    good_until: float = float("-inf")


class Robots:
    """Answers for each page. ``fetch`` gets a robots.txt; ``clock`` gives monotonic seconds."""

    def __init__(
        self, fetch: Callable[[str], Awaitable[Response]], *, clock: Callable[[], float]
    ) -> None:
        self._fetch, self._clock = fetch, clock
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    async def crawl_delay(self, url: str) -> timedelta | None:
        """Return the wait between two pages that the site asks for (at most 30 s), None if none.

        Raises ArticleUnreadable if robots.txt does not allow ``url``, FetchFailed while it cannot
        be had (5xx, 429, no connection), AddressRefused if the site's address is refused.
        A site that answers 4xx has no rules.
        """
        rules = await self._rules(url)
        if not rules.can_fetch(url, ROBOT):
            raise ArticleUnreadable(
                "robots.txt does not allow it",
                url,
                "Ask the site's owner, or set fetching.respect_robots to false.",
            )
        seconds = rules.crawl_delay(ROBOT)
        return timedelta(seconds=min(seconds, _LONGEST_DELAY.total_seconds())) if seconds else None

    async def _rules(self, url: str) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        site = self._site(origin)
        async with site.asking:
            if site.good_until <= self._clock():
                await self._ask(origin, site)
        if failure := site.failure:
            raise FetchFailed(*failure.args, retry_after=failure.retry_after) from failure
        return site.rules or Protego.parse("")

    def _site(self, origin: str) -> _Site:
        site = self._sites.setdefault(origin, _Site())
        self._sites.move_to_end(origin)
        if len(self._sites) > _REMEMBERED:
            self._sites.popitem(last=False)
        return site

    async def _ask(self, origin: str, site: _Site) -> None:
        try:
            response = await self._fetch(f"{origin}/robots.txt")
            site.rules, site.failure = parse_robots(response), None
            kept = _KEPT_FOR
        except FetchFailed as error:
            site.failure, kept = error, _FAILURE_KEPT_FOR
        site.good_until = self._clock() + kept.total_seconds()


def parse_robots(response: Response) -> Protego:
    """Return the rules that a response to a request for robots.txt makes.

    Raises FetchFailed for 5xx and 429: a site in trouble has not said yes.
    """
    if response.status >= 500 or response.status == 429:
        raise FetchFailed(
            f"robots.txt cannot be had (status {response.status})",
            response.url,
            "Nothing to do: it is asked for again later.",
            retry_after=response.retry_after,
        )
    if not 200 <= response.status < 300:
        return Protego.parse("")
    text = response.body[:ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    return Protego.parse("\n".join(map(_ours_or_another, text.splitlines())))


def _ours_or_another(line: str) -> str:
    """Return ``line``, but with one name for all robots that are not us.

    Protego keeps every rule once for each robot of its group, so 17,000 names before 20,000 rules,
    which fit into the cap, would take gigabytes.
    """
    match = _AGENT_LINE.match(line)
    if match is None:
        return line
    name = match[1].partition("/")[0].strip().lower().replace("*", "")
    if not name:
        return "User-agent: *"
    return f"User-agent: {ROBOT if name == ROBOT.lower() else 'another'}"
