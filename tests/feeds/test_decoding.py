"""The document type declaration goes, whatever it is hidden in; nothing else does."""

import pytest
from feed_samples import item, rss
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.feeds.decoding import decode_html, decode_xml, without_doctype
from indexing.feeds.parse import parse_feed


@pytest.mark.parametrize(
    ("doctype", "had"),
    [
        pytest.param("", False, id="none"),
        pytest.param("<!DOCTYPE rss>", True, id="plain"),
        pytest.param(
            '<!DOCTYPE rss PUBLIC "-//x//y>" "http://x.example/d>td">', True, id="> in quotes"
        ),
        pytest.param('<!DOCTYPE rss [<!ENTITY a "]>">]>', True, id="]> in an entity"),
        pytest.param(
            "<!DOCTYPE rss [<!-- ]> isn't over --><!ENTITY a 'x'>] >", True, id="a comment inside"
        ),
        pytest.param("<!doctype rss [<?pi ]> ?>]>", True, id="lower case, an instruction inside"),
        pytest.param("<!DOCTYPE a><!DOCTYPE b [<!ENTITY c 'd'>]>", True, id="two"),
    ],
)
def test_doctype_is_dropped(doctype, had):
    prolog = '<?xml version="1.0"?><!-- <!DOCTYPE no> -->'
    assert without_doctype(f"{prolog}{doctype}<rss/>") == (f"{prolog}<rss/>", had)


def test_a_doctype_that_never_ends_takes_the_rest():
    assert without_doctype("<!DOCTYPE rss [<!ENTITY a 'x'><rss/>") == ("", True)


def test_a_doctype_inside_the_feed_is_text():
    text = "<rss><![CDATA[<!DOCTYPE html>]]></rss>"
    assert without_doctype(text) == (text, False)


def test_an_entity_bomb_stays_small():
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE rss [<!ENTITY e0 "boom">{levels}]>'
    feed = parse_feed(rss(item("Title &e9;", guid="a"), doctype=bomb))
    assert len(feed.entries[0].title) < 50
    assert "DOCTYPE dropped" in feed.remarks


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        pytest.param(
            "Müll".encode("cp1252"), "text/html; charset=windows-1252", "Müll", id="header"
        ),
        pytest.param(b"<meta charset=iso-8859-2>\xb1", "", "<meta charset=iso-8859-2>ą", id="meta"),
        pytest.param("Müll".encode(), "", "Müll", id="nobody says: UTF-8"),
        pytest.param(b"M\xfcll", "", "Müll", id="nobody says: not UTF-8"),
        pytest.param(
            "日本".encode("shift_jis"), "text/html; charset=Shift_JIS", "日本", id="Japanese"
        ),
        pytest.param(
            "sanción".encode(),
            "text/html; charset=iso-8859-15",
            "sanción",
            id="UTF-8 named Western",
        ),
        pytest.param(
            "Москва".encode(), "text/html; charset=koi8-r", "Москва", id="UTF-8 named Russian"
        ),
        pytest.param(
            ("北京" * 30).encode(), "text/html; charset=gbk", "北京" * 30, id="UTF-8 named Chinese"
        ),
        pytest.param(
            "联通".encode("gbk"), "text/html; charset=gbk", "联通", id="so short that it fits both"
        ),
    ],
)
def test_decode_html(data, content_type, text):
    assert decode_html(data, content_type) == text


def test_characters_that_xml_forbids_are_left_out_and_counted():
    assert decode_xml(b"a\x00b\x0bc") == ("abc", ("2 forbidden characters left out",))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=40))
def test_decoding_never_raises(data, content_type):
    text, _ = decode_xml(data, f"text/xml; charset={content_type}")
    without_doctype(text)
    decode_html(data, content_type)
