"""Pages and robots.txt files that harm, and what must be told of each article (a pattern)."""

import gzip
import json
from collections.abc import Mapping

from hostile.wire import HEAD, Script, answers, redirects, sends_for_ever

WORDS = "".join(f"<p>{'The ferry sails again on Monday after nine weeks in dock. ' * 3}</p>" * 9)
READ = "^first: (?!.*headline and teaser only)"
TEASER = "headline and teaser only: .*"
KILLED = TEASER + "(?:took longer than|needed more than|breaks the reader)"
NO_TEXT = TEASER + "has no text that could be an article"
SLOW = f"{READ}|{KILLED}"
"""For what takes 1 to 10 s of 3: given up, or read on a quick machine; told in any case."""


def _html(body: str = WORDS, head: str = "", **headers: str) -> Script:
    named = [f"{name.replace('_', '-')}: {value}".encode() for name, value in headers.items()]
    text = f'<!doctype html><html lang="en"><head><title>Ferry</title>{head}</head>'
    return answers(
        f"{text}<body>{body}</body></html>".encode("utf-8", "surrogatepass"),
        *(named or [b"Content-Type: text/html; charset=utf-8"]),
    )


def _data(**article: object) -> Script:
    stated = json.dumps({"@type": "NewsArticle", **article})
    return _html(head=f'<script type="application/ld+json">{stated}</script>')


PAGES: Mapping[str, tuple[Script, str]] = {
    "plain": (_html(), READ),
    "gzip-bomb": (
        answers(gzip.compress(bytes(50_000_000)), b"Content-Encoding: gzip"),
        TEASER + "is larger than 8,000,000 bytes",
    ),
    "brotli": (answers(b"x", b"Content-Encoding: br"), "postponed: .*'br', which we did not ask"),
    "endless": (
        sends_for_ever(HEAD + b"\r\n", b"<p>more</p>" * 9_000),
        TEASER + "is larger than 8,000,000 bytes",
    ),
    "circle": (redirects(b"/page/circle"), "redirects in a circle"),
    "to-a-file": (redirects(b"file:///etc/passwd"), TEASER + "is no http or https address"),
    "deep-blocks": (_html("<div>" * 200_000 + WORDS), NO_TEXT),
    "deep-spans": (_html("<b><i>" * 100_000 + WORDS), NO_TEXT),
    "deep-tables": (_html("<table><tr><td>" * 50_000 + WORDS), NO_TEXT),
    "deep-lists": (_html("<ul><li>" * 50_000 + WORDS), NO_TEXT),
    "attributes": (_html("<p " + " ".join(f"a{n}=1" for n in range(99_999)) + ">" + WORDS), SLOW),
    "paragraphs": (_html("<p>x</p>" * 200_000 + WORDS), TEASER),
    "links": (_html("<a href=/x>y</a>" * 200_000 + WORDS), TEASER),
    "comments": (_html("<!-- -->" * 300_000 + WORDS), READ),
    "comment-endless": (_html("<!--" + "-" * 3_000_000), NO_TEXT),
    "plaintext": (_html("<plaintext>" + "<p>" * 900_000), TEASER),
    "one-word": (_html(f"<p>{'x' * 5_000_000}</p>"), TEASER),
    "blanks": (_html(f"<p>{' ' * 5_000_000}</p>" + WORDS), TEASER),
    "shortcodes": (_html("[caption " * 300_000 + WORDS), SLOW),
    "entities": (_html("&lt;" * 900_000 + WORDS), SLOW),
    "title-huge": (_html(head=f"<title>{'x' * 3_000_000}</title>"), READ),
    "metas": (_html(head='<meta name="author" content="By By By">' * 99_999), TEASER),
    "date-huge": (_html(head=f'<meta name="date" content="{"9" * 999_999}">'), READ),
    "data-deep": (
        _html(head='<script type="application/ld+json">' + "[" * 999_999 + "</script>"),
        READ,
    ),
    "data-many": (_data(author=[{"name": f"Anna {n}"} for n in range(50_000)]), SLOW),
    "data-body-huge": (_data(articleBody="word " * 500_000), READ),
    "data-body-deep": (_data(articleBody="<div>" * 200_000 + "word " * 99), READ),
    "entity-bomb": (
        answers(
            b'<!DOCTYPE html [<!ENTITY a "%s">]><html><body><p>%s'
            % (b"x" * 9_999, b"&a;" * 99_999),
            b"Content-Type: application/xhtml+xml",
        ),
        READ,
    ),
    "charset-odd": (_html(Content_Type="text/html; charset=" + "utf-7," * 999), READ),
    "utf-16-cut": (answers(b"\xff\xfe<\0p\0>", b"Content-Type: text/html"), TEASER),
    "type-huge": (_html(Content_Type="x/" + "y" * 60_000), READ),
    "unicode": (_html("<h1>\u202ereef\u2066\u200b\u0440aypal\ufeff\ud800\0</h1>" + WORDS), READ),
    "canonical-inside": (
        _html(head='<link rel="canonical" href="http://169.254.169.254/latest/meta-data">'),
        READ,
    ),
    "canonical-script": (_html(head='<link rel="canonical" href="javascript:alert(1)">'), READ),
    "refresh-inside": (
        _html(head='<meta http-equiv="refresh" content="0;url=http://127.0.0.1:1/">'),
        READ,
    ),
    "zip": (answers(b"PK\x03\x04" + bytes(99_999), b"Content-Type: text/html"), TEASER),
    "film": (
        answers(bytes(99_999), b"Content-Type: video/mp4"),
        TEASER + r"is no page \(video/mp4",
    ),
}
"""Pages, by the end of their path."""

_NAMES = b"".join(b"User-agent: a%d\n" % number for number in range(15_000))
_RULES = b"".join(b"Disallow: /%d*\n" % number for number in range(15_000))
_FORBIDS = b"User-agent: *\nDisallow: /\n"

ROBOTS: Mapping[str, tuple[Script, str]] = {
    "huge": (answers(b"#" * 20_000_000 + b"\n" + _FORBIDS), READ),
    "endless": (sends_for_ever(HEAD + b"\r\n", b"Disallow: /x\n" * 9_000), READ),
    "names-and-rules": (answers(_NAMES + _RULES), READ),
    "stars": (answers(b"User-agent: *\nDisallow: /" + b"*a" * 200_000 + b"\n"), READ),
    "gzip-bomb": (
        answers(gzip.compress(b"#" * 50_000_000), b"Content-Encoding: gzip"),
        READ,
    ),
    "bytes": (answers(bytes(range(256)) * 2_000), READ),
    "delay-huge": (answers(b"User-agent: *\nCrawl-delay: " + b"9" * 5_000), READ),
    "circle": (redirects(b"/robots.txt"), "postponed: redirects in a circle"),
    "forbids": (answers(_FORBIDS), TEASER + "robots.txt does not allow it"),
}
"""A site for each: what its robots.txt is, and what becomes of its one page."""
