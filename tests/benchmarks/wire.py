"""Texts of any length and number, made of the demo's articles: our own writing, seeded."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from html import escape

from flows.demo.manuscript import read_outlets
from flows.demo.newsroom import Outlet, PageKind, SampleArticle
from indexing.models import Article, DateSource, Extraction
from indexing.search.analysis import analyze
from indexing.search.searchable import Searchable
from indexing.search.searchable_from import searchable

_SENTENCE_END = re.compile(r"(?<=[.!?”’])\s+(?=[A-ZÁÉÍÓÖŐÚÜŰ“‘])")


@cache
def paragraphs() -> tuple[str, ...]:
    """Return every English paragraph of the demo's press, in its order."""
    return tuple(
        paragraph
        for outlet in read_outlets()
        for article in outlet.articles
        if article.language == "en"
        for paragraph in article.wordings[0].paragraphs
    )


@cache
def headlines() -> tuple[str, ...]:
    """Return every English headline of the demo's press."""
    return tuple(
        article.wordings[0].title
        for outlet in read_outlets()
        for article in outlet.articles
        if article.language == "en"
    )


@cache
def sentences() -> tuple[str, ...]:
    """Return every English sentence of the demo's press."""
    return tuple(each for one in paragraphs() for each in _SENTENCE_END.split(one))


def long_reads(words: int) -> Iterator[tuple[str, ...]]:
    """Yield the press as texts of about ``words`` words, whole paragraphs, in their order."""
    text: list[str] = []
    for paragraph in paragraphs():
        text.append(paragraph)
        if sum(len(each.split()) for each in text) >= words:
            yield tuple(text)
            text = []


def outlets_of_long_reads(words: int) -> tuple[Outlet, ...]:
    """Return the demo's English outlets with the press as texts of about ``words`` words.

    Dealt in turn: an outlet keeps as many of its articles as it is dealt texts, with their
    headlines, pages and dates.
    """
    outlets = [outlet for outlet in read_outlets() if any(_pages(outlet))]
    dealt = [list(long_reads(words))[number :: len(outlets)] for number in range(len(outlets))]
    return tuple(
        replace(outlet, articles=tuple(map(_retold, _pages(outlet), texts)))
        for outlet, texts in zip(outlets, dealt, strict=True)
    )


def _pages(outlet: Outlet) -> Iterator[SampleArticle]:
    for article in outlet.articles:
        if article.language == "en" and article.page is PageKind.ARTICLE and article.poll == 1:
            yield article


def _retold(article: SampleArticle, text: tuple[str, ...]) -> SampleArticle:
    return replace(article, wordings=(replace(article.wordings[0], paragraphs=text),))


def mixed(chance: random.Random, words: int) -> str:
    """Return a text of at least ``words`` words: sentences of the press in a new order."""
    text: list[str] = []
    while sum(len(each.split()) for each in text) < words:
        text.append(chance.choice(sentences()))
    return " ".join(text)


def as_web_page(texts: Sequence[str]) -> str:
    """Return paragraphs in the HTML that a publishing system puts into its feed.

    As many elements, attributes and links a word as in captured feeds: a photo, links and
    emphasis in the text, a list, a counting pixel.
    """
    body = [_PHOTO]
    for number, text in enumerate(texts):
        words = escape(text, quote=False).split()
        if number % 2 and len(words) > 12:
            words[3] = f'<a href="/tag/{number}" rel="noopener">{words[3]}</a>'
            words[6] = f"<em>{words[6]}</em>"
            words[9] = f"<strong>{words[9]}</strong>"
        body.append(f"<p>{' '.join(words)}</p>")
        if number % 4 == 3:
            body.append(_LIST)
    return "\n".join([*body, _FOOT])


_PHOTO = (
    '<figure class="photo"><a href="/media/large.jpg"><img width="1024" height="683"'
    ' src="/media/1024x683.jpg" alt="The square" /></a>'
    "<figcaption>The square on Wednesday.<br />Photo: a reader</figcaption></figure>"
)
_LIST = (
    "<h2>Read on</h2>\n<ul><li><p><a href='../before'>What came before</a></p></li>"
    "<li><p><a href='../after'>What comes next</a></p></li></ul><hr />"
)
_FOOT = (
    '<p>This report was first printed <a href="/today">today</a>.</p>'
    '<div><span><img src="/pixel.gif" width="1" height="1" alt="" /></span></div>'
)


def as_searchable(
    article_id: str, text: str, extraction: Extraction, *, at: datetime, title: str = ""
) -> Searchable:
    """Return a text as the engines see it, published and first seen ``at``."""
    article = Article(
        id=article_id, url=f"https://wire.example/{article_id}", source="wire", feed_id=1,
        title=title, text=text, authors=(), language="en", published_at=at,
        published_from=DateSource.FEED, first_seen_at=at, indexed_at=None, is_old=False,
        version=1, revision=1, story_id="",
    )  # fmt: skip
    streams = analyze(title), analyze(text)
    return searchable(article, extraction, streams=streams, follows=(), copies=article_id)
