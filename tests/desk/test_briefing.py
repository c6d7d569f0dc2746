"""The press review on paper: what articles say is never taken for markup."""

from datetime import UTC, datetime, timedelta

import pytest
from smallworld.coverage import SLUG
from smallworld.malice import be_hostile

from indexing.delivery.safe_text import one_line
from indexing.desk.follows.briefing import (
    Brief,
    BriefArticle,
    BriefStory,
    as_html,
    as_markdown,
    brief,
)

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


def review(*articles):
    stories = (BriefStory(articles[0].title, 0.71, articles),) if articles else ()
    return Brief(
        slug="hungary-and-nato",
        name="Hungary and NATO",
        since=NOW - timedelta(days=1),
        until=NOW,
        window="1 March 08:00 to Mon 2 March 08:00 Europe/Budapest",
        stories=stories,
    )


def article(title="Orbán drops NATO objection", url="https://news.example/a", copies=0):
    return BriefArticle(
        title, "News Example", "26 February 09:14 (by the page)", url, "both: NATO", copies
    )


def test_a_review_names_window_numbers_sources_and_addresses():
    text = as_markdown(review(article(copies=6), article("Summit opens", "https://news.example/b")))
    assert text.startswith(
        "# Hungary and NATO\n\n1 March 08:00 to Mon 2 March 08:00 Europe/Budapest"
    )
    assert "1 story, 2 articles, 6 copies" in text
    assert "1 outlet, nearest 0.71" in text
    assert "- **Orbán drops NATO objection** (+ 6 copies), News Example, 26 February" in text
    assert "  <https://news.example/b>" in text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        pytest.param("# Head", r"\# Head", id="a heading"),
        pytest.param("[x](javascript:1)", r"\[x\](javascript:1)", id="a link"),
        pytest.param("a*b*_c_`d`", r"a\*b\*\_c\_\`d\`", id="stress and code"),
        pytest.param("<script>", r"\<script\>", id="a tag"),
        pytest.param("one\n\n# two", r"one \# two", id="a line break"),
    ],
)
def test_markdown_shows_every_character(title, shown):
    assert f"**{shown}**" in as_markdown(review(article(title)))


def test_html_escapes_and_loads_nothing():
    page = as_html(review(article("<script>alert(1)</script>")))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not any(word in page for word in ("src=", "@import", "url("))


def test_an_empty_review_says_so():
    assert "Nothing new in this time." in as_markdown(review())
    assert "Nothing new in this time." in as_html(review())


def test_a_name_and_a_headline_are_one_line_without_invisible_marks(covered):
    text = "a\u202eb\n\ufffec" + "x" * 300
    with covered.desk() as desk:
        with desk.store.write() as db:
            be_hostile(db, text)
        found = brief(desk, SLUG, since=timedelta(days=99))
    shown = {found.name, *(story.title for story in found.stories)}
    assert shown == {one_line(text, 200)}
