"""The first page: what is followed, and following something new."""

from smallworld.coverage import SLUG
from smallworld.press import FERRY, samples

LONG = samples()[FERRY]


def test_an_empty_store_says_what_to_do(empty_browser):
    page = empty_browser.get("/")
    assert page.status_code == 200
    assert "No story yet" in page.text


def test_what_is_followed_has_its_coverage_with_reasons(browser):
    page = browser.get("/").text
    assert f'href="/follows/{SLUG}"' in page
    assert "because " in page
    assert "Viktor Orbán" in page


def test_a_pasted_text_is_followed(browser):
    text = f"{LONG.title}\n{LONG.text}"
    page = browser.send("/", "/follows", source=text, name="The ferry")
    assert page.url.path == "/follows/the-ferry"


def test_what_is_too_short_is_refused_and_kept(browser):
    page = browser.send("/", "/follows", source="Three words\nonly", name="X & <b>")
    assert page.status_code == 400
    assert "3 words are too few" in page.text
    assert ">Three words\nonly</textarea>" in page.text
    assert 'value="X &amp; &lt;b&gt;"' in page.text


def test_a_word_is_no_words(browser):
    assert "1 word is too few" in browser.send("/", "/follows", source="Orban").text


def test_an_address_that_is_never_connected_to_is_refused(browser):
    page = browser.send("/", "/follows", source="http://169.254.169.254/latest", name="")
    assert page.status_code == 400
    assert "169.254.169.254" in page.text
