"""Lists come in whole or not at all, and come back as they went out."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import FeedMalformed
from indexing.feeds.opml import OpmlFeed, folder_path, read_opml, write_opml


def opml(body: str, prolog: str = "") -> bytes:
    return f'{prolog}<opml version="2.0"><head/><body>{body}</body></opml>'.encode()


@pytest.mark.parametrize(
    ("body", "feeds"),
    [
        pytest.param(
            '<outline text="Mill" xmlUrl="https://m.example/f" htmlUrl="https://m.example/"/>',
            [("https://m.example/f", "Mill", "https://m.example/", "")],
            id="one feed",
        ),
        pytest.param(
            '<outline text="A"><outline title="B"><outline text="x" xmlUrl="u"/></outline>'
            '</outline><outline text="y" xmlUrl="v"/>',
            [("u", "x", "", "A/B"), ("v", "y", "", "")],
            id="nested folders",
        ),
        pytest.param('<Outline TEXT="x" XMLURL="u"/>', [("u", "x", "", "")], id="any case"),
        pytest.param(
            '<outline text="A/B"><outline text="x" xmlUrl="u"/></outline>',
            [("u", "x", "", "A B")],
            id="a slash in a folder's name",
        ),
        pytest.param(
            '<outline text="x" type="rss"/><outline text="empty folder"/>',
            [("", "x", "", "")],
            id="a feed without an address is told, an empty folder is none",
        ),
        pytest.param(
            '<outline text="x" xmlUrl="u"/><outline text="x" xmlUrl="u"/>',
            [("u", "x", "", "")] * 2,
            id="repeats are kept for the report",
        ),
        pytest.param(
            '<outline text="A & B &nbsp;C &eacute;" xmlUrl="u?a=1&b=2"/>',
            [("u?a=1&b=2", "A & B C é", "", "")],
            id="bare ampersands and HTML's entities",
        ),
        pytest.param(
            '<outline text="https://m.example/a b" xmlUrl="https://m.example/a\xa0b"/>',
            [("https://m.example/a\xa0b", "", "", "")],
            id="an address with a hard space as its own name",
        ),
    ],
)
def test_reading(body, feeds):
    assert list(read_opml(opml(body))) == [OpmlFeed(*feed) for feed in feeds]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"<html/>", "not OPML", id="HTML"),
        pytest.param(b"hello", "no OPML", id="text"),
        pytest.param(opml('<outline text="x" xmlUrl="u"/>')[:-12], "line 1", id="half a list"),
        pytest.param(b"<a>" * 100_000, "no OPML", id="nested without end"),
    ],
)
def test_what_is_no_list_says_so(data, what):
    with pytest.raises(FeedMalformed) as caught:
        read_opml(data)
    assert what in caught.value.what


def test_entities_do_not_expand_and_files_are_not_read():
    bomb = """<!DOCTYPE opml [<!ENTITY a "x"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "feeds.txt">]>"""
    (feed,) = read_opml(opml('<outline text="&b;&f;" xmlUrl="u"/>', bomb))
    assert feed.title == "&b;&f;"


def test_writing_nests_folders_and_names_feeds_without_a_title():
    written = write_opml([OpmlFeed("u", "", "", "A/B"), OpmlFeed("v", "V", "s", "A")]).decode()
    assert written.count("<outline") == 4
    assert 'text="u"' in written
    assert written.startswith("<?xml")


_WORDS = st.text(max_size=12).map(lambda text: folder_path(text).replace("/", ""))
_FEEDS = st.builds(
    OpmlFeed,
    url=st.integers(0, 99).map(lambda n: f"https://m.example/{n}?a=1&b=<2>"),
    title=_WORDS.map(lambda text: " ".join(text.split())),
    site_url=st.sampled_from(["", "https://m.example/"]),
    folder=st.lists(_WORDS, max_size=3).map("/".join).map(folder_path),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_FEEDS, max_size=8))
def test_round_trip(feeds):
    assert sorted(read_opml(write_opml(feeds)), key=repr) == sorted(feeds, key=repr)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_malformed(data):
    with contextlib.suppress(FeedMalformed):
        assert isinstance(read_opml(data), tuple)
