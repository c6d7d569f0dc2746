"""An outlet at a stage -> a feed document, in the format and with the faults of its content file.

A stage is the number of the poll that sees it: 1 for the first, up to ``LAST_STAGE``. Links
carry a tracking parameter and pages name the canonical address without it, as most outlets do.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from textwrap import shorten
from xml.etree import ElementTree as ET

from flows.demo.newsroom import FeedKind, GuidKind, Outlet, SampleArticle

LAST_STAGE = 3
TRACKING = "?utm_source=feed&utm_medium=rss"
SUMMARY_LENGTH = 240

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
for prefix, namespace in {"atom": ATOM, "content": CONTENT, "dc": DC, "rdf": RDF}.items():
    ET.register_namespace(prefix, namespace)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body and the content type that its server claims, which need not be true."""

    body: bytes
    content_type: str
    status: int = 200


@dataclass(frozen=True, slots=True)
class Edition:
    """What one request sees: ``stage``, where links begin, when the demo began."""

    stage: int
    base_url: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """An article as every format lists it. ``html`` is empty when only the summary is fed."""

    title: str
    link: str
    guid: str
    is_permalink: bool
    author: str
    published_at: datetime | None
    updated_at: datetime | None
    summary: str
    html: str
    language: str


def render_feed(outlet: Outlet, edition: Edition) -> Rendered:
    """Render what ``outlet`` lists in ``edition``."""
    items = [_item(outlet, article, edition) for article in outlet.listed(edition.stage)]
    write, content_type = _FORMATS[outlet.feed]
    return Rendered(write(outlet, items, edition.base_url), f"{content_type}; charset=utf-8")


def render_opml(title: str, feeds: Sequence[tuple[str, str]]) -> bytes:
    """Render ``(title, url)`` pairs as an OPML 2.0 subscription list."""
    root = ET.Element("opml", version="2.0")
    _add(ET.SubElement(root, "head"), "title", title)
    body = ET.SubElement(root, "body")
    for name, url in feeds:
        ET.SubElement(body, "outline", {"type": "rss", "text": name, "title": name, "xmlUrl": url})
    return _xml(root, "utf-8")


def paragraphs_html(paragraphs: Sequence[str]) -> str:
    """Return the paragraphs as HTML."""
    return "\n".join(f"<p>{escape(each, quote=False)}</p>" for each in paragraphs)


def summary_of(paragraphs: Sequence[str]) -> str:
    """Return the teaser: the first paragraph, cut at a word."""
    return shorten(paragraphs[0], SUMMARY_LENGTH, placeholder=" …")


def _item(outlet: Outlet, article: SampleArticle, edition: Edition) -> Item:
    words = article.wording(edition.stage)
    address = edition.base_url + outlet.article_path(article.slug)
    guids = {GuidKind.PERMALINK: address, GuidKind.OPAQUE: f"tag:{outlet.host},2024:{article.slug}"}
    published = article.published_at(edition.started_at)
    return Item(
        title=words.title,
        link=address + TRACKING,
        guid=guids.get(article.guid, ""),
        is_permalink=article.guid is GuidKind.PERMALINK,
        author=words.author,
        published_at=published if outlet.has_dates else None,
        # A correction is made while the demo runs; its start is the nearest time we know.
        updated_at=edition.started_at if words.poll > article.poll else published,
        summary=summary_of(words.paragraphs),
        html=paragraphs_html(words.paragraphs) if outlet.has_full_text else "",
        language=article.language,
    )


def _rss2(outlet: Outlet, items: Sequence[Item], base_url: str) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", outlet.title)
    _add(channel, "link", f"{base_url}/{outlet.slug}/")
    _add(channel, "description", f"News from {outlet.title}")
    _add(channel, "language", outlet.language)
    href = base_url + outlet.feed_path
    ET.SubElement(channel, f"{{{ATOM}}}link", rel="self", href=href)
    for item in items:
        entry = ET.SubElement(channel, "item")
        _add(entry, "title", item.title)
        _add(entry, "link", item.link)
        _add(entry, "guid", item.guid, {} if item.is_permalink else {"isPermaLink": "false"})
        _add(entry, f"{{{DC}}}creator", item.author)
        _add(entry, "pubDate", format_datetime(item.published_at) if item.published_at else "")
        _add(entry, "description", item.summary)
        _add(entry, f"{{{CONTENT}}}encoded", item.html)
    return _xml(root, outlet.encoding)


