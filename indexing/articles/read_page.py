"""A page → headline, text, authors, date: or the reason why it is no article.

Hostile input: call it in a worker that can be killed.
"""

import re
from datetime import UTC, datetime
from typing import Any

import lxml.html
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from indexing.articles.language import detect_language
from indexing.articles.page_claims import PageClaims, clean_names, read_claims
from indexing.articles.plain import count_words, tidy
from indexing.articles.walls import PageSigns, cut_prompts, wall_of
from indexing.errors import ArticleUnreadable
from indexing.feeds.decoding import decode_html
from indexing.feeds.entries import trusted_date
from indexing.models import DateSource, Document, Reading

_HTML_TYPES = ("", "text/html", "application/xhtml+xml", "application/octet-stream", "text/plain")
_SIGNATURES = ((b"%PDF", "a PDF"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"))
_NO_LATEST_DATE = "2200-01-01"  # htmldate reads the clock itself unless it is given a day
_MARKUP_OF_LISTS = re.compile(r"^(?:[-•*]\s+)+")
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
    tree = _tree(html, content_type, url)
    claims = read_claims(tree, url)
    visible = tidy(" ".join(_visible(tree)))
    has_password = bool(tree.xpath("//input[@type='password']"))
    extracted = _extract(tree, url, fetched_at, has_date=claims.published_at is not None)
    title = claims.title or tidy(extracted.title or "").replace("\n", " ")
    text = cut_prompts(_paragraphs(extracted.text or "", title))
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
    return _reading(claims, extracted, Document(title, text), url, fetched_at)


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


def _tree(html: bytes, content_type: str, url: str) -> lxml.html.HtmlElement:
    try:
        tree = load_html(decode_html(html, content_type))
    except MemoryError:
        raise  # the worker's limit, which the pool reports as such
    except Exception as error:  # whatever breaks inside the library, the bytes are at fault
        raise _breaks(error, url) from error
    if tree is None:
        raise ArticleUnreadable("is no HTML", url, _TRY_FEED)
    return tree


def _extract(
    tree: lxml.html.HtmlElement, url: str, fetched_at: datetime | None, *, has_date: bool
) -> Any:
    latest = f"{fetched_at:%Y-%m-%d}" if fetched_at else _NO_LATEST_DATE
    # Searching the text for dates takes longest, and is for pages that state none.
    dates = {"original_date": True, "extensive_search": not has_date, "max_date": latest}
    try:
        extracted = bare_extraction(
            tree,
            url=url,
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params=dates,
        )
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise _breaks(error, url) from error
    if extracted is None:
        raise ArticleUnreadable("has no text that could be an article", url, _TRY_FEED)
    return extracted


def _breaks(error: Exception, url: str) -> ArticleUnreadable:
    return ArticleUnreadable(f"breaks the reader ({type(error).__name__})", url, _TRY_FEED)


def _visible(tree: lxml.html.HtmlElement) -> list[str]:
    path = "//body//text()[not(parent::script or parent::style or parent::template)]"
    return [str(text) for text in tree.xpath(path)]


def _paragraphs(text: str, title: str) -> str:
    """Return the extracted text without list and table marks, and without the headline on top."""
    lines = [_line(line) for line in tidy(text).split("\n")]
    if lines and title and lines[0].casefold() == title.casefold():
        lines = lines[1:]
    return "\n".join(line for line in lines if line)


def _line(line: str) -> str:
    if line.startswith("|"):
        cells = (cell.strip() for cell in line.split("|"))
        return " ".join(cell for cell in cells if cell.strip("-: "))
    return _MARKUP_OF_LISTS.sub("", line)


def _reading(
    claims: PageClaims, extracted: Any, document: Document, url: str, fetched_at: datetime | None
) -> Reading:
    published_at, source = _date(claims.published_at, extracted.date, fetched_at)
    found = (extracted.author or "").split(";")
    language = detect_language(document.body) or claims.language
    return Reading(
        document=Document(document.title, document.text, language),
        source="page",
        authors=claims.authors or clean_names(found),
        published_at=published_at,
        published_from=source,
        site_name=claims.site_name,
        final_url=url,
        canonical_url=claims.canonical_url,
    )


def _date(
    claimed: datetime | None, found_day: str | None, fetched_at: datetime | None
) -> tuple[datetime | None, DateSource]:
    """Return the first date that can be true: the page's own claim, else the day in its text."""
    day = datetime.fromisoformat(found_day).replace(tzinfo=UTC) if found_day else None
    for moment, source in ((claimed, DateSource.PAGE), (day, DateSource.TEXT)):
        known = trusted_date(moment, fetched_at=fetched_at) if fetched_at else moment
        if known:
            return known, source
    return None, DateSource.UNKNOWN
