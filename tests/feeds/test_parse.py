"""Each format gives the same kind of entry; each fault a remark; what is no feed says so."""

import contextlib
import pickle
from datetime import UTC, datetime

import feed_samples as samples
import pytest
from feed_samples import item, rss
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexing.errors import FeedMalformed
from indexing.feeds.parse import parse_feed
from indexing.models import Entry, ParsedFeed

URL = "https://mill.example/feed"


def parsed(data: bytes, **options: object) -> ParsedFeed:
    return parse_feed(data, **{"url": URL, **options})


def only_entry(data: bytes, **options: object) -> Entry:
    (entry,) = parsed(data, **options).entries
    return entry


@pytest.mark.parametrize(
    ("data", "version", "guid", "published_at"),
    [
        pytest.param(samples.RSS_091, "rss091u", "https://mill.example/wheel", None, id="RSS 0.91"),
        pytest.param(
            samples.RSS_10,
            "rss10",
            "https://mill.example/wheel",
            datetime(2026, 3, 2, 9, tzinfo=UTC),
            id="RSS 1.0: dc:date is when it was published",
        ),
        pytest.param(
            samples.RSS_20, "rss20", "tag-1", datetime(2026, 3, 2, 9, tzinfo=UTC), id="RSS 2.0"
        ),
        pytest.param(
            samples.ATOM, "atom10", "urn:mill:1", datetime(2026, 3, 1, 8, tzinfo=UTC), id="Atom"
        ),
        pytest.param(
            samples.JSON_FEED, "json11", "7", datetime(2026, 3, 2, 9, tzinfo=UTC), id="JSON Feed"
        ),
    ],
)
def test_every_format(data, version, guid, published_at):
    feed = parsed(data)
    assert (feed.version, feed.entries[0].guid) == (version, guid)
    assert feed.entries[0].published_at == published_at
    assert feed.site_url == "https://mill.example/"
    assert feed.language == "en" or version == "rss10"
    assert pickle.loads(pickle.dumps(feed)) == feed


def test_an_rss_item_in_full():
    entry = only_entry(samples.RSS_20)
    assert entry.title == "Grain prices ease at Smith & Sons"
    assert entry.link == "https://mill.example/grain"
    assert (entry.summary, entry.authors) == ("A short summary.", ("Anna Holt",))
    assert entry.content == "<p>The whole text of the piece about grain.</p>"
    assert (entry.language, entry.categories) == ("en", ("Economy", "Farming"))
    assert len(entry.fingerprint) == 16


def test_an_atom_entry_in_full():
    entry = only_entry(samples.ATOM)
    assert entry.title == "Use of <b> in print"
    assert entry.link == "https://mill.example/wheel"
    assert (entry.summary, entry.content) == ("<p>Less &lt; more</p>", "<p>The wheel turns.</p>")
    assert entry.authors == ("Anna Holt", "Bo Reed")
    assert entry.updated_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_json_feed_in_full():
    feed = parsed(samples.JSON_FEED)
    first, second = feed.entries
    assert (first.link, first.content) == (
        "https://mill.example/wheel",
        "<p>One &lt; two.</p><p>Three.</p>",
    )
    assert (first.authors, first.categories) == (("The desk",), ("Mill", "3"))
    assert (second.link, second.authors) == ("https://other.example/x", ("Bo Reed",))
    assert second.published_at is None
    assert feed.remarks == ("items that are no objects: 1",)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        pytest.param(
            rss(item("Café “Zürich”")),
            "text/xml; charset=iso-8859-1",
            id="the header lies, no declaration",
        ),
        pytest.param(
            rss(item("Café “Zürich”"), declared="utf-8"),
            "text/xml; charset=iso-8859-2",
            id="the declaration beats the header",
        ),
        pytest.param(
            rss(item("Café “Zürich”"), declared="windows-1252", encoding="cp1252"),
            "text/xml; charset=utf-8",
            id="windows-1252 as declared, utf-8 in the header",
        ),
        pytest.param(
            rss(item("Café “Zürich”"), encoding="cp1252"),
            "text/xml; charset=utf-8",
            id="windows-1252, utf-8 in the header, nothing declared",
        ),
        pytest.param(
            rss(item("Café “Zürich”"), declared="iso-8859-1", encoding="cp1252"),
            "",
            id="iso-8859-1 means windows-1252",
        ),
        pytest.param(
            rss(item("Café “Zürich”"), declared="iso-8859-1"),
            "",
            id="UTF-8 that calls itself iso-8859-1",
        ),
        pytest.param(
            b"\xef\xbb\xbf" + rss(item("Café “Zürich”"), declared="koi8-r"),
            "",
            id="the byte order mark beats all",
        ),
        pytest.param(rss(item("Café “Zürich”"), encoding="utf-16"), "", id="UTF-16 with its mark"),
        pytest.param(
            rss(item("Café “Zürich”"), declared="no-such-set"), "", id="a charset that nobody knows"
        ),
        pytest.param(
            rss(item("Café “Zürich”"), declared="unicode_escape"),
            "",
            id="a codec that is none of documents",
        ),
    ],
)
def test_charsets(data, content_type):
    assert only_entry(data, content_type=content_type).title == "Café “Zürich”"


