"""What a page's head says of its article: headline, date, authors, site, canonical link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import lxml.html
import orjson

from indexing.errors import InvalidRequest
from indexing.feeds.entries import plain_line, primary_language, usable_link
from indexing.feeds.json_feed import parse_moment
from indexing.urls import registrable_domain

_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review)$")
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "parsely-pub-date", "sailthru.date", "publishdate", "pubdate", "publish-date",
    "publication_date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "date",
)  # fmt: skip
_AUTHOR_METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator")
_SEPARATORS = r"\s+[|–—\-·•:»*]\s+|\s*[|»：｜ㅣ]\s*"
_LONGEST_TAIL = 30  # characters after the site's name: a section, a date, "by …"
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})  # as in domains
_MOST_NODES = 2_000  # of JSON-LD; hostile pages hold more


@dataclass(frozen=True, slots=True)
class PageClaims:
    """Nothing here is believed yet. ``canonical_url`` is absolute; all else empty if not said.

    ``body`` is the article's text, plain or HTML, as structured data states it.
    """

    title: str
    authors: tuple[str, ...]
    published_at: datetime | None
    site_name: str
    canonical_url: str
    language: str
    says_paid: bool
    body: str


def read_claims(tree: lxml.html.HtmlElement, url: str) -> PageClaims:
    """Return the claims of the page at ``url``. Structured data (JSON-LD) goes before meta tags."""
    metas = _metas(tree)
    data = _article_data(tree)
    site_name = metas.get("og:site_name") or _name_of(data.get("publisher"))
    return PageClaims(
        title=_title(tree, metas, data, _site_names(site_name, url)),
        authors=_authors(metas, data),
        published_at=_published_at(tree, metas, data),
        site_name=plain_line(site_name or metas.get("application-name", "")),
        canonical_url=_canonical(tree, metas, url),
        language=primary_language(tree.get("lang") or metas.get("og:locale", "")),
        says_paid=str(data.get("isAccessibleForFree", "")).lower() == "false",
        body=_text(data.get("articleBody")),
    )


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    """Return each meta's content by its name, property or itemprop in lower case; first wins."""
    metas: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        if name and (content := node.get("content", "").strip()):
            metas.setdefault(name.strip().lower(), content)
    return metas


def _article_data(tree: lxml.html.HtmlElement) -> dict[str, Any]:
    """Return the first JSON-LD object that describes an article, else an empty one."""
    for script in tree.iter("script"):
        if "ld+json" not in script.get("type", ""):
            continue
        try:
            data = orjson.loads((script.text or "").strip())
        except orjson.JSONDecodeError:
            continue  # a broken block says nothing; the meta tags may
        for node in _objects(data):
            kinds = node.get("@type")
            for kind in kinds if isinstance(kinds, list) else [kinds]:
                if isinstance(kind, str) and _ARTICLE_TYPES.search(kind):
                    return node
    return {}


def _objects(data: object) -> Iterator[dict[str, Any]]:
    """Yield objects of lists and graphs in document order, without recursion."""
    waiting, seen = [data], 0
    while waiting and seen < _MOST_NODES:
        node, seen = waiting.pop(), seen + 1
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in ("mainEntity", "@graph") if key in node)


def _title(
    tree: lxml.html.HtmlElement, metas: dict[str, str], data: dict[str, Any], sites: set[str]
) -> str:
    """Return the headline without the site's name: og:title, JSON-LD, the one h1, title tag."""
    headings = [plain_line(node.text_content()) for node in tree.iter("h1")]
    heading = headings[0] if len(headings) == 1 else ""
    tag = next((plain_line(node.text_content()) for node in tree.iter("title")), "")
    claimed = [metas.get("og:title", ""), _text(data.get("headline")), heading]
    claimed += [metas.get("twitter:title", ""), tag, *headings[:1]]
    titles = [plain_line(title) for title in claimed]
    title = next((title for title in titles if title), "")
    if heading and re.match(re.escape(heading) + rf"(?:{_SEPARATORS})", title):
        return heading  # og:title, too, is "Headline - Site" on some sites
    return _without_site(title, sites)


def _without_site(title: str, sites: set[str]) -> str:
    """Return a title up to the separator before the site's name, if little follows the name."""
    parts = re.split(f"({_SEPARATORS})", title)
    for number in range(2, len(parts), 2):
        headline, tail = "".join(parts[: number - 1]), "".join(parts[number + 1 :])
        is_tail = len(tail) <= min(_LONGEST_TAIL, len(headline))
        if is_tail and _squeezed(parts[number]) in sites:
            return headline.strip()
    return title


def _site_names(site_name: str, url: str) -> set[str]:
    """Return the names under which a site may sign its titles: its own, its domain's."""
    try:
        domain = registrable_domain(url)
    except InvalidRequest:
        domain = ""
    names = (site_name, domain, domain.partition(".")[0])
    return {_squeezed(name) for name in names if name}


def _squeezed(name: str) -> str:
    return re.sub(r"\W|^the\b", "", name.lower().translate(_SPELLED_OUT))


def _published_at(
    tree: lxml.html.HtmlElement, metas: dict[str, str], data: dict[str, Any]
) -> datetime | None:
    marked = tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime")
    claims = [data.get("datePublished"), *(metas.get(name) for name in _DATE_METAS), *marked[:1]]
    return next((moment for claim in claims if (moment := _moment(_text(claim)))), None)


def _moment(claim: str) -> datetime | None:
    """Return a date as ISO 8601 or as mail writes it, in UTC. The epoch is a field left unset."""
    moment = parse_moment(claim)
    if moment is None and "," in claim:
        try:
            moment = parse_moment(parsedate_to_datetime(claim).isoformat())
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return moment if moment and moment.year > 1970 else None


def _authors(metas: dict[str, str], data: dict[str, Any]) -> tuple[str, ...]:
    people = data.get("author") or data.get("creator")
    listed = people if isinstance(people, list) else [people]
    names = [_name_of(person) for person in listed]
    if not any(names):
        names = next(([metas[name]] for name in _AUTHOR_METAS if name in metas), [])
    return clean_names(names)


def clean_names(names: list[str]) -> tuple[str, ...]:
    """Return authors once each, in order: no "By", no addresses, none longer than a name is."""
    plain = (re.sub(r"^(?:by|von|par)\s+", "", plain_line(name), flags=re.I) for name in names)
    kept = (name for name in plain if name and len(name) < 100 and not re.search(r"://|@", name))
    return tuple(dict.fromkeys(kept))


def _canonical(tree: lxml.html.HtmlElement, metas: dict[str, str], url: str) -> str:
    linked = (
        node.get("href", "")
        for node in tree.iter("link")
        if "canonical" in node.get("rel", "").lower().split()
    )
    return usable_link(next(linked, "") or metas.get("og:url", ""), url)


def _name_of(thing: object) -> str:
    if isinstance(thing, list):
        thing = thing[0] if thing else ""
    return _text(thing.get("name") if isinstance(thing, dict) else thing)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
