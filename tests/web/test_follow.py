"""The page of a follow: coverage with reasons, what is new, tuning with its effect first."""

import re

import pytest
from smallworld.coverage import SLUG

PAGE = f"/follows/{SLUG}"


def rows(page: str) -> list[str]:
    """Return the ids of the articles that are shown."""
    return re.findall(r'<h3 dir="auto"><a href="/articles/([0-9a-f]+)"', page)


def test_the_coverage_is_there_with_score_and_reasons(browser):
    page = browser.get(PAGE).text
    assert len(rows(page)) >= 3
    assert page.count("because ") >= len(rows(page))
    assert "the line is 0.12" in page


def test_below_the_line_shows_more(browser):
    browser.send(PAGE, f"{PAGE}/tune", line="0.62", save="1")
    above, below = browser.get(PAGE).text, browser.get(f"{PAGE}?look=below").text
    assert set(rows(above)) < set(rows(below))
    assert "below the line ·" in below
    assert "the line is 0.62" in below


def test_what_was_seen_is_new_no_more(browser):
    assert re.search(r"\d new</strong> since you looked", browser.get(PAGE).text)
    page = browser.send(PAGE, f"{PAGE}/seen")
    assert "All of it counts as seen now." in page.text
    assert "nothing new since you looked" in page.text
    assert rows(browser.get(f"{PAGE}?look=new").text) == []


def test_looking_changes_nothing(browser):
    assert browser.get(PAGE).text == browser.get(PAGE).text


def test_not_this_is_shown_first_then_saved_then_taken_back(browser):
    one = rows(browser.get(PAGE).text)[0]
    effect = browser.send(PAGE, f"{PAGE}/tune", wrong=one)
    assert "It puts out: 1 article" in effect.text or "It puts out: 2 articles" in effect.text
    assert one in rows(browser.get(PAGE).text)
    saved = browser.send(PAGE, f"{PAGE}/tune", wrong=one, save="1")
    assert one not in rows(saved.text)
    assert one in rows(browser.get(f"{PAGE}?look=aside").text)
    undone = browser.send(PAGE, f"{PAGE}/undo", save="1")
    assert one in rows(undone.text)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param({"pin": "Nobody Knows Him"}, "no name in the coverage", id="unknown name"),
        pytest.param({"line": "much"}, "is no score", id="no number"),
        pytest.param({"line": "7"}, "7 is no line", id="too high"),
        pytest.param({}, "it is so already", id="nothing asked"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(fields, told, browser):
    page = browser.send(PAGE, f"{PAGE}/tune", **fields)
    assert page.status_code in (400, 404)
    assert told in page.text
    for value in fields.values():
        assert f'value="{value}"' in page.text


def test_the_brief_is_one_page_that_loads_nothing(browser):
    page = browser.get(f"{PAGE}/brief?hours=1000")
    assert "press review" in page.text
    assert "<script" not in page.text
    assert "<link" not in page.text


def test_a_follow_is_forgotten_only_after_a_question(browser):
    assert "Forget" in browser.get(f"{PAGE}/remove").text
    assert browser.get(PAGE).status_code == 200
    browser.send(f"{PAGE}/remove", f"{PAGE}/remove")
    assert browser.get(PAGE).status_code == 404


def test_pausing_and_going_on(browser):
    assert "paused</span>" in browser.send(PAGE, f"{PAGE}/pause", paused="true").text
    assert "paused</span>" not in browser.send(PAGE, f"{PAGE}/pause", paused="false").text


def test_an_unknown_follow_names_the_nearest(browser):
    page = browser.get("/follows/hungary-and-natto")
    assert page.status_code == 404
    assert f"Did you mean {SLUG}?" in page.text