def test_a_wrong_charset_is_remarked():
    feed = parsed(rss(item("Café")), content_type="text/xml; charset=iso-8859-1")
    assert feed.remarks[0] == "says iso-8859-1, read as utf-8"


def test_a_few_broken_bytes_do_not_turn_utf8_into_another_charset():
    text = "Größe, Straße, Café, Żółć: " * 3
    data = rss(item(text + "cut")).replace(b"cut", b"cut \xc3")
    assert only_entry(data).title == text + "cut \ufffd"


@pytest.mark.parametrize(
    "written",
    [
        *("&#xD800;", "&#0;", "&#1", "&#x110000;", "&#xFFFF;"),
        pytest.param(f"&#{'9' * 5_000};", id="5,000 digits"),
    ],
)
def test_a_reference_to_no_character_costs_that_character_only(written):
    feed = parsed(rss(item(f"One{written}")))
    assert feed.entries[0].title == "One\ufffd"
    assert "references to no character: 1" in feed.remarks


_LIBRARY_NAMES = ("authors", "links", "tags", "content", "title_detail", "summary_detail")


@pytest.mark.parametrize("name", [*_LIBRARY_NAMES, "published_parsed", "updated_parsed", "entries"])
@pytest.mark.parametrize("written", ["<{0}>x</{0}>", "<{0} value='x'/>", "<{0}/>"])
def test_an_element_named_like_a_field_of_the_library_is_harmless(name, written):
    odd = written.format(name)
    feed = parsed(rss(odd, item("One", guid="a").replace("<title>", f"{odd}<title>")))
    assert [(entry.guid, entry.title) for entry in feed.entries] == [("a", "One")]


def test_json_writes_no_character_that_a_database_refuses():
    feed = parsed(
        b'{"version":"https://jsonfeed.org/version/1.1","title":"A\\u0000b","items":[{"id":"1\\u0000",'
        b'"title":"&#1;T\\u0001","content_text":"W\\uffff","author":{"name":"N\\u0000"}}]}'
    )
    (entry,) = feed.entries
    assert (feed.title, entry.guid, entry.title, entry.content) == ("Ab", "1", "T", "<p>W</p>")
    assert entry.authors == ("N",)


def test_the_same_id_twice_keeps_the_first():
    feed = parsed(rss(item("First", guid="a"), item("Second", guid="a"), item("Third", guid="b")))
    assert [entry.title for entry in feed.entries] == ["First", "Third"]
    assert "entries repeat the id of an earlier one: 1" in feed.remarks


@pytest.mark.parametrize(
    ("xml", "guid", "link"),
    [
        pytest.param(
            item(guid="urn:a", link="/x#top"),
            "urn:a",
            "https://mill.example/x",
            id="link made absolute",
        ),
        pytest.param(
            item(link="/x"),
            "https://mill.example/x",
            "https://mill.example/x",
            id="no guid: the link",
        ),
        pytest.param(
            item(guid="https://mill.example/x"),
            "https://mill.example/x",
            "https://mill.example/x",
            id="a guid that is an address stands in for the link",
        ),
        pytest.param(item(guid="urn:a"), "urn:a", "", id="no link at all"),
        pytest.param(
            item(guid="urn:a", link="javascript:void(0)"),
            "urn:a",
            "",
            id="a link that cannot be fetched",
        ),
    ],
)
def test_identity(xml, guid, link):
    feed = parsed(rss(xml.replace("<guid>urn", '<guid isPermaLink="false">urn')))
    assert [(entry.guid, entry.link) for entry in feed.entries] == [(guid, link)]
    assert ("entries without a usable link: 1" in feed.remarks) == (not link)


def test_without_guid_and_link_the_id_comes_from_title_and_summary():
    one, two = (only_entry(rss(item(title))) for title in ("One", "Two"))
    assert one.guid.startswith("hash:")
    assert one.guid != two.guid
    assert one == only_entry(rss(item("One")))


