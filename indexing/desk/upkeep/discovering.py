"""Feeds that an address may give: what each holds, before one is added."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from indexing.desk.room import Desk
from indexing.desk.upkeep.feeding import Preview, look
from indexing.errors import InvalidRequest, PresswatchError
from indexing.feeds.discover import Candidate
from indexing.feeds.health import rhythm_in_words
from indexing.feeds.rhythm import rate_of_document
from indexing.fetching.client import Fetcher
from indexing.models import ParsedFeed
from indexing.pipeline.workshop import PRELOAD
from indexing.store.records.feeds import list_feeds
from indexing.urls import absolute_url
from indexing.workers import ParserPool

MOST = 6
"""Candidates that are looked at: each is an exchange with the same host."""
HEADLINES = 3


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that could be added. ``usual`` is its rhythm in words, ``headlines`` the newest.

    ``known_id`` is its number if it was added already. ``fault`` says why it cannot be read.
    """

    url: str
    title: str
    entries: int = 0
    newest_at: datetime | None = None
    usual: str = ""
    headlines: tuple[str, ...] = ()
    known_id: int | None = None
    fault: str = ""


def discover(desk: Desk, url: str) -> Sequence[FoundFeed]:
    """Fetch an address and return the feed that it is, or those that its site has.

    What a page names comes first; where it names none, the usual places are tried, and those
    without a feed left out. Every address passes the guard. Raises what fetching raises.
    """
    return asyncio.run(_discover(desk, absolute_url(url)))


async def _discover(desk: Desk, url: str) -> list[FoundFeed]:
    with desk.store.read() as db:
        known = {one.url: one.feed_id for one in list_feeds(db)}
    most = desk.settings.feeds.max_entries
    async with Fetcher(desk.settings) as fetcher:
        with ParserPool(desk.settings, preload=PRELOAD) as pool:
            seen = await look(url, fetcher, pool, most=most)
            if seen.feed is not None:
                return [_found(desk, seen.url, seen.feed, known)]
            wanted = _likeliest(seen)
            looks = [look(one.url, fetcher, pool, most=most) for one in wanted]
            answers = await asyncio.gather(*looks, return_exceptions=True)
    found: dict[str, FoundFeed] = {}
    for candidate, answer in zip(wanted, answers, strict=True):
        one = _answered(desk, candidate, answer, known)
        if one is not None:
            found.setdefault(one.url, one)
    return list(found.values())


def _likeliest(seen: Preview) -> list[Candidate]:
    named = [one for one in seen.candidates if not one.is_guess]
    return (named or list(seen.candidates))[:MOST]


def _answered(
    desk: Desk, candidate: Candidate, answer: Preview | BaseException, known: dict[str, int]
) -> FoundFeed | None:
    if isinstance(answer, BaseException):
        if not isinstance(answer, PresswatchError):
            raise answer
        fault = answer.what
    elif answer.feed is not None:
        return _found(desk, answer.url, answer.feed, known, title=candidate.title)
    else:
        fault = f"no feed is there: the server answers {answer.status}"
    if candidate.is_guess:
        return None
    return FoundFeed(candidate.url, candidate.title, fault=fault)


def _found(
    desk: Desk, url: str, feed: ParsedFeed, known: dict[str, int], *, title: str = ""
) -> FoundFeed:
    address = _canonical(url)
    dates = [one.published_at for one in feed.entries if one.published_at is not None]
    return FoundFeed(
        url=address,
        title=feed.title or title,
        entries=len(feed.entries),
        newest_at=max(dates, default=None),
        usual=rhythm_in_words(rate_of_document(feed.entries, desk.now)),
        headlines=tuple(one.title for one in feed.entries if one.title)[:HEADLINES],
        known_id=known.get(address),
    )


def _canonical(url: str) -> str:
    try:
        return absolute_url(url)
    except InvalidRequest:
        return url
