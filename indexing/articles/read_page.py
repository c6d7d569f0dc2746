"""A page → headline, text, authors, date: or the reason why it is no article.

Hostile input: call it in a worker that can be killed.
"""

from datetime import UTC, datetime

import lxml.html
from trafilatura.utils import load_html

from indexing.articles.language import first_language
from indexing.articles.page_claims import PageClaims, clean_names, read_claims
from indexing.articles.page_text import PageText, find_text
from indexing.articles.plain import count_words, tidy
from indexing.articles.walls import PageSigns, cut_prompts, wall_of
from indexing.errors import ArticleUnreadable
from indexing.feeds.decoding import decode_html
from indexing.feeds.entries import trusted_date
from indexing.models import DateSource, Document, Reading

_HTML_TYPES = ("", "text/html", "application/xhtml+xml", "application/octet-stream", "text/plain")
_SIGNATURES = ((b"%PDF", "a PDF"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"))
_TRY_FEED = "The feed's own headline and summary are used."


def read_page(
    html: bytes,
    *,
    url: str,
    content_type: str = "",
    min_words: int = 40,
    fetched_at: datetime | None = None,
) -> Reading:
    """Return the article on the page at ``url``, its paragraphs separated by one line break.

    A date that the page states in its data is ``PAGE``, with its time; one found in address or
    text is ``TEXT``, a day at 00:00 UTC. Dates that cannot be true at ``fetched_at`` are unknown;
    without ``fetched_at`` none is doubted. Raises ArticleUnreadable, with the reason, for a PDF,
    a login, a paywall, a consent wall, an error page, or fewer than ``min_words`` words.
    """
    _refuse_other_types(html, content_type, url)
    markup = decode_html(html, content_type)
    tree = _tree(markup, url)
    claims = read_claims(tree, url)
    visible = tidy(" ".join(_visible(tree)))
    has_password = bool(tree.xpath("//input[@type='password']"))
    found = _find(tree, markup, claims, url, fetched_at)
    title = claims.title or found.title
    text = cut_prompts(_without_headline(found.text, title))
    signs = PageSigns(
        title=title,
        text=text,
        words=count_words(text),
        visible=visible,
        says_paid=claims.says_paid,
        has_password=has_password,
    )
    if wall := wall_of(signs, min_words):
        raise ArticleUnreadable(f"is {wall}", url, _TRY_FEED)
    return _reading(claims, found, Document(title, text), url, fetched_at)


def _refuse_other_types(html: bytes, content_type: str, url: str) -> None:
    if not html.strip():
        raise ArticleUnreadable("is empty", url, _TRY_FEED)
    for signature, name in _SIGNATURES:
        if html.startswith(signature):
            raise ArticleUnreadable(f"is {name}", url, "Open it in a browser.")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES and b"<html" not in html[:2000].lower():
        name = "a PDF" if kind == "application/pdf" else f"no page ({kind[:60]})"
        raise ArticleUnreadable(f"is {name}", url, "Open it in a browser.")


def _tree(markup: str, url: str) -> lxml.html.HtmlElement:
    try:
        tree = load_html(markup)
    except MemoryError:
        raise  # the worker's limit, which the pool reports as such
    except Exception as error:  # whatever breaks inside the library, the bytes are at fault
        raise _breaks(error, url) from error
    if tree is None:
        raise ArticleUnreadable("is no HTML", url, _TRY_FEED)
    return tree


def _find(
    tree: lxml.html.HtmlElement,
    markup: str,
    claims: PageClaims,
    url: str,
    fetched_at: datetime | None,
) -> PageText:
    try:
        found = find_text(tree, markup, claims, url=url, latest=fetched_at)
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise _breaks(error, url) from error
    if found == PageText():
        raise ArticleUnreadable("has no text that could be an article", url, _TRY_FEED)
    return found


def _breaks(error: Exception, url: str) -> ArticleUnreadable:
    return ArticleUnreadable(f"breaks the reader ({type(error).__name__})", url, _TRY_FEED)


def _visible(tree: lxml.html.HtmlElement) -> list[str]:
    path = "//body//text()[not(parent::script or parent::style or parent::template)]"
    return [str(text) for text in tree.xpath(path)]


def _without_headline(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest if title and first.casefold() == title.casefold() else text


def _reading(
    claims: PageClaims, found: PageText, document: Document, url: str, fetched_at: datetime | None
) -> Reading:
    published_at, source = _date(claims.published_at, found.day, fetched_at)
    language = first_language(
        document.text or document.title, document.body, claimed=claims.language
    )
    return Reading(
        document=Document(document.title, document.text, language),
        source="page",
        authors=claims.authors or clean_names(found.author.split(";")),
        published_at=published_at,
        published_from=source,
        site_name=claims.site_name,
        final_url=url,
        canonical_url=claims.canonical_url,
    )


def _date(
    claimed: datetime | None, found_day: str, fetched_at: datetime | None
) -> tuple[datetime | None, DateSource]:
    """Return the first date that can be true: the page's own claim, else the day in its text."""
    day = datetime.fromisoformat(found_day).replace(tzinfo=UTC) if found_day else None
    for moment, source in ((claimed, DateSource.PAGE), (day, DateSource.TEXT)):
        known = trusted_date(moment, fetched_at=fetched_at) if fetched_at else moment
        if known:
            return known, source
    return None, DateSource.UNKNOWN
