"""JSON Feed 1.0 and 1.1: feedparser does not read it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from indexing.errors import FeedMalformed
from indexing.feeds.decoding import FORBIDDEN
from indexing.feeds.entries import (
    as_markup,
    plain_line,
    primary_language,
    settle_entries,
    usable_link,
)
from indexing.models import Entry, ParsedFeed

_VERSIONS = {"1": "json10", "1.0": "json10", "1.1": "json11"}


def parse_json_feed(text: str, *, url: str, max_entries: int) -> ParsedFeed:
    """Return the feed in ``text``. Fields of a wrong type count as absent.

    Raises FeedMalformed for JSON that cannot be read or is no JSON Feed.
    """
    feed = _load(text, url)
    language = primary_language(_text(feed.get("language")))
    home = _text(feed.get("feed_url"))
    base = usable_link(home, url) or url
    entries, remarks = settle_entries(
        (_entry(item, feed, language) for item in _objects(feed["items"])),
        url=base,
        max_entries=max_entries,
    )
    skipped = len(feed["items"]) - sum(1 for _ in _objects(feed["items"]))
    odd = (f"items that are no objects: {skipped}",) if skipped else ()
    return ParsedFeed(
        title=plain_line(_text(feed.get("title"))),
        site_url=usable_link(_text(feed.get("home_page_url")), base),
        language=language,
        ttl_seconds=0,
        entries=entries,
        remarks=odd + remarks,
        version=_VERSIONS.get(_text(feed.get("version")).rpartition("/")[2], "json"),
    )


def parse_moment(value: str) -> datetime | None:
    """Return an ISO 8601 date or time in UTC (also where it names no zone), None for others."""
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _load(text: str, url: str) -> dict[str, Any]:
    try:
        feed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise FeedMalformed(
            f"is JSON that breaks off or has a fault ({error})",
            url or "feed",
            "Tell the publisher.",
        ) from error
    is_feed = isinstance(feed, dict) and isinstance(feed.get("items"), list)
    if not is_feed or not (feed["items"] or "jsonfeed.org" in _text(feed.get("version"))):
        raise FeedMalformed(
            "is JSON but no JSON Feed",
            url or "feed",
            "Look on the site for the address of its feed.",
        )
    return dict(feed)


def _entry(item: dict[str, Any], feed: dict[str, Any], language: str) -> Entry:
    content = _text(item.get("content_html")) or as_markup(_text(item.get("content_text")))
    authors = list(_authors(item)) or list(_authors(feed))
    updated_at = parse_moment(_text(item.get("date_modified")))
    return Entry(
        guid=_text(item.get("id")).strip(),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=plain_line(_text(item.get("title"))),
        summary=as_markup(_text(item.get("summary"))),
        content=content,
        authors=tuple(dict.fromkeys(authors)),
        published_at=parse_moment(_text(item.get("date_published"))) or updated_at,
        updated_at=updated_at,
        language=primary_language(_text(item.get("language"))) or language,
        categories=tuple(dict.fromkeys(_tags(item))),
        fingerprint="",
    )


def _authors(holder: dict[str, Any]) -> Iterator[str]:
    """Yield names from ``authors`` (1.1), else from ``author`` (1.0)."""
    listed = holder.get("authors")
    people = listed if isinstance(listed, list) else [holder.get("author")]
    for person in _objects(people):
        if name := plain_line(_text(person.get("name"))):
            yield name


def _tags(item: dict[str, Any]) -> Iterator[str]:
    tags = item.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        if name := plain_line(_text(tag)):
            yield name


def _objects(values: list[Any]) -> Iterator[dict[str, Any]]:
    return (value for value in values if isinstance(value, dict))


def _text(value: object) -> str:
    """Return a string, and a number as its digits: some ids are numbers.

    An escape can write what XML could not: such characters are left out.
    """
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""
