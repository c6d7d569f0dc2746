"""Feeds as our own parser reads them, and pages as our own reader does."""

from datetime import UTC, datetime, timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from flows.demo.manuscript import read_outlets
from flows.demo.newsroom import PageKind
from flows.demo.pages import render_front, render_page
from flows.demo.render import LAST_STAGE, Edition, render_feed, render_opml
from indexing.articles.read_page import read_page
from indexing.errors import ArticleUnreadable
from indexing.feeds.parse import parse_feed
from indexing.models import DateSource

NOW = datetime(2024, 7, 9, 12, tzinfo=UTC)
SITE = "http://press.example"
OUTLETS = {outlet.slug: outlet for outlet in read_outlets()}
OBSTACLES = {each.page: (o, each) for o in OUTLETS.values() for each in o.articles}


def parsed(slug, stage=1):
    rendered = render_feed(OUTLETS[slug], Edition(stage, SITE, NOW))
    return parse_feed(rendered.body, content_type=rendered.content_type, url=f"{SITE}/{slug}/feed")


def page_of(outlet, article, stage=LAST_STAGE):
    rendered = render_page(outlet, article, Edition(stage, SITE, NOW))
    address = SITE + outlet.article_path(article.slug)
    return read_page(rendered.body, url=address, content_type=rendered.content_type, fetched_at=NOW)


@pytest.mark.parametrize("stage", range(1, LAST_STAGE + 1))
@pytest.mark.parametrize("slug", OUTLETS)
def test_a_feed_lists_what_its_outlet_has_at_that_stage(slug, stage):
    outlet, feed = OUTLETS[slug], parsed(slug, stage)
    assert feed.title == outlet.title
    assert [entry.title for entry in feed.entries] == [
        article.wording(stage).title for article in outlet.listed(stage)
    ]
    assert len({entry.guid or entry.link for entry in feed.entries}) == len(feed.entries)


def test_all_formats_occur():
    versions = {parsed(slug).version for slug in OUTLETS}
    assert versions == {"rss20", "rss10", "atom10", "json11"}


@pytest.mark.parametrize("slug", OUTLETS)
def test_dates_authors_and_texts_come_through(slug):
    outlet, feed = OUTLETS[slug], parsed(slug)
    for article, entry in zip(outlet.listed(1), feed.entries, strict=True):
        words = article.wording(1)
        assert entry.published_at == (NOW - article.age if outlet.has_dates else None)
        assert entry.authors == (words.author,)
        assert (words.paragraphs[-1][-40:] in unescape(entry.content)) == outlet.has_full_text
        assert entry.link == SITE + outlet.article_path(article.slug)  # no tracking any more


def test_the_lying_charset_does_no_harm():
    rendered = render_feed(OUTLETS["lantern"], Edition(1, SITE, NOW))
    assert rendered.content_type.endswith("charset=utf-8")
    with pytest.raises(UnicodeDecodeError):
        rendered.body.decode("utf-8")
    assert any(
        "Hungary lets Nato help Ukraine…" in each.title for each in parsed("lantern").entries
    )


@pytest.mark.parametrize("slug", OUTLETS)
def test_a_page_gives_its_article_and_nothing_else(slug):
    outlet = OUTLETS[slug]
    for article in outlet.articles:
        if article.page is PageKind.ARTICLE:
            reading, words = page_of(outlet, article), article.wording(LAST_STAGE)
            assert reading.document.title == words.title
            assert reading.document.text.split() == words.text.split()
            assert reading.document.language == article.language


def test_a_page_says_when_and_where_it_was_published():
    outlet = OUTLETS["meridian"]
    article = outlet.articles[0]
    reading = page_of(outlet, article)
    assert (reading.published_at, reading.published_from) == (NOW - article.age, DateSource.PAGE)
    assert reading.canonical_url == SITE + outlet.article_path(article.slug)
    assert reading.site_name == "Meridian Wire"


def test_an_outlet_without_dates_has_none_on_its_pages():
    outlet = OUTLETS["harbour"]
    assert {page_of(outlet, each).published_at for each in outlet.articles[:3]} == {None}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        pytest.param(PageKind.CONSENT, "consent wall", id="asks for consent first"),
        pytest.param(PageKind.LOGIN, "paywall", id="is for subscribers"),
        pytest.param(PageKind.PDF, "PDF", id="is no page"),
        pytest.param(PageKind.MISSING, "too short", id="is not there"),
    ],
)
def test_what_is_no_article_is_refused(kind, told):
    with pytest.raises(ArticleUnreadable, match=told):
        page_of(*OBSTACLES[kind])


def test_a_correction_changes_feed_and_page():
    outlet = OUTLETS["danube"]
    (article,) = [each for each in outlet.articles if len(each.wordings) > 1]
    readings = [page_of(outlet, article, stage).document for stage in (1, 2)]
    entries = [
        next(each for each in parsed("danube", stage).entries if article.slug in each.guid)
        for stage in (1, 2)
    ]
    assert [each.title for each in readings] == [each.title for each in entries]
    assert readings[0].text != readings[1].text
    assert entries[0].guid == entries[1].guid
    assert entries[0].fingerprint != entries[1].fingerprint


def test_a_front_page_announces_the_feed_and_links_to_articles():
    body = render_front(OUTLETS["channel"], Edition(1, SITE, NOW)).body.decode()
    assert f'type="application/feed+json" title="Channel Nine News" href="{SITE}' in body
    assert body.count("<li>") == len(OUTLETS["channel"].listed(1))


def test_opml_carries_titles_and_addresses():
    root = ET.fromstring(render_opml("Mine", [("A & B", "http://a.example/feed?x=1&y=2")]))
    assert [each.attrib["xmlUrl"] for each in root.iter("outline")] == [
        "http://a.example/feed?x=1&y=2"
    ]
    assert [each.attrib["title"] for each in root.iter("outline")] == ["A & B"]


def test_nothing_is_from_the_future():
    entries = [entry for slug in OUTLETS for entry in parsed(slug, LAST_STAGE).entries]
    moments = [each for entry in entries for each in (entry.published_at, entry.updated_at) if each]
    assert max(moments) <= NOW
    assert min(moments) > NOW - timedelta(days=14)
