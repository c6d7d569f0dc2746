"""The feed's own text: full, teaser, and what it adds to a page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_pages import PARAGRAPHS

from indexing.articles.plain import count_words, paragraphs
from indexing.articles.read_entry import merge, read_entry, teaser
from indexing.models import DateSource, Document, Entry, Reading

URL = "https://riverpost.example/bridge"
MONDAY, TUESDAY = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
FULL = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)  # 105 words
ENTRY = Entry(
    "g", URL, "Bridge to close", "<p>The bridge will close.</p>", FULL, ("Anna Holt",), MONDAY,
    None, "en", (), "f",
)  # fmt: skip


@pytest.mark.parametrize(
    ("content", "summary", "is_full"),
    [
        pytest.param(FULL, "", True, id="content of 105 words, 80 are asked for"),
        pytest.param("", FULL, False, id="a summary as long: 160 are asked for"),
        pytest.param("", FULL * 2, True, id="a summary of 210 words"),
        pytest.param("<p>The bridge will close.</p>", "", False, id="too short"),
        pytest.param(FULL + "<p>The county …</p>", "", False, id="breaks off"),
        pytest.param(FULL + "<p>The county [&#8230;]</p>", "", False, id="breaks off in brackets"),
        pytest.param(FULL + '<a href="/x">Read more »</a>', "", False, id="read more"),
        pytest.param(FULL + "<p>Weiterlesen</p>", "", False, id="read more, in German"),
        pytest.param(
            FULL + "<p>The post Bridge first appeared on River Post.</p>", "", True, id="a footer"
        ),
    ],
)
def test_full_text(content, summary, is_full):
    reading = read_entry(replace(ENTRY, content=content, summary=summary), url=URL, min_words=40)
    assert (reading is not None) == is_full
    if reading and content:
        assert reading.document == Document("Bridge to close", "\n".join(PARAGRAPHS), "en")
        assert (reading.source, reading.published_from) == ("feed", DateSource.FEED)


def test_a_teaser_carries_headline_and_summary():
    reading = teaser(replace(ENTRY, content=""), URL)
    assert reading.document == Document("Bridge to close", "The bridge will close.", "en")
    assert (reading.source, reading.authors, reading.final_url) == ("feed", ("Anna Holt",), URL)


def test_a_teaser_without_headline_begins_with_its_first_line():
    assert teaser(replace(ENTRY, title="", content=""), URL).document.title.startswith("The bridge")


def page_reading(source: DateSource, **changes: object) -> Reading:
    reading = Reading(
        Document("Headline", "Text", "en"), "page", ("Bo Reed",), TUESDAY, source, "", URL, ""
    )
    return replace(reading, **changes)


@pytest.mark.parametrize(
    ("source", "published_at", "published_from"),
    [
        pytest.param(DateSource.PAGE, TUESDAY, DateSource.PAGE, id="the page's own date stays"),
        pytest.param(DateSource.TEXT, MONDAY, DateSource.FEED, id="better than a day in the text"),
        pytest.param(DateSource.UNKNOWN, MONDAY, DateSource.FEED, id="better than nothing"),
    ],
)
def test_merging_dates(source, published_at, published_from):
    merged = merge(page_reading(source), ENTRY)
    assert (merged.published_at, merged.published_from) == (published_at, published_from)


def test_merging_fills_only_what_the_page_lacks():
    assert merge(page_reading(DateSource.PAGE), ENTRY) == page_reading(DateSource.PAGE)
    bare = page_reading(DateSource.PAGE, document=Document("", "Text", ""), authors=())
    merged = merge(bare, ENTRY)
    assert merged.document == Document("Bridge to close", "Text", "en")
    assert merged.authors == ("Anna Holt",)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("Plain  words", "Plain words", id="no markup"),
        pytest.param("<p>One</p><p>Two</p>", "One\nTwo", id="paragraphs"),
        pytest.param("One<br><br/>Two", "One\nTwo", id="line breaks"),
        pytest.param("<p>A <b>bold</b>\n move</p>tail", "A bold move\ntail", id="inline and tails"),
        pytest.param("<ul><li>a</li><li>b</li></ul>", "a\nb", id="lists"),
        pytest.param("x<script>no()</script><style>p{}</style>y", "xy", id="scripts and styles"),
        pytest.param("x<!-- no -->y", "xy", id="comments"),
        pytest.param("<figure><img><figcaption>no</figcaption></figure>y", "y", id="captions"),
        pytest.param("AT&amp;T &lt;b&gt; soft\u00adhyphen", "AT&T <b> softhyphen", id="entities"),
        pytest.param("<p>open <b>never <i>closed", "open never closed", id="not closed"),
        pytest.param('[vc_row css=".a{}"]A [sic] move[/vc_row]', "A [sic] move", id="shortcodes"),
        pytest.param("start" + "<div>" * 5000 + "x", "start", id="nested without end"),
    ],
)
def test_markup_to_paragraphs(markup, text):
    assert paragraphs(markup) == text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=100))
def test_any_markup_gives_tidy_lines(markup):
    lines = paragraphs(f"<p>{markup}</p>").split("\n")
    assert lines == [""] or all(line and line == line.strip() for line in lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("It's a well-known fact.", 4), ("3,5 %", 2), ("今天天气很好", 3), ("한국 뉴스", 2)],
)
def test_words_are_counted_in_every_script(text, words):
    assert count_words(text) == words
