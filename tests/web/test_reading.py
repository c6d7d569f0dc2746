"""Article, story and explain: what is known, in which order, and why."""

import re

import pytest
from smallworld.coverage import BUSY, COPY, MISSING, SLUG
from smallworld.press import ORBAN

from indexing.desk.alerts import alerting
from indexing.desk.coverage import explaining


def found(browser, query: str) -> str:
    """Return the page of the first article that a query finds."""
    page = browser.get(f"/search?q={query}").text
    return re.search(r'class="title" dir="auto"><a href="(/articles/[0-9a-f]+)"', page)[1]


def test_an_article_has_its_names_topics_copies_and_what_alerts_made_of_it(browser):
    page = browser.get(found(browser, "title:carmelite")).text
    assert re.search(r'<a class="name" href="[^"]+">Viktor Orbán</a><sup>P</sup>', page)
    assert "<h2>Copies</h2>" in page
    assert "politics" in page
    assert f'href="/follows/{SLUG}"' in page
    assert "fired: " in page
    assert "did not: " in page


def test_names_can_be_left_out(browser):
    page = browser.get(found(browser, "title:carmelite") + "?names=off").text
    assert "<sup>" not in page


def test_its_address_and_the_beginning_of_its_id_lead_there(browser):
    address = found(browser, "title:carmelite")
    assert browser.get(address[:-6]).url.path == address


def test_a_name_is_corrected_everywhere_and_back(browser):
    address = found(browser, "title:carmelite")
    one = {"name": "Jens Stoltenberg", "other": "Viktor Orbán"}
    merged = browser.send(address, f"{address}/names", act="merge", **one)
    assert merged.status_code == 200
    again = browser.send(address, f"{address}/names", act="merge", **one)
    assert "they are one already" in again.text
    assert 'value="Jens Stoltenberg"' in again.text
    assert browser.send(address, f"{address}/names", act="split", **one).status_code == 200


@pytest.mark.parametrize(
    "address", ["/articles/ffffffffffffffff", "/articles/x", "/stories/x", "/feeds/x/y", "/x"]
)
def test_what_is_not_there_is_a_page_that_says_so(address, browser):
    page = browser.get(address)
    assert page.status_code == 404
    assert "<h1>" in page.text


def test_a_story_tells_what_happened_in_order(browser):
    address = re.search(r"/stories/[0-9a-f]+", browser.get(found(browser, "title:carmelite")).text)
    page = browser.get(address[0]).text
    kinds = re.findall(r"</span> <b>([a-z ]+)</b>", page)
    assert kinds[0] == "first report"
    assert "copy" in kinds


def test_stories_are_merged_and_it_is_undone(browser):
    ids = re.findall(r'href="/stories/([0-9a-f]+)"', browser.get("/stories").text)
    one, other = f"/stories/{ids[0]}", f"/stories/{ids[1]}"
    merged = browser.send(one, f"{one}/merge", other=f"http://127.0.0.1{other}")
    assert "Merged." in merged.text
    assert browser.get(other).url.path == one
    undone = browser.send(one, f"{one}/undo")
    assert "Undone." in undone.text
    assert browser.get(other).url.path == other


def test_articles_are_split_off(browser):
    for address in re.findall(r'href="(/stories/[0-9a-f]+)"', browser.get("/stories").text):
        members = re.findall(r'name="article" value="([0-9a-f]+)"', browser.get(address).text)
        if len(members) > 2:
            page = browser.send(address, f"{address}/split", article=members[-1])
            assert "Split." in page.text
            assert page.url.path != address
            return
    pytest.fail("no story has three articles")


def test_splitting_nothing_off_is_refused(browser):
    address = re.search(r'href="(/stories/[0-9a-f]+)"', browser.get("/stories").text)[1]
    page = browser.send(address, f"{address}/split")
    assert page.status_code == 400
    assert "no article is ticked" in page.text


@pytest.mark.parametrize("path", [f"/2026/{ORBAN}", COPY, MISSING, BUSY])
def test_explain_tells_what_became_of_an_address(path, browser, covered):
    page = browser.get(f"/explain?url={covered.press.url}{path}").text
    assert "<h2>What happened</h2>" in page
    assert "<b>found</b>" in page


def test_explain_of_what_was_never_seen_leads_on(browser, covered):
    near = browser.get(f"/explain?url={covered.press.url}/never").text
    assert "It was never seen" in near
    assert "could carry it" in near
    far = browser.get("/explain?url=https://elsewhere.example/a").text
    assert "No feed of that site is polled" in far


def test_explain_of_no_link_is_refused_and_kept(browser):
    page = browser.get("/explain?url=<script>alert(1)</script>")
    assert page.status_code == 404
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_a_story_names_the_alerts_that_it_fired_and_is_muted_for_one(browser):
    address = re.search(r"/stories/[0-9a-f]+", browser.get(found(browser, "title:carmelite")).text)
    page = browser.send(address[0], f"{address[0]}/mute", alert="1", days="3")
    assert "Muted." in page.text
    assert re.search(r"[1-9] articles?, first .* muted for this story until", page.text)


def test_a_source_is_muted_for_an_alert_where_it_fired(browser):
    address = found(browser, "title:carmelite")
    page = browser.send(address, f"{address}/mute", alert="1", days="1")
    assert "Muted." in page.text
    assert "small press" in browser.get("/alerts").text.lower()


def test_among_many_alerts_one_can_be_asked_why_it_did_not_fire(browser, covered):
    with covered.desk() as desk:
        for number in range(explaining.LISTED_ALERTS):
            request = alerting.AlertRequest(f"zucchini AND plot{number}", name=f"Plot {number}")
            last = alerting.add_alert(desk, request).alert.id
    article = found(browser, "title:carmelite")
    assert "other alerts</a> did not fire." in browser.get(article).text
    assert "Plot 99" not in browser.get(article).text
    told = browser.get(f"/explain?url={article.rpartition('/')[2]}&alert={last}").text
    assert "Plot 99</a>: did not fire: was saved later" in told
    assert browser.get(f"/explain?url={article.rpartition('/')[2]}&alert=none").status_code == 200
