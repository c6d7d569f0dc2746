"""Parsing feeds, against feedparser as it comes."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import feedparser.api
import pytest
from measuring import interleaved
from wire import as_web_page, long_reads

from flows.demo.manuscript import read_outlets
from flows.demo.newsroom import FeedKind, Outlet
from flows.demo.render import LAST_STAGE, Edition, Rendered, render_feed
from indexing.feeds import sax
from indexing.feeds.parse import parse_feed

WANTED = 2.5
WORDS = 400
"""Of a whole article in a feed."""
SHORT_FOR_A_LONG = 2
"""Of the entries in captured feeds about two thirds are teasers."""
URL = "http://127.0.0.1/feed.xml"
EDITION = Edition(LAST_STAGE, "http://127.0.0.1", datetime(2026, 11, 24, tzinfo=UTC))
# JSON Feed is left out: feedparser does not read it.
DIALECTS = (FeedKind.RSS2, FeedKind.RSS1, FeedKind.ATOM)


def teasers() -> list[Rendered]:
    """Return each outlet of the demo in each dialect, with teasers only."""
    return [
        render_feed(replace(outlet, feed=kind, has_full_text=False), EDITION)
        for outlet in read_outlets()
        for kind in DIALECTS
    ]


def whole_texts(monkeypatch: pytest.MonkeyPatch) -> list[Rendered]:
    """Return as many feeds with long texts, in the HTML of a publishing system."""
    monkeypatch.setattr("flows.demo.render.paragraphs_html", as_web_page)
    texts = list(long_reads(WORDS))
    return [
        render_feed(_lengthened(replace(outlet, feed=kind, has_full_text=True), texts), EDITION)
        for outlet in read_outlets()
        for kind in DIALECTS
    ]


def _lengthened(outlet: Outlet, texts: Sequence[tuple[str, ...]]) -> Outlet:
    articles = tuple(
        replace(article, wordings=(replace(article.wordings[0], paragraphs=text),))
        for article, text in zip(outlet.articles, texts, strict=False)
    )
    return replace(outlet, articles=articles)


def test_feed_parsing(report, monkeypatch):
    short = compared(teasers())
    long = compared(whole_texts(monkeypatch))
    report.figure("feed parsing, teasers", told(*short))
    report.figure(f"feed parsing, whole texts of {WORDS} words", told(*long))
    ours, theirs = (SHORT_FOR_A_LONG * a + b for a, b in zip(short, long, strict=True))
    report.goal(
        f"feed parsing, {SHORT_FOR_A_LONG} feeds of teasers for one of whole texts",
        told(ours, theirs),
        wanted=f">= {WANTED}x",
        is_met=theirs >= WANTED * ours,
    )


def told(ours: float, theirs: float) -> str:
    return f"{theirs / ours:.1f}x feedparser's defaults"


def compared(documents: Sequence[Rendered]) -> tuple[float, ...]:
    """Return the CPU seconds of (ours, theirs)."""

    def ours() -> None:
        for one in documents:
            parse_feed(one.body, content_type=one.content_type, url=URL)

    def theirs() -> None:
        drivers = feedparser.api.PREFERRED_XML_PARSERS
        drivers.remove(sax.__name__)  # without our driver: as it comes
        for one in documents:
            headers = {"content-type": one.content_type, "content-location": URL}
            feedparser.parse(io.BytesIO(one.body), response_headers=headers)
        drivers.insert(0, sax.__name__)

    return interleaved(ours, theirs, rounds=3)
