"""What a query finds, as a feed that any reader takes: Atom (RFC 4287) and JSON Feed 1.1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import quote

import orjson
from feedgen.feed import FeedGenerator
from sqlalchemy import Connection

from indexing.delivery.safe_text import clean, one_line, web_address
from indexing.desk.coverage.queries import bound
from indexing.desk.coverage.searching import FoundArticle, described
from indexing.desk.room import Desk
from indexing.index.contract import Sort
from indexing.pipeline.match import words_of
from indexing.settings import Settings
from indexing.store.records.articles import get_versions, story_places

MOST_ITEMS = 100
"""Newest first: a reader that asks now and then misses none, and none is sent for ever."""
_LONGEST_TITLE = 300
Form = Literal["atom", "json"]
"""How an address of a feed ends."""


@dataclass(frozen=True, slots=True)
class Item:
    """One text, with why it is here, shown as the newest of its copies; all have one id.

    ``updated_at`` moves when it changes, or is copied once more.
    """

    id: str
    url: str
    title: str
    source: str
    authors: tuple[str, ...]
    language: str
    summary: str
    published_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Syndicate:
    """A feed: what a query finds, newest first seen first.

    ``atom`` and ``json`` are the addresses at which it is there in either form, or empty.
    """

    id: str
    title: str
    page: str
    updated_at: datetime
    items: tuple[Item, ...]
    atom: str = ""
    json: str = ""


def syndicate(desk: Desk, query: str, *, saved_as: str = "") -> Syndicate:
    """Return the newest that a query finds as a feed. Raises InvalidQuery.

    Its id is the query's, its items' are their texts': a reader knows them again. ``saved_as`` is
    the name of the saved search that it is, if it is one.
    """
    node = bound(desk, query)
    page = desk.index.search(node, sort=Sort.SEEN, limit=MOST_ITEMS)
    found = described(desk, node, page.results)
    ids = [one.article.id for one in found]
    with desk.store.read() as db:
        texts = {one: copy_of or one for one, (_, copy_of) in story_places(db, ids).items()}
        changed = _changes(db, found)
    items = tuple(_item(one, texts[one.article.id], changed) for one in found)
    atom, json = (
        address_of_saved(desk.settings, saved_as, form)
        if saved_as
        else address_of_query(desk.settings, query, form)
        for form in ("atom", "json")
    )
    return Syndicate(
        id=_urn("search", query),
        title=one_line(saved_as or query, _LONGEST_TITLE) or "All articles",
        page=desk.settings.presswatch.public_url,
        updated_at=max((one.updated_at for one in items), default=desk.now),
        items=items,
        atom=atom,
        json=json,
    )


def address_of_saved(settings: Settings, name: str, form: Form = "atom") -> str:
    """Return where the pages serve a saved search as a feed; empty without a ``public_url``."""
    return _address(settings, f"searches/{quote(name, safe='')}.{form}")


def address_of_query(settings: Settings, query: str, form: Form = "atom") -> str:
    """Return where the pages serve any query as a feed; empty without a ``public_url``."""
    return _address(settings, f"search.{form}?q={quote(query, safe='')}")


def _address(settings: Settings, path: str) -> str:
    home = settings.presswatch.public_url
    return f"{home.rstrip('/')}/{path}" if home else ""


def as_atom(feed: Syndicate) -> bytes:
    """Return the feed as Atom."""
    made = FeedGenerator()
    made.id(feed.id)
    made.title(feed.title)
    made.updated(feed.updated_at)
    made.author(name="Presswatch")
    made.generator("Presswatch")
    if feed.page:
        made.link(href=feed.page, rel="alternate")
    if feed.atom:
        made.link(href=feed.atom, rel="self", type="application/atom+xml")
    for one in feed.items:
        entry = made.add_entry(order="append")
        entry.id(one.id)
        entry.title(one.title)
        entry.updated(one.updated_at)
        if one.url:
            entry.link(href=one.url, rel="alternate")
        else:  # no address that a person may be sent to: then Atom wants the text itself
            entry.content(one.summary, type="text")
        if one.published_at:
            entry.published(one.published_at)
        entry.author([{"name": name} for name in one.authors or (one.source,)])
        entry.summary(one.summary)
    text: bytes = made.atom_str(pretty=True)
    return text


def as_json_feed(feed: Syndicate) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "items": [_json_item(one) for one in feed.items],
    }
    if feed.page:
        told["home_page_url"] = feed.page
    if feed.json:
        told["feed_url"] = feed.json
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)


def _json_item(one: Item) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": one.id,
        "url": one.url,
        "title": one.title,
        "content_text": one.summary,
        "date_published": one.published_at,
        "date_modified": one.updated_at,
        "authors": [{"name": name} for name in one.authors or (one.source,)],
        "language": one.language,
    }
    return {name: value for name, value in told.items() if value}


def _item(one: FoundArticle, text: str, changed: Mapping[str, datetime]) -> Item:
    article = one.article
    words = words_of(one.matched)
    copies = f"+ {one.copies} copies" if one.copies > 1 else "+ 1 copy" if one.copies else ""
    told = [article.source, clean(one.snippet.text), f"matched: {words}" if words else "", copies]
    return Item(
        id=_urn("text", text),
        url=web_address(article.url),
        title=one_line(article.title, _LONGEST_TITLE) or "Without a headline",
        source=one_line(article.source, _LONGEST_TITLE) or "Unknown source",
        authors=tuple(filter(None, (one_line(name, _LONGEST_TITLE) for name in article.authors))),
        language=article.language,
        summary=clean(" · ".join(filter(None, told))),
        published_at=article.published_at,
        updated_at=changed.get(article.id, article.first_seen_at),
    )


def _changes(db: Connection, found: Sequence[FoundArticle]) -> dict[str, datetime]:
    """Return article id → when its newest version was read, for those that were changed."""
    changed = [one.article.id for one in found if one.article.version > 1]
    return {one: get_versions(db, one)[-1].read_at for one in changed}


def _urn(kind: str, name: str) -> str:
    """Return an id that is the same on every machine and for ever."""
    return f"urn:presswatch:{kind}:{sha256(name.encode()).hexdigest()[:32]}"
