"""The feeds of a site, as its page names them, and the addresses where feeds usually lie."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import lxml.html
from lxml.etree import LxmlError, ParserError

from indexing.feeds.decoding import decode_html
from indexing.feeds.entries import plain_line, usable_link

_FEED_TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
    "application/rdf+xml": "rss",
    "application/x.atom+xml": "atom",
}
# Plain JSON and XML are announced for a hundred other things.
_VAGUE_TYPES = {"application/json": "json", "application/xml": "", "text/xml": "", "": ""}
_LOOKS_LIKE_FEED = re.compile(r"(?:^|[/._?=&-])(?:rss|atom|feeds?)(?:$|[/._?=&-])", re.IGNORECASE)
_OF_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_USUAL_PATHS = (
    "/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json",
)  # fmt: skip
_LONGEST_PAGE = 2_000_000  # announcements stand in the head


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that a page may have. ``kind`` is ``rss``, ``atom``, ``json`` or empty (unknown).

    ``is_guess``: no page names it; a feed often lies at this path.
    """

    url: str
    title: str
    kind: str
    is_guess: bool


def discover_feeds(html: bytes, url: str) -> tuple[Candidate, ...]:
    """Return the feeds that the page at ``url`` may have, likeliest first, one an address.

    First what its head announces (feeds of comments last of these), then links that look like
    feeds, then guesses. Any bytes will do; those that are no page leave the guesses.
    """
    announced: list[Candidate] = []
    linked: list[Candidate] = []
    base, nodes = _page(html, url)
    for node in nodes:
        found = _announced(node, base) if node.tag == "link" else _linked(node, base)
        if found:
            (announced if node.tag == "link" else linked).append(found)
    announced.sort(key=lambda candidate: bool(_OF_COMMENTS.search(candidate.title)))
    unique: dict[str, Candidate] = {}
    for candidate in [*announced, *linked, *_guesses(url)]:
        unique.setdefault(candidate.url.rstrip("/"), candidate)
    return tuple(unique.values())


def _page(html: bytes, url: str) -> tuple[str, list[lxml.html.HtmlElement]]:
    """Return the address that relative links start from, and all link and a elements."""
    text = decode_html(html[:_LONGEST_PAGE])
    try:
        tree = lxml.html.document_fromstring(text.encode(), parser=_parser())
    except (LxmlError, ParserError, ValueError):
        return url, []
    base = next(iter(tree.xpath("//base/@href")), "")
    nodes = [node for node in tree.iter("link", "a") if node.get("href")]
    return usable_link(base, url) or url, nodes


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)


def _announced(node: lxml.html.HtmlElement, base: str) -> Candidate | None:
    relations = node.get("rel", "").lower().split()
    if "alternate" not in relations and "feed" not in relations:
        return None
    kind = node.get("type", "").split(";")[0].strip().lower()
    href = node.get("href", "")
    is_feed = kind in _FEED_TYPES or "feed" in relations
    if not is_feed and not (kind in _VAGUE_TYPES and kind and _LOOKS_LIKE_FEED.search(href)):
        return None
    known = _FEED_TYPES.get(kind) or _VAGUE_TYPES.get(kind, "")
    return _candidate(href, base, node.get("title", ""), known)


def _linked(node: lxml.html.HtmlElement, base: str) -> Candidate | None:
    href = node.get("href", "")
    if not _LOOKS_LIKE_FEED.search(_path_of(href)):
        return None
    return _candidate(href, base, node.text_content()[:200], "")


def _path_of(href: str) -> str:
    try:
        return urlsplit(href).path
    except ValueError:
        return ""


def _candidate(href: str, base: str, title: str, kind: str) -> Candidate | None:
    # feed: is how pages once asked browsers to open a reader.
    bare = re.sub(r"^feed:(//)?(?=https?:)|^feed:(?=//)", "", href.strip())
    bare = f"https:{bare}" if bare.startswith("//") and href.startswith("feed:") else bare
    link = usable_link(bare, base)
    return Candidate(link, plain_line(title), kind, is_guess=False) if link else None


def _guesses(url: str) -> Iterator[Candidate]:
    for path in _USUAL_PATHS:
        if link := usable_link(path, url):
            yield Candidate(link, "", "", is_guess=True)
