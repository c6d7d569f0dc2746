"""What a page announces, what it links, what is guessed: in this order, one an address."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.feeds.discover import Candidate, discover_feeds

URL = "https://mill.example/news/"


def found(html: str) -> list[Candidate]:
    return [one for one in discover_feeds(html.encode(), URL) if not one.is_guess]


@pytest.mark.parametrize(
    ("html", "urls"),
    [
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="/feed" title="News">',
            ["https://mill.example/feed"],
            id="announced",
        ),
        pytest.param(
            '<base href="https://cdn.example/"><link rel=alternate type="application/atom+xml" '
            'href="atom.xml">',
            ["https://cdn.example/atom.xml"],
            id="against the page's base",
        ),
        pytest.param(
            '<link rel="alternate" type="application/json" href="/wp-json/1">'
            '<link rel="alternate" type="application/json" href="/feed.json">',
            ["https://mill.example/feed.json"],
            id="plain JSON only where it is called a feed",
        ),
        pytest.param(
            '<link rel="alternate" hreflang="de" href="/de/">'
            '<link rel="stylesheet" type="text/css" href="/feed.css">',
            [],
            id="other alternates are none",
        ),
        pytest.param(
            '<a href="/rss/world">World</a>', ["https://mill.example/rss/world"], id="linked"
        ),
        pytest.param(
            '<a href="feed:https://mill.example/f">x</a>', [], id="no word for a feed in it"
        ),
        pytest.param(
            '<a href="feed:https://mill.example/feed">x</a>',
            ["https://mill.example/feed"],
            id="feed: scheme",
        ),
        pytest.param('<a href="/feedback">Write to us</a>', [], id="feedback is no feed"),
        pytest.param(
            '<link rel=alternate type="application/rss+xml" href="mailto:x">', [], id="unusable"
        ),
    ],
)
def test_what_is_found(html, urls):
    assert [one.url for one in found(f"<html><head>{html}</head></html>")] == urls


def test_one_address_is_offered_once_under_its_first_title():
    html = """<link rel=alternate type=application/rss+xml title=News href="/feed?utm_source=x">
        <link rel=alternate type=application/rss+xml title=Again href="https://MILL.example/feed/">
        <a href="/feed">RSS</a>"""
    assert found(html) == [Candidate("https://mill.example/feed", "News", "rss", False)]


def test_feeds_of_comments_come_after_the_others():
    html = """<link rel=alternate type=application/rss+xml title="Comments on x" href="/c/feed">
        <link rel=alternate type=application/rss+xml title="News" href="/feed">"""
    assert [one.title for one in found(html)] == ["News", "Comments on x"]


def test_guesses_are_marked_and_come_last():
    candidates = discover_feeds(b'<a href="/rss.xml">RSS</a>', URL)
    assert [one.is_guess for one in candidates] == [False] + [True] * (len(candidates) - 1)
    assert "https://mill.example/feed" in [one.url for one in candidates[1:]]
    assert "https://mill.example/rss.xml" not in [one.url for one in candidates[1:]]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_will_do(html, url):
    assert isinstance(discover_feeds(html, url), tuple)
