"""What the sample press holds, and how its files are read."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from flows.demo.manuscript import REFERENCE, read_outlets
from flows.demo.newsroom import About, PageKind
from indexing.errors import ConfigError

OUTLETS = read_outlets()
ARTICLES = [article for outlet in OUTLETS for article in outlet.articles]
TOPICS = {
    *("arts", "conflict", "crime", "disaster", "economy", "education", "environment", "health"),
    *("human-interest", "labour", "lifestyle", "politics", "religion", "science", "society"),
    *("sport", "weather"),
}
HEAD = "outlet: gazette\ntitle: Gazette\nhost: gazette.example\nfeed: rss2\n\n"
ARTICLE = "=== first\ntitle: First\nauthor: A. Writer\nage: 1h\ntopic: sport\n\nA paragraph.\n"


def english(about):
    return [each for each in ARTICLES if each.about is about and each.language == "en"]


def written(tmp_path, text):
    (tmp_path / "gazette.txt").write_text(text, "utf-8")
    return read_outlets(tmp_path)[0]


def test_there_is_enough_to_read():
    assert len(OUTLETS) >= 12
    assert len(ARTICLES) >= 150
    assert len(english(About.STORY)) >= 22
    assert len(english(About.NEAR)) >= 15


def test_every_topic_has_articles():
    assert {article.topic for article in ARTICLES} == TOPICS


def test_no_slug_is_used_twice():
    assert [
        slug for slug, count in Counter(each.slug for each in ARTICLES).items() if count > 1
    ] == []


def test_articles_are_as_long_as_news_items():
    lengths = {w.title: len(w.text.split()) for each in ARTICLES for w in each.wordings}
    assert {title: n for title, n in lengths.items() if not 90 <= n <= 250} == {}


def test_each_later_poll_brings_news_of_the_story():
    assert Counter(each.poll for each in english(About.STORY)).keys() == {1, 2, 3}
    assert any(each.poll > 1 and each.about is About.OTHER for each in ARTICLES)


def test_every_obstacle_and_language_occurs_once_or_more():
    assert {each.page for each in ARTICLES} == set(PageKind)
    assert {each.language for each in ARTICLES} == {"en", "hu", "de", "fr"}


def test_four_outlets_copy_the_wire_under_their_own_headlines():
    (original,) = [
        each for each in ARTICLES if each.slug == "hungary-stays-out-of-nato-ukraine-effort"
    ]
    lead, *_, tail = original.wordings[0].paragraphs
    copies = [
        (outlet.slug, each.wordings[0])
        for outlet in OUTLETS
        for each in outlet.articles
        if each is not original
        and each.wordings[0].paragraphs[0] == lead.removeprefix("BUDAPEST - ")
    ]
    assert [slug for slug, _ in copies] == ["channel", "herald", "lantern", "ledger"]
    assert len({words.title for _, words in copies} | {original.wordings[0].title}) == 5
    assert sum(tail not in words.paragraphs for _, words in copies) == 3


def test_one_article_is_corrected_at_the_second_poll():
    (corrected,) = [each for each in ARTICLES if len(each.wordings) > 1]
    before, after = corrected.wording(1), corrected.wording(2)
    assert (before.poll, after.poll, corrected.wording(3)) == (1, 2, after)
    assert before.title != after.title
    assert "Correction:" in after.text
    assert set(before.paragraphs) & set(after.paragraphs)


def test_the_reference_has_the_traps_of_a_pasted_article():
    caption, credit, *paragraphs = REFERENCE.read_text("utf-8").splitlines()
    text = "\n".join(paragraphs)
    assert caption.endswith(".")
    assert credit.endswith("| Getty Images")
    assert 380 <= len(text.split()) <= 450
    for trap in ("(Hungarian)", "(Victor) Orban", "50%-plus", "according to Reuters", "Kiev"):
        assert trap in text
    assert "translated by The Associated Press" in text


def test_dates_count_back_from_the_start():
    now = datetime(2024, 7, 9, 12, tzinfo=UTC)
    assert all(article.published_at(now) < now for article in ARTICLES)
    assert all(article.age < timedelta(days=14) for article in ARTICLES)


def test_a_file_is_read_as_its_format_says(tmp_path):
    outlet = written(tmp_path, f"# remark\n{HEAD}{ARTICLE}Another.\n")
    (article,) = outlet.articles
    assert (outlet.listed_path, outlet.article_path("first")) == (
        "/gazette/feed.xml",
        "/gazette/articles/first",
    )
    assert article.wordings[0].paragraphs == ("A paragraph.", "Another.")
    assert (article.age, article.about, article.poll) == (timedelta(hours=1), About.OTHER, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(HEAD.replace("feed: rss2\n", ""), "no feed", id="a key is missing"),
        pytest.param(HEAD.replace("rss2", "rss3"), "'rss3' is not known", id="no such format"),
        pytest.param(HEAD + "colour: red\n" + ARTICLE, "without an article", id="stray text"),
        pytest.param(HEAD + ARTICLE.replace("topic", "topick"), "topick", id="a key with a typo"),
        pytest.param(HEAD + ARTICLE.replace("1h", "soon"), "'soon' is no age", id="no age"),
        pytest.param(HEAD + ARTICLE.replace("A paragraph.", ""), "has no text", id="no text"),
        pytest.param(HEAD + ARTICLE * 2, "used twice", id="a slug twice"),
        pytest.param(HEAD + ARTICLE.replace("first", "First!"), "no slug", id="no slug"),
        pytest.param(HEAD + ARTICLE.replace("first", "first @2"), "nothing to correct", id="early"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(tmp_path, text, told):
    with pytest.raises(ConfigError, match=r"gazette\.txt, line \d") as caught:
        written(tmp_path, text)
    assert told in str(caught.value)
