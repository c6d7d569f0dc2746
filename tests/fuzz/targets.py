"""One target a parser: any bytes go in; out come a value that keeps its promises, or our error.

Whatever else is raised is a finding, and so is a broken promise.
"""

import contextlib
import pickle
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from fuzz.bare_tree import bare
from indexing.articles.read_page import read_page
from indexing.desk.times import moment_from
from indexing.errors import (
    AddressRefused,
    ArticleUnreadable,
    ConfigError,
    FeedMalformed,
    InvalidQuery,
    InvalidRequest,
)
from indexing.feeds.decoding import FORBIDDEN
from indexing.feeds.discover import discover_feeds
from indexing.feeds.json_feed import parse_moment
from indexing.feeds.opml import read_opml, write_opml
from indexing.feeds.parse import parse_feed
from indexing.fetching.guard import Guard, is_public
from indexing.fetching.headers import retry_after
from indexing.fetching.response import Response
from indexing.fetching.robots import parse_robots
from indexing.search.binding import bind
from indexing.search.datemath import fault_of, interval
from indexing.search.grammar import in_words, parse, remarks, render
from indexing.settings import Settings, load_settings, parse_duration
from indexing.urls import (
    absolute_url,
    article_id,
    canonical_url,
    host_of,
    is_section_page,
    registrable_domain,
)

if TYPE_CHECKING:
    from indexing.desk.room import Desk

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Budapest")
URL = "https://mill.example/news/"
MOST_ENTRIES = 50
WEEK = timedelta(days=7)


def feed(data: bytes) -> None:
    """A feed has entries with ids of their own and links that are canonical, or is malformed."""
    try:
        found = parse_feed(data, url=URL, max_entries=MOST_ENTRIES)
    except FeedMalformed:
        return
    assert len(found.entries) <= MOST_ENTRIES
    guids = [one.guid for one in found.entries]
    assert all(guids)
    assert len(set(guids)) == len(guids)
    for one in found.entries:
        assert not one.link or canonical_url(one.link) == one.link
        for moment in (one.published_at, one.updated_at):
            assert moment is None or moment.tzinfo is UTC
        _travels(one.guid, one.title, one.summary, one.content, *one.authors, *one.categories)
    assert 0 <= found.ttl_seconds <= WEEK.total_seconds()
    assert pickle.loads(pickle.dumps(found)) == found


def opml(data: bytes) -> None:
    """A list goes out as it came in, or is malformed."""
    try:
        found = read_opml(data)
    except FeedMalformed:
        return
    assert Counter(read_opml(write_opml(found))) == Counter(found)


def page(data: bytes) -> None:
    """A page is an article with words that can be stored, or unreadable; any names some feeds."""
    with contextlib.suppress(ArticleUnreadable):
        found = read_page(data, url=URL, min_words=3, fetched_at=NOW)
        _travels(found.document.title, found.document.text, *found.authors, found.site_name)
        assert not found.canonical_url or canonical_url(found.canonical_url) == found.canonical_url
        assert found.published_at is None or found.published_at <= NOW + timedelta(hours=1)
    for one in discover_feeds(data, URL):
        assert canonical_url(one.url) == one.url


def query(data: bytes) -> None:
    """A query reads the same when it was written down, or its fault has a place and a repair."""
    text = _text(data)
    try:
        tree = parse(text)
    except InvalidQuery as error:
        _tells_where(error, text)
        return
    written = render(tree)
    assert bare(parse(written)) == bare(tree)
    assert render(parse(written)) == written
    assert in_words(tree)
    remarks(tree)
    bind(tree, now=NOW, zone=ZONE, entity_ids=lambda _: ())


def _tells_where(error: InvalidQuery, text: str) -> None:
    assert 0 <= error.start <= error.end <= len(text)
    assert error.pretty()
    if error.suggestion:
        parse(error.suggestion)


def address(data: bytes) -> None:
    """An address has one spelling, and none of them leads inside; a base may stand before it."""
    base, line_break, rest = _text(data).partition("\n")
    written, before = (rest, base) if line_break else (base, "")
    try:
        whole = absolute_url(written, before)
    except InvalidRequest:
        return
    assert whole.isascii()
    assert whole.isprintable()
    assert absolute_url(whole) == whole
    page_url = canonical_url(written, before)
    assert canonical_url(page_url) == page_url
    assert article_id(page_url) == article_id(whole)
    assert is_section_page(page_url) in (True, False)
    host = host_of(whole)
    assert host.endswith(registrable_domain(whole))
    _stays_outside(whole, host)


def _stays_outside(url: str, host: str) -> None:
    """Hold the guard to what C makes of a host: a number in any notation is an address."""
    numbers: list[str] = []
    with contextlib.suppress(OSError):
        numbers.append(socket.inet_ntoa(socket.inet_aton(host)))
    with contextlib.suppress(ValueError):
        numbers.append(str(ip_address(host)))
    try:
        Guard(()).check_url(url)
    except AddressRefused:
        return
    assert all(is_public(number) for number in numbers)


def date(data: bytes) -> None:
    """A date is a span of time, a moment or a wait within its bounds, or none at all."""
    text = _text(data)
    if not fault_of(text):
        start, end = interval(text, NOW, ZONE)
        assert start.tzinfo is end.tzinfo is UTC
        assert start < end
    if moment := parse_moment(text):
        assert moment.tzinfo is UTC
        assert parse_moment(moment.isoformat()) == moment
    wait = retry_after({"retry-after": text, "date": text[::-1]}, now=NOW)
    assert wait is None or timedelta(0) <= wait <= WEEK
    with contextlib.suppress(ValueError):
        assert parse_duration(text) >= timedelta(0)
    with contextlib.suppress(InvalidRequest):
        assert moment_from(text, "here", cast("Desk", _Clock())) > NOW


class _Clock:
    """What reading a moment needs of a desk."""

    now, zone = NOW, ZONE


def settings(data: bytes) -> None:
    """A settings file gives settings, which say the same when given once more, or a fault."""
    file = _settings_file()
    file.write_bytes(data)
    try:
        found = load_settings(file, environ={})
    except ConfigError:
        return
    assert Settings.model_validate(found.model_dump() | {"path": file}) == found


@cache
def _settings_file() -> Path:
    return Path(tempfile.mkdtemp(prefix="presswatch-fuzz-")) / "presswatch.toml"


def robots(data: bytes) -> None:
    """Any bytes make some rules."""
    answer = Response(URL, URL, (), 200, {}, data, None, timedelta(0))
    rules = parse_robots(answer)
    assert rules.can_fetch(URL, "Presswatch") in (True, False)
    rules.crawl_delay("Presswatch")


def _text(data: bytes) -> str:
    """Return text, lone surrogates and all: what a form, a header or JSON can hold."""
    return data.decode("utf-8", "surrogateescape")


def _travels(*texts: str) -> None:
    """Hold texts to what databases and pages take: whole characters, and none that XML forbids."""
    for text in texts:
        text.encode()
        assert not FORBIDDEN.search(text)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (feed, opml, page, query, address, date, settings, robots)
}
"""Name → target; the folder of its corpus has the same name."""
