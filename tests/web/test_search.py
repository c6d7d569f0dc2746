"""The search page: counts that agree, errors at their place, searches that are kept."""

import re
from html import unescape

import pytest


def total(page: str) -> int:
    """Return how many articles the page says it found."""
    found = re.search(r"<strong>([\d,]+) articles?</strong>", page)
    return int(found[1].replace(",", "")) if found else 0


def links(page: str, area: str) -> list[tuple[str, int]]:
    """Return (address, number beside it) of the links of a facet."""
    part = page.split(f"<h2>{area}</h2>")[1].split("</ul>", maxsplit=1)[0]
    found = re.findall(r'<li><a href="([^"]+)"[^>]*>[^<]*</a> <span>(\d+)', part)
    return [(unescape(href), int(number)) for href, number in found]


def test_without_a_query_it_shows_what_can_be_asked(empty_browser):
    page = empty_browser.get("/search").text
    assert page.count('class="query" href="/search?q=') >= 12


def test_every_example_runs(browser):
    page = browser.get("/search").text
    for href in re.findall(r'class="query" href="([^"]+)"', page):
        assert browser.get(unescape(href)).status_code == 200, href


def test_a_result_shows_what_matched_and_where(browser):
    page = browser.get("/search?q=orban AND nato").text
    assert "<mark>NATO</mark>" in page
    assert "matched: orban (text)" in page
    assert "read as: " in page
    assert "+ 1 copy" in page


@pytest.mark.parametrize("area", ["Sources", "Names", "Topics", "Follows"])
def test_a_facet_leads_to_as_many_as_it_says(area, browser):
    for href, number in links(browser.get("/search?q=*:*").text, area):
        assert total(browser.get(href).text) == number, href


def test_a_facet_that_is_asked_for_offers_or(browser):
    everything = browser.get("/search?q=*:*").text
    (narrowed, number), *_ = links(everything, "Topics")
    page = browser.get(narrowed).text
    part = page.split("or also, topics</summary>")[1].split("</ul>", maxsplit=1)[0]
    offered = re.findall(r'<li><a href="([^"]+)"[^>]*>[^<]*</a> <span>[+](\d+)', part)
    assert offered
    for href, more in offered:
        assert total(browser.get(unescape(href)).text) == number + int(more), href
    assert "or also" not in everything


def test_every_bar_leads_to_as_many_as_it_says(browser):
    page = browser.get("/search?q=*:*").text
    bars = re.findall(r'<a href="([^"]+)" aria-label="[^":]+: (\d+) articles?', page)
    assert bars
    for href, number in bars:
        assert total(browser.get(unescape(href)).text) == int(number)


def test_a_query_error_shows_its_place_and_a_repair_that_works(browser):
    page = browser.get("/search?q=orban AND (nato")
    assert page.status_code == 400
    assert "(line 1, column 11)" in page.text
    repair = re.search(r'Perhaps: <a class="query" href="([^"]+)"', page.text)
    assert repair
    assert total(browser.get(unescape(repair[1])).text) > 0


def test_nothing_found_names_the_clause_to_leave_out(browser):
    page = browser.get("/search?q=orban zucchini").text
    assert "Without <code>zucchini</code> there would be" in page


def test_pages_follow_one_another(browser, monkeypatch):
    monkeypatch.setattr("indexing.web.pages.search.PAGE", 2)
    seen, href = [], "/search?q=*:*&sort=seen"
    while href:
        page = browser.get(href).text
        seen += re.findall(r'class="title" dir="auto"><a href="/articles/([0-9a-f]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        href = unescape(following[1]) if following else ""
    assert len(seen) == len(set(seen))
    assert len(seen) >= total(browser.get("/search?q=*:*").text) - 2  # copies are folded


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/search?q=orban&sort=size", id="no order"),
        pytest.param("/search?q=orban&step=minute", id="no step"),
        pytest.param("/search?q=orban&cursor=xyz", id="no cursor"),
        pytest.param("/search?q=" + "x OR " * 5_000, id="far too long"),
        pytest.param("/search?q=" + "(" * 300, id="deep brackets"),
        pytest.param("/search?q=%00%ff", id="no text"),
    ],
)
def test_what_cannot_be_asked_is_told(address, browser):
    page = browser.get(address)
    assert page.status_code == 400
    assert 'role="alert"' in page.text


def test_a_search_is_kept_looked_at_and_forgotten(browser):
    page = browser.send("/search?q=orban", "/searches", query="orban", name="The <b>PM</b>")
    assert "Saved." in page.text
    assert "The &lt;b&gt;PM&lt;/b&gt;</a>" in page.text
    assert "/searches/The%20%3Cb%3EPM%3C%2Fb%3E.atom" in page.text
    browser.send("/search", "/searches/seen", name="The <b>PM</b>")
    gone = browser.send("/search", "/searches/remove", name="The <b>PM</b>")
    assert "PM&lt;" not in gone.text


def test_a_name_that_is_none_is_refused_and_kept(browser):
    page = browser.send("/search?q=orban", "/searches", query="orban", name="x" * 99)
    assert page.status_code == 400
    assert f'value="{"x" * 99}"' in page.text


def test_a_moving_date_has_a_frozen_link(browser):
    page = browser.get("/search?q=orban seen:>=now-30d").text
    frozen = re.search(r'<a data-copy href="([^"]+)">frozen</a>', page)
    assert frozen
    assert "now" not in frozen[1]
    assert total(browser.get(unescape(frozen[1])).text) == total(page)
    assert ">frozen<" not in browser.get("/search?q=orban").text


def test_a_name_is_picked_without_a_script(browser):
    page = browser.get("/pick?q=nato AND viktor orb").text
    link = re.search(r'<a href="([^"]+)" dir="auto">Viktor Orbán</a>', page)
    assert link
    assert unescape(link[1]) == "/search?q=nato+AND+entity%3A%22per%3Aviktor-orban%22"
    assert total(browser.get(unescape(link[1])).text) > 0
    assert "begins with “zzzz”" in browser.get("/pick?q=nato zzzz").text
    assert 'href="/pick?q=viktor+orb"' in browser.get("/search?q=viktor orb").text
