"""One page, one address: what is normalised, what is kept, and that hostile text cannot get by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import InvalidRequest
from indexing.urls import absolute_url, canonical_url, host_of, registrable_domain

PIECES = st.sampled_from((
    "http://", "https:", "//", "/", "\\", "..", ".", "%2e", "%", "%4", "%zz", "%C3%A9", "?", "&",
    "=", "#", "@", ":", ":80", ":443", "[", "]", "::1", "%25", "a", "É", "ß", "。", "１２７", " ",
    "news.example", "utm_source=x", "\x00", "\t", "\n", "\ud800", "\u200d", "\u2028", ";", "+",
))  # fmt: skip
HOSTILE = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        pytest.param("HTTP://News.Example/A", "http://news.example/A", id="case of host, not path"),
        pytest.param("https://news.example", "https://news.example/", id="empty path"),
        pytest.param("https://news.example:443/a", "https://news.example/a", id="default port"),
        pytest.param("http://news.example:443/a", "http://news.example:443/a", id="other port"),
        pytest.param("http://news.example:/a", "http://news.example/a", id="empty port"),
        pytest.param("https://news.example./a", "https://news.example/a", id="final dot of host"),
        pytest.param("https://me:pw@news.example/a", "https://news.example/a", id="credentials"),
        pytest.param("https://news.example/a#top", "https://news.example/a", id="fragment"),
        pytest.param("https://münchen.example/", "https://xn--mnchen-3ya.example/", id="IDN"),
        pytest.param("https://n%65ws.example/", "https://news.example/", id="escaped host"),
        pytest.param("https://x.example/a/./b/../c", "https://x.example/a/c", id="dot segments"),
        pytest.param("https://x.example/a/%2e%2e/b", "https://x.example/b", id="escaped dots"),
        pytest.param("https://x.example/../../b/..", "https://x.example/", id="dots over the root"),
        pytest.param(
            "https://x.example//a//b", "https://x.example//a//b", id="double slashes stay"
        ),
        pytest.param("https://x.example/%7ea%c3%a9", "https://x.example/~a%C3%A9", id="escapes"),
        pytest.param("https://x.example/é b", "https://x.example/%C3%A9%20b", id="raw characters"),
        pytest.param("https://x.example/50%", "https://x.example/50%25", id="stray percent sign"),
        pytest.param("https://x.example/a%2Fb", "https://x.example/a%2Fb", id="%2F is no slash"),
        pytest.param("https://x.example\\a", "https://x.example/a", id="backslash, as in browsers"),
        pytest.param("  https://x.example/a\n", "https://x.example/a", id="space around"),
        pytest.param("http://[::0001]:80/", "http://[::1]/", id="IPv6, shortest form"),
        pytest.param("https://x.example/?b=1&a=2", "https://x.example/?b=1&a=2", id="query order"),
        pytest.param(
            "https://x.example/?q=a+b%20c", "https://x.example/?q=a+b%20c", id="plus stays"
        ),
        pytest.param("https://x.example/a?", "https://x.example/a", id="empty query"),
        pytest.param("https://x.example/a?&&b&", "https://x.example/a?b", id="empty parameters"),
        pytest.param(
            "https://x.example/a?utm_source=f&id=7&fbclid=Zz&UTM_Medium=m&mc_cid=1",
            "https://x.example/a?id=7",
            id="tracking parameters",
        ),
        pytest.param(
            "https://x.example/a?utm%5Fsource=f", "https://x.example/a", id="escaped tracking"
        ),
        pytest.param(
            "https://x.example/a?source=rss&ref=7",
            "https://x.example/a?source=rss&ref=7",
            id="source and ref may mean content",
        ),
    ],
)
def test_one_spelling(url, canonical):
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("link", "address"),
    [
        pytest.param("b", "https://x.example/news/b", id="beside"),
        pytest.param("/b", "https://x.example/b", id="from the root"),
        pytest.param("../../../b", "https://x.example/b", id="above the root"),
        pytest.param("//y.example/b", "https://y.example/b", id="same scheme"),
        pytest.param("?p=2", "https://x.example/news/a?p=2", id="query only"),
        pytest.param("", "https://x.example/news/a", id="nothing: the base itself"),
        pytest.param("http://y.example/", "http://y.example/", id="absolute"),
    ],
)
def test_links_are_resolved_against_their_page(link, address):
    assert canonical_url(link, "https://x.example/news/a#here") == address


def test_the_address_to_fetch_keeps_every_parameter():
    assert absolute_url("https://x.example/a?utm_source=f&id=7") == (
        "https://x.example/a?utm_source=f&id=7"
    )


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="nothing"),
        pytest.param("news.example/story", id="no scheme"),
        pytest.param("//news.example/story", id="no scheme and no base"),
        pytest.param("ftp://news.example/", id="ftp"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("javascript:alert(1)", id="javascript"),
        pytest.param("https://", id="no host"),
        pytest.param("https://@/", id="empty host after credentials"),
        pytest.param("http:news.example", id="no slashes"),
        pytest.param("https://news..example/", id="empty label"),
        pytest.param("https://" + "a" * 64 + ".example/", id="label of 64"),
        pytest.param("https://" + "a." * 127 + "example/", id="name over 253"),
        pytest.param("https://a b.example/", id="space in the host"),
        pytest.param("https://a%00.example/", id="zero byte in the host"),
        pytest.param("https://a%2F.example/", id="slash in the host"),
        pytest.param("https://x.example:99999/", id="port out of range"),
        pytest.param("https://x.example:http/", id="port in words"),
        pytest.param("https://[::1/", id="bracket never closed"),
        pytest.param("https://[v1.x]/", id="address of a future version"),
        pytest.param("https://\ud800.example/", id="lone surrogate in the host"),
        pytest.param("https://x.example/" + "a" * 8000, id="too long"),
    ],
)
def test_what_is_no_web_address_is_refused_with_its_text(url):
    with pytest.raises(InvalidRequest) as caught:
        canonical_url(url)
    assert caught.value.where.startswith("'" + url[:5])
    assert len(str(caught.value)) < 1500


@settings(max_examples=300, deadline=None)
@given(HOSTILE, HOSTILE)
def test_hostile_text_gives_a_stable_plain_address_or_a_refusal(url, base):
    try:
        once = canonical_url(url, base)
    except InvalidRequest:
        return
    assert canonical_url(once) == once
    assert absolute_url(once) == once
    assert once.isascii()
    assert once.isprintable()
    assert once.startswith(("http://", "https://"))
    assert host_of(once)
    assert registrable_domain(once)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_path_and_query_of_a_good_host_has_an_address(path, query):
    once = canonical_url(f"https://x.example/{path}?{query}")
    assert canonical_url(once) == once
