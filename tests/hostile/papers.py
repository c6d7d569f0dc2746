"""Feeds that harm by what is in them, and what must be told of each (a pattern)."""

import json
from collections.abc import Mapping

from hostile.wire import Script, answers

LAUGHS = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
"""Ten to the ninth times what stands behind &a0;."""


XINCLUDE = "http://www.w3.org/2001/XInclude"


def _rss(items: str, prolog: str = "") -> Script:
    channel = f"<channel><title>Hostile</title>{items}</channel>"
    return answers(f'{prolog}<rss version="2.0">{channel}</rss>'.encode("utf-8", "surrogatepass"))


def _item(title: str, more: str = "") -> str:
    return f"<item><link>/paper</link><title>{title}</title>{more}</item>"


def _json(**feed: object) -> Script:
    return answers(json.dumps({"version": "https://jsonfeed.org/version/1.1", **feed}).encode())


def _doctype(inner: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{inner}]>'


DROPPED = "DOCTYPE dropped"
KILLED = "needed more than|took longer than"
FOUND = r"changed: .*'(?:new|known)': 1"
SLOW = KILLED + "|"
"""Before what takes 1 to 10 s of 3: given up, or read on a quick machine; told in any case."""

PAPERS: Mapping[str, tuple[Script, str]] = {
    "billion-laughs": (_rss(_item("&a9;"), _doctype(LAUGHS)), DROPPED),
    "quadratic": (
        _rss(_item("&big;" * 50_000), _doctype(f'<!ENTITY big "{"x" * 50_000}">')),
        DROPPED,
    ),
    "external-entity": (
        _rss(_item("&f;"), _doctype('<!ENTITY f SYSTEM "file:///etc/passwd">')),
        DROPPED,
    ),
    "external-dtd": (
        _rss(_item("&f;"), '<!DOCTYPE rss PUBLIC "x" "http://127.0.0.1:1/x.dtd">'),
        DROPPED,
    ),
    "parameter-entity": (
        _rss(_item("x"), _doctype('<!ENTITY % p SYSTEM "http://127.0.0.1:1/p">%p;')),
        DROPPED,
    ),
    "doctype-endless": (
        answers(b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 99_999),
        "is plain text, not a feed",
    ),
    "include": (
        _rss(_item(f'<x:include xmlns:x="{XINCLUDE}" href="file:///etc/passwd"/>')),
        "changed",
    ),
    "stylesheet": (
        _rss(_item("x"), '<?xml version="1.0"?>' + "<?xml-stylesheet href='file:///x'?>" * 9_999),
        FOUND,
    ),
    "deep-xml": (_rss("<a>" * 200_000), SLOW + "not well-formed: mismatched tag"),
    "deep-item": (_rss(_item("<b>" * 200_000)), KILLED),
    "deep-json": (answers(b"[" * 4_000_000), "JSON that breaks off"),
    "deep-json-item": (answers(b'{"items":[' + b'{"a":' * 900_000), "JSON that breaks off"),
    "attributes": (_rss("<item " + " ".join(f"a{n}='1'" for n in range(99_999)) + "/>"), KILLED),
    "namespaces": (
        _rss("<item " + " ".join(f"xmlns:a{n}='u{n}'" for n in range(99_999)) + "/>"),
        "entries empty: 1'",
    ),
    "entries-100000": (
        _rss("".join(f"<item><guid>{n}</guid></item>" for n in range(100_000))),
        SLOW + "entries cut, the first 500 taken: 99500",
    ),
    "entries-100000-json": (
        _json(items=[{"id": str(n)} for n in range(100_000)]),
        SLOW + "entries cut, the first 500 taken: 99500",
    ),
    "entries-empty": (_rss("<item/>" * 100_000), SLOW + "entries empty: 100000"),
    "entries-alike": (
        _rss(_item("x") * 50_000),
        SLOW + "repeat the id of an earlier one: 49999",
    ),
    "categories": (_rss(_item("x", "<category>y</category>" * 99_999)), SLOW + FOUND),
    "authors": (_rss(_item("x", f"<author>{'a@' * 99_999}</author>")), KILLED),
    "title-huge": (_rss(_item("<![CDATA[" + "x" * 7_000_000 + "]]>")), FOUND),
    "title-of-markup": (_rss(_item("&lt;b&gt;" * 500_000)), FOUND),
    "guid-huge": (
        _rss(f"<item><guid>{'g' * 5_000_000}</guid></item>"),
        "entries without a usable link: 1",
    ),
    "link-huge": (
        _rss(f"<item><link>http://127.0.0.1/{'x' * 5_000_000}</link></item>"),
        "entries without a usable link: 1",
    ),
    "comment-endless": (_rss("<!--" + "-" * 5_000_000), "changed: .*not well-formed"),
    "comments": (_rss("<!-- -->" * 500_000 + _item("x")), FOUND),
    "text-of-brackets": (answers(b"<" * 7_000_000), SLOW + "is plain text, not a feed"),
    "text-of-ampersands": (_rss(_item("&" * 5_000_000)), SLOW + "changed"),
    "numbers-out-of-range": (
        _rss(_item("&#xD800;&#0;&#x110000;&#9999999999;x")),
        "references to no character: 4",
    ),
    "nul": (_rss(_item("a\0b\x01c")), "forbidden characters left out"),
    "surrogates": (_rss(_item("a\ud800b")), FOUND),
    "surrogates-json": (
        answers(b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"\\ud800"}]}'),
        "JSON that breaks off",
    ),
    "bidi": (_rss(_item("\u202e\u2066evil\u2069\u200b\ufeff\u2028 \u0440aypal")), FOUND),
    "combining": (_rss(_item("e" + "\u0301" * 1_000_000)), FOUND),
    "date-huge": (_rss(_item("x", f"<pubDate>{'9' * 1_000_000}</pubDate>")), FOUND),
    "dates-odd": (_rss(_item("x", "<pubDate>Mon, 99 Foo 99999 99:99:99 +9999</pubDate>")), FOUND),
    "ttl-huge": (_rss(f"<ttl>{'9' * 99_999}</ttl>" + _item("x")), FOUND),
    "json-numbers": (
        answers(b'{"version":"https://jsonfeed.org/version/1","items":[{"id":1e999}]}'),
        "JSON that breaks off",
    ),
    "utf-7": (
        answers(b'<?xml version="1.0" encoding="utf-7"?><rss>+ADw-</rss>'),
        "says utf-7, read as utf-8",
    ),
    "utf-16-cut": (answers(b"\xff\xfe<\0r\0s\0s\0>"), r"is XML \(rss\), not a feed"),
    "utf-32-claimed": (answers(b"\xff\xfe\0\0" + b"<rss/>" * 9), "is plain text, not a feed"),
    "sitemap": (
        answers(b"<urlset>" + b"<url><loc>x</loc></url>" * 300_000),
        SLOW + "a sitemap, not a feed",
    ),
    "opml": (answers(b"<opml><body>" + b"<outline xmlUrl='u'/>" * 300_000), SLOW + "OPML list"),
    "zip": (answers(b"PK\x03\x04" + bytes(999)), "a zip archive"),
    "nothing": (answers(b""), "is empty"),
    "blanks": (answers(b" " * 7_000_000), "is empty"),
    "executable": (answers(b"\x7fELF" + bytes(range(256)) * 999), "not a feed"),
}
"""Documents that grow, nest, repeat or hold what no text should."""
