"""What is one article, one site, one owner; and what looks like a front page."""

import pytest

from indexing.errors import InvalidRequest
from indexing.urls import article_id, host_of, is_section_page, registrable_domain, short_id


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("http://news.example/story", id="http"),
        pytest.param("https://www.news.example/story", id="www"),
        pytest.param("https://NEWS.example/story/", id="slash at the end"),
        pytest.param("https://news.example/story?utm_campaign=x#top", id="tracking and fragment"),
        pytest.param("https://news.example:443/a/../story", id="port and dots"),
    ],
)
def test_spellings_of_one_article_share_an_id(spelling):
    assert article_id(spelling) == article_id("https://news.example/story")


def test_a_slash_before_the_query_makes_no_other_article():
    assert article_id("https://news.example/story/?page=2") == article_id(
        "https://news.example/story?page=2"
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("https://news.example/Story", id="case of the path"),
        pytest.param("https://news.example/story?page=2", id="a parameter that counts"),
        pytest.param("https://m.news.example/story", id="another host"),
        pytest.param("https://news.example:8443/story", id="another port"),
    ],
)
def test_other_articles_have_other_ids(other):
    assert article_id(other) != article_id("https://news.example/story")


def test_ids_never_change_between_releases():
    # SHA-256 of "news.example/story", first 16 digits: every stored row depends on it.
    assert article_id("https://www.news.example/story/") == "1a5ad69fd7d9ed4c"
    assert short_id("1a5ad69fd7d9ed4c") == "a:1a5ad6"


def test_www_alone_is_a_name_like_any_other():
    assert article_id("http://www.com/") != article_id("http://com/")


@pytest.mark.parametrize(
    ("url", "host", "domain"),
    [
        pytest.param("https://www.news.co.uk/a", "www.news.co.uk", "news.co.uk", id="co.uk"),
        pytest.param("https://a.github.io/x", "a.github.io", "a.github.io", id="hoster of many"),
        pytest.param("https://a.b.news.com:8080/", "a.b.news.com", "news.com", id="port"),
        pytest.param(
            "https://www.münchen.de/", "www.xn--mnchen-3ya.de", "xn--mnchen-3ya.de", id="IDN"
        ),
        pytest.param("http://192.0.2.7/a", "192.0.2.7", "192.0.2.7", id="IPv4"),
        pytest.param("http://[2001:DB8::1]:80/", "2001:db8::1", "2001:db8::1", id="IPv6"),
        pytest.param("http://localhost:8765/", "localhost", "localhost", id="single label"),
        pytest.param("http://nas.internal/", "nas.internal", "nas.internal", id="no public suffix"),
        pytest.param("https://co.uk/", "co.uk", "co.uk", id="a suffix itself"),
    ],
)
def test_host_and_owner(url, host, domain):
    assert (host_of(url), registrable_domain(url)) == (host, domain)


@pytest.mark.parametrize("function", [article_id, host_of, registrable_domain, is_section_page])
def test_each_refuses_what_is_no_address(function):
    with pytest.raises(InvalidRequest):
        function("mailto:desk@news.example")


@pytest.mark.parametrize(
    ("path", "is_section"),
    [
        pytest.param("", True, id="root"),
        pytest.param("/?utm_source=feed", True, id="root with tracking"),
        pytest.param("/politics", True, id="one word"),
        pytest.param("/politics/", True, id="one word and a slash"),
        pytest.param("/index.html", True, id="index page of the root"),
        pytest.param("/world/index.php", True, id="index page of a section"),
        pytest.param("/orban-drops-objection", False, id="hyphens: a headline"),
        pytest.param("/12345", False, id="digits: a number"),
        pytest.param("/world/story", False, id="two segments"),
        pytest.param("/2026/11/24/story/index.html", False, id="index page of an article"),
        pytest.param("/?p=123", False, id="a query can name an article"),
        pytest.param("/incomprehensibilitiesofnames", False, id="a very long word"),
        pytest.param("/story.html", False, id="a page of its own"),
    ],
)
def test_section_fronts(path, is_section):
    assert is_section_page(f"https://news.example{path}") is is_section
