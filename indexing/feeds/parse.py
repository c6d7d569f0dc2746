"""Bytes of a feed document → entries: RSS 0.9x to 2.0, RSS 1.0, Atom, JSON Feed.

Hostile input: call it in a worker that can be killed. A hundred thousand attributes, or one
author of 16 KB, keep the parser busy for half a minute, and nothing here can prevent that.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from xml.sax import SAXParseException

import feedparser
import feedparser.api

from indexing.errors import FeedMalformed
from indexing.feeds import sax
from indexing.feeds.decoding import decode_xml, without_bad_references, without_doctype
from indexing.feeds.entries import (
    as_markup,
    plain_line,
    primary_language,
    settle_entries,
    usable_link,
)
from indexing.feeds.json_feed import parse_json_feed
from indexing.models import Entry, ParsedFeed

# feedparser asks for a driver by the name of its module, for the whole process.
feedparser.api.PREFERRED_XML_PARSERS.insert(0, sax.__name__)

_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
)
_ROOTS = {
    "html": "an HTML page",
    "head": "an HTML page",
    "body": "an HTML page",
    "opml": "an OPML list of feeds",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
}
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s+\(([^()]+)\)")
_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
}
_LONGEST_TTL = 604800  # a week: what asks for more was not meant for a news reader


def parse_feed(
    data: bytes, *, content_type: str = "", url: str = "", max_entries: int = 500
) -> ParsedFeed:
    """Return the feed in ``data``: entries in document order, links canonical and absolute.

    ``content_type`` is the header (its charset is believed last); ``url`` is where the document
    came from, against which relative links are read. Faults that did no harm are remarks.
    Raises FeedMalformed, saying what the bytes are instead, if there is neither a version of
    a feed format nor an entry.
    """
    text, remarks = decode_xml(data, content_type)
    text = text.lstrip()
    if text.startswith(("{", "[")):
        feed = parse_json_feed(text, url=url, max_entries=max_entries)
        return _remarked(feed, remarks)
    text, had_doctype = without_doctype(text)
    if had_doctype:
        remarks += ("DOCTYPE dropped",)
    text, bad = without_bad_references(text)
    if bad:
        remarks += (f"references to no character: {bad}",)
    raw = _run_feedparser(text or " ", url)  # of nothing at all it would return half an answer
    root = _ROOT.search(text)
    if not raw.version and (not raw.entries or (root and root[1].lower() in _ROOTS)):
        raise FeedMalformed(_what_it_is(data, root), url or "feed", _what_to_do(root))
    return _remarked(_feed(raw, url, max_entries), remarks + _fault(raw))


def _run_feedparser(text: str, url: str) -> Any:
    # A stream, since feedparser opens bytes as a file name first. It is not told the address: it
    # would join it anew at each element (a fifth of its time); we join once, at each link.
    # It would put a missing declaration on a line of its own, and count the lines of faults wrong.
    declaration = "" if text.startswith("<?xml") else "<?xml version='1.0'?>"
    stream = io.BytesIO(f"{declaration}{text}".encode())
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(
            stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise  # the worker's limit, which the pool reports as such
    except Exception as error:  # whatever breaks inside the library, the bytes are at fault
        raise FeedMalformed(
            f"breaks the parser ({type(error).__name__})", url or "feed", "Tell the publisher."
        ) from error


def _feed(raw: Any, url: str, max_entries: int) -> ParsedFeed:
    channel = raw.feed
    is_atom = raw.version.startswith("atom")
    language = primary_language(_text(channel.get("language")))
    entries, remarks = settle_entries(
        (_entry(item, is_atom, language) for item in raw.entries), url=url, max_entries=max_entries
    )
    return ParsedFeed(
        title=_title(channel, is_atom),
        site_url=usable_link(_alternate(channel), url),
        language=language,
        ttl_seconds=_ttl(channel),
        entries=entries,
        remarks=remarks,
        version=raw.version,
    )


def _entry(item: Any, is_atom: bool, language: str) -> Entry:
    content = max((_markup(part, is_atom) for part in _parts(item, "content")), key=len, default="")
    summary = _markup(_part(item, "summary_detail") or {"value": item.get("summary")}, is_atom)
    # dict.get, since feedparser's own answers "updated" with "published" and warns of it.
    updated_at = _moment(dict.get(item, "updated_parsed"))
    published_at = _moment(dict.get(item, "published_parsed"))
    created_at = _moment(dict.get(item, "created_parsed"))
    tag = _text(item.get("language")) or _text(_part(item, "title_detail").get("language"))
    return Entry(
        guid=_text(item.get("id")).strip(),
        link=_text(item.get("feedburner_origlink")) or _alternate(item),
        title=_title(item, is_atom),
        # feedparser repeats the content as summary where there is none.
        summary="" if summary == content else summary,
        content=content,
        authors=tuple(dict.fromkeys(_authors(item))),
        published_at=published_at or created_at or updated_at,
        updated_at=updated_at,
        language=primary_language(tag) or language,
        categories=tuple(dict.fromkeys(_terms(_parts(item, "tags")))),
        fingerprint="",
    )


def _title(holder: Any, is_atom: bool) -> str:
    title = _text(holder.get("title"))
    if is_atom and _part(holder, "title_detail").get("type") == "text/plain":
        return " ".join(title.split())  # declared as text: "<b>" is what it says
    return plain_line(title)


def _markup(part: Any, is_atom: bool) -> str:
    """Return a content or summary as HTML. Outside Atom the declared type means nothing."""
    value = _text(part.get("value")).strip()
    return as_markup(value) if is_atom and part.get("type") == "text/plain" else value


def _alternate(holder: Any) -> str:
    """Return the link of the page itself, as HTML if several say so."""
    links = [link for link in _parts(holder, "links") if link.get("rel") == "alternate"]
    links.sort(key=lambda link: "html" not in _text(link.get("type", "html")))
    found = next((link["href"] for link in links if link.get("href")), "")
    return _text(found) or _text(holder.get("link"))


def _authors(item: Any) -> Iterator[str]:
    # RSS: "mail (name)", from which feedparser cuts the wrong part for top-level domains such
    # as .london.
    if mailed := _MAIL_AND_NAME.fullmatch(_text(item.get("author"))):
        names = [mailed[1]]
    else:
        names = [_text(person.get("name")) for person in _parts(item, "authors")]
    for name in names:
        if (plain := plain_line(name)) and "@" not in plain:
            yield plain


def _terms(tags: Iterable[Any]) -> Iterator[str]:
    for tag in tags:
        if name := plain_line(_text(tag.get("label")) or _text(tag.get("term"))):
            yield name


def _moment(parsed: object) -> datetime | None:
    """Return feedparser's time, always UTC, as a datetime. The epoch is a field left unset."""
    if not isinstance(parsed, struct_time):
        return None
    try:
        moment = datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.year > 1970 else None


