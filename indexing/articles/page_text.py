"""The article's own text on a page: three places to find it, and which of them is believed."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import lxml.html
from trafilatura import bare_extraction

from indexing.articles.page_claims import PageClaims
from indexing.articles.plain import count_words, paragraphs, tidy

_NO_LATEST_DATE = "2200-01-01"  # htmldate reads the clock itself unless it is given a day
_MARKUP_OF_LISTS = re.compile(r"^(?:[-•*]\s+)+")
# Some publishers state their texts in a markup of their own.
_MARKDOWN = re.compile(r"\+\+\+|\*\*|\]\(|\[#")
# Words, shares. Tried on 2,400 captured pages: a text longer than this is hardly ever only a part.
_DOUBTFUL = 150
_MUCH_MORE = 1.5
_OF_A_PARAGRAPH = 20
_PARAGRAPHS = 3
_PROSE = 0.8


@dataclass(frozen=True, slots=True)
class PageText:
    """What was found. ``day`` (ISO) is the first date that the page shows; all may be empty."""

    title: str = ""
    text: str = ""
    author: str = ""
    day: str = ""

    @property
    def words(self) -> int:
        """How many words the text has."""
        return count_words(self.text)


def find_text(
    tree: lxml.html.HtmlElement,
    html: str,
    claims: PageClaims,
    *,
    url: str,
    latest: datetime | None,
) -> PageText:
    """Return the text of the article on a page, without the parts that surround it.

    ``tree`` is the page, ``html`` the same unparsed, ``latest`` the last day that a date can be
    of. First a strict look. Where it finds much less than the page's data states as the text,
    that is taken; where it finds little, a second look, if that is prose. Of a page that says it
    is paid for neither: what it does not show is not for us. Whatever breaks in the library is
    raised as it is.
    """
    has_date = claims.published_at is not None
    is_told = has_date and bool(claims.title and claims.authors)
    look = partial(_look, tree, url, latest, precise=True, has_date=has_date)
    strict = look(only_text=is_told)
    if is_told and not strict.text:  # what else there is tells a page without text from no page
        strict = look()
    if claims.says_paid:
        return strict
    stated = "" if _MARKDOWN.search(claims.body) else paragraphs(claims.body)
    if count_words(stated) > max(_MUCH_MORE * strict.words, _OF_A_PARAGRAPH):
        return PageText(strict.title, stated, strict.author, strict.day)
    if strict.words >= _DOUBTFUL:
        return strict
    balanced = _look(html, url, latest, precise=False, has_date=True)
    is_more = balanced.words >= max(_DOUBTFUL, _MUCH_MORE * strict.words)
    if is_more and _is_prose(balanced.text):
        day = strict.day or balanced.day
        return PageText(balanced.title, balanced.text, balanced.author, day)
    return strict


def _look(
    page: lxml.html.HtmlElement | str,
    url: str,
    latest: datetime | None,
    *,
    precise: bool,
    has_date: bool,
    only_text: bool = False,
) -> PageText:
    # Searching the text for dates takes longest, and is for pages that state none.
    dates = {
        "original_date": True,
        "extensive_search": not has_date,
        "max_date": f"{latest:%Y-%m-%d}" if latest else _NO_LATEST_DATE,
    }
    found: Any = bare_extraction(
        page,
        url=url,
        favor_precision=precise,
        include_comments=False,
        with_metadata=not only_text,
        date_extraction_params=dates,
    )
    if found is None:
        return PageText()
    lines = (_line(line) for line in tidy(found.text or "").split("\n"))
    return PageText(
        title=tidy(found.title or "").replace("\n", " "),
        text="\n".join(line for line in lines if line),
        author=found.author or "",
        day=found.date or "",
    )


def _line(line: str) -> str:
    """Return a line without the marks of lists and tables."""
    if line.startswith("|"):
        cells = (cell.strip() for cell in line.split("|"))
        return " ".join(cell for cell in cells if cell.strip("-: "))
    return _MARKUP_OF_LISTS.sub("", line)


def _is_prose(text: str) -> bool:
    """Whether nearly all words stand in paragraphs: not in menus and lists, nor in one heap."""
    lengths = [count_words(line) for line in text.split("\n")]
    whole = [length for length in lengths if length >= _OF_A_PARAGRAPH]
    return len(whole) >= _PARAGRAPHS and sum(whole) >= _PROSE * sum(lengths)