def _rss1(outlet: Outlet, items: Sequence[Item], base_url: str) -> bytes:
    about = f"{{{RDF}}}about"
    root = ET.Element(f"{{{RDF}}}RDF")
    channel = ET.SubElement(root, f"{{{RSS1}}}channel", {about: base_url + outlet.feed_path})
    _add(channel, f"{{{RSS1}}}title", outlet.title)
    _add(channel, f"{{{RSS1}}}link", f"{base_url}/{outlet.slug}/")
    _add(channel, f"{{{RSS1}}}description", f"News from {outlet.title}")
    _add(channel, f"{{{DC}}}language", outlet.language)
    order = ET.SubElement(ET.SubElement(channel, f"{{{RSS1}}}items"), f"{{{RDF}}}Seq")
    for item in items:
        ET.SubElement(order, f"{{{RDF}}}li", {f"{{{RDF}}}resource": item.link})
        entry = ET.SubElement(root, f"{{{RSS1}}}item", {about: item.link})
        _add(entry, f"{{{RSS1}}}title", item.title)
        _add(entry, f"{{{RSS1}}}link", item.link)
        _add(entry, f"{{{RSS1}}}description", item.summary)
        _add(entry, f"{{{DC}}}creator", item.author)
        _add(entry, f"{{{DC}}}date", _iso(item.published_at))
        _add(entry, f"{{{CONTENT}}}encoded", item.html)
    return _xml(root, outlet.encoding)


def _atom(outlet: Outlet, items: Sequence[Item], base_url: str) -> bytes:
    root = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": outlet.language})
    _add(root, f"{{{ATOM}}}title", outlet.title)
    _add(root, f"{{{ATOM}}}id", f"tag:{outlet.host},2024:feed")
    newest = max((item.updated_at for item in items if item.updated_at), default=None)
    _add(root, f"{{{ATOM}}}updated", _iso(newest))
    ET.SubElement(root, f"{{{ATOM}}}link", href=f"{base_url}/{outlet.slug}/")
    ET.SubElement(root, f"{{{ATOM}}}link", rel="self", href=base_url + outlet.feed_path)
    for item in items:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry", {"xml:lang": item.language})
        _add(entry, f"{{{ATOM}}}title", item.title)
        ET.SubElement(entry, f"{{{ATOM}}}link", href=item.link)
        _add(entry, f"{{{ATOM}}}id", item.guid)
        _add(ET.SubElement(entry, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", item.author)
        _add(entry, f"{{{ATOM}}}published", _iso(item.published_at))
        _add(entry, f"{{{ATOM}}}updated", _iso(item.updated_at))
        _add(entry, f"{{{ATOM}}}summary", item.summary)
        _add(entry, f"{{{ATOM}}}content", item.html, {"type": "html"})
    return _xml(root, outlet.encoding)


def _json(outlet: Outlet, items: Sequence[Item], base_url: str) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": f"{base_url}/{outlet.slug}/",
        "feed_url": base_url + outlet.feed_path,
        "language": outlet.language,
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json_item(item: Item) -> dict[str, object]:
    text = {"content_html": item.html} if item.html else {"content_text": item.summary}
    return text | {
        "id": item.guid,
        "url": item.link,
        "title": item.title,
        "summary": item.summary,
        "authors": [{"name": item.author}],
        "date_published": _iso(item.published_at),
        "language": item.language,
    }


def _add(
    parent: ET.Element, tag: str, text: str, attributes: Mapping[str, str] | None = None
) -> None:
    """Add an element, unless it would be empty: feeds leave out what they do not know."""
    if text:
        ET.SubElement(parent, tag, dict(attributes or {})).text = text


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _xml(root: ET.Element, encoding: str) -> bytes:
    body: bytes = ET.tostring(root, encoding=encoding, xml_declaration=True)
    return body


_Writer = Callable[[Outlet, Sequence[Item], str], bytes]
_FORMATS: dict[FeedKind, tuple[_Writer, str]] = {
    FeedKind.RSS2: (_rss2, "application/rss+xml"),
    FeedKind.RSS1: (_rss1, "application/rdf+xml"),
    FeedKind.ATOM: (_atom, "application/atom+xml"),
    FeedKind.JSON: (_json, "application/feed+json"),
}