@pytest.mark.parametrize(
    "date",
    ["yesterday", "Mon, 99 Foo 2026", "0000-00-00", "Thu, 01 Jan 1970 00:00:00 GMT"],
)
def test_a_date_that_is_garbage_is_unknown(date):
    assert only_entry(rss(item(date=date))).published_at is None


def test_a_date_from_the_future_is_left_to_who_has_a_clock():
    entry = only_entry(rss(item(date="Mon, 02 Mar 2099 10:00:00 GMT")))
    assert entry.published_at == datetime(2099, 3, 2, 10, tzinfo=UTC)


def test_the_fingerprint_follows_the_words():
    same, changed = rss(item("One", guid="a")), rss(item("Two", guid="a"))
    assert only_entry(same).fingerprint == only_entry(same).fingerprint
    assert only_entry(same).fingerprint != only_entry(changed).fingerprint


def test_entries_over_the_limit_are_cut_and_counted():
    feed = parsed(rss(*(item(guid=f"urn:{n}", link=f"/{n}") for n in range(7))), max_entries=5)
    assert len(feed.entries) == 5
    assert feed.remarks == ("entries cut, the first 5 taken: 2",)


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        pytest.param(samples.RSS_20, 5400, id="ttl is in minutes"),
        pytest.param(samples.RSS_10, 1800, id="twice an hour"),
        pytest.param(samples.ATOM, 0, id="not said"),
        pytest.param(samples.RSS_20.replace(b"90", b"9" * 30), 604800, id="a week at most"),
        pytest.param(samples.RSS_20.replace(b"90", b"soon"), 0, id="no number"),
    ],
)
def test_how_long_the_feed_asks_to_wait(data, seconds):
    assert parsed(data).ttl_seconds == seconds


def test_faults_that_do_no_harm_are_remarks():
    feed = parsed(rss(item("One")).replace(b"</channel>", b"</chanel>"))
    assert feed.entries[0].title == "One"
    assert feed.remarks[0].startswith("not well-formed: mismatched tag, line 1")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"  \n ", "is empty", id="blank"),
        pytest.param(b"<!doctype html><html><body>Not found</body></html>", "HTML page", id="HTML"),
        pytest.param(
            b"<html><body><item><title>x</title></item></body></html>",
            "HTML page",
            id="HTML with an item",
        ),
        pytest.param(b"%PDF-1.7 ...", "a PDF", id="PDF"),
        pytest.param(b'{"items": "none"}', "no JSON Feed", id="JSON"),
        pytest.param(b'{"items": [', "breaks off", id="half a JSON"),
        pytest.param(b"<opml><body/></opml>", "OPML", id="OPML"),
        pytest.param(b"<urlset/>", "a sitemap", id="sitemap"),
        pytest.param(b"<note>x</note>", "XML (note)", id="other XML"),
        pytest.param(b"see you later", "plain text", id="text"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "an image", id="image"),
    ],
)
def test_what_is_no_feed_says_what_it_is(data, what):
    with pytest.raises(FeedMalformed, match="feed") as caught:
        parsed(data)
    assert what in caught.value.what


def test_an_empty_feed_is_a_feed():
    assert parsed(rss()).entries == ()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
@example(b"<![CDATA[")
@example(b"<rss version='2.0'><channel><item><title>&#x110000;</title></item></channel></rss>")
@example(b'{"version":"https://jsonfeed.org/version/1","items":[{"id":1e999}]}')
def test_any_bytes_are_a_feed_or_malformed(data):
    with contextlib.suppress(FeedMalformed):
        assert isinstance(parse_feed(data), ParsedFeed)


_PIECES = st.sampled_from(
    """
    <rss_version='2.0'> <channel> <item> <title> </title> </item> <link> &amp; &#0; <!DOCTYPE_x_[
    <!ENTITY_a_'b'> ]> <![CDATA[ ]]> <feed_xmlns='http://www.w3.org/2005/Atom'> <entry> <div> é
    <content_type='xhtml'> </entry> <link_href='http://['/> <!-- --> <guid> &a; {"items":[
    """.split()  # noqa: SIM905 (_ stands for a space)
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_PIECES, max_size=30).map(lambda pieces: "".join(pieces).replace("_", " ")))
def test_any_pieces_of_feeds_are_a_feed_or_malformed(text):
    with contextlib.suppress(FeedMalformed):
        assert isinstance(parse_feed(text.encode(), url=URL), ParsedFeed)