def _ttl(channel: Any) -> int:
    """Return how long the feed asks readers to wait, in seconds: ``ttl``, else ``sy:`` elements."""
    minutes = _text(channel.get("ttl")).strip()
    if minutes.isascii() and minutes.isdigit():
        return min(int(minutes[:9]) * 60, _LONGEST_TTL)
    period = _PERIODS.get(_text(channel.get("sy_updateperiod")).strip().lower(), 0)
    often = _text(channel.get("sy_updatefrequency")).strip()
    times = int(often[:6]) if often.isascii() and often.isdigit() else 1
    return min(period // max(times, 1), _LONGEST_TTL)


def _fault(raw: Any) -> tuple[str, ...]:
    error = raw.get("bozo_exception")
    if isinstance(error, SAXParseException):
        return (f"not well-formed: {error.getMessage()}, line {error.getLineNumber()}",)
    return (f"odd: {error}",) if error else ()


def _what_it_is(data: bytes, root: re.Match[str] | None) -> str:
    if not data.strip():
        return "is empty"
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return f"is {name}, not a feed"
    if root is None:
        return "is plain text, not a feed"
    name = root[1].rpartition(":")[2]
    return f"is {_ROOTS.get(name.lower(), f'XML ({name[:40]})')}, not a feed"


def _what_to_do(root: re.Match[str] | None) -> str:
    if root and _ROOTS.get(root[1].lower()) == "an OPML list of feeds":
        return "Import it: presswatch feeds import FILE."
    return "Give the site's address instead, to look for its feeds."


def _remarked(feed: ParsedFeed, remarks: tuple[str, ...]) -> ParsedFeed:
    return replace(feed, remarks=remarks + feed.remarks) if remarks else feed


def _parts(holder: Any, name: str) -> list[Any]:
    """Return what feedparser lists under a name.

    A feed that has an element of that very name gets its text there, or one part as itself.
    """
    found = holder.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _part(holder: Any, name: str) -> Any:
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
