"""Feeds that harm by how they are sent, and what must be told of each (a pattern)."""

import gzip
import zlib
from collections.abc import Mapping

from hostile.wire import HEAD, Script, answers, redirects, says_nothing, sends, sends_for_ever

GZIPPED = b"Content-Encoding: gzip"
ZEROS = bytes(10_000_000)
MEMBERS = gzip.compress(ZEROS) * 100  # 1 GB in 1 MB
ONE_STREAM = gzip.compress(b"<rss>" * 20_000_000)  # 100 MB
TOO_LARGE = r"is larger than 8,000,000 bytes after decompression"
TOO_SLOW = r"took longer than 1 s"
NO_HTTP = r"no valid HTTP"
FEED = b"<rss version='2.0'><channel><item><guid>1</guid><title>x</title></item></channel></rss>"
HEADERS = b"".join(b"X-%d: 1\r\n" % number for number in range(100_000))


def _chain(name: str, length: int) -> dict[str, tuple[Script, str]]:
    return {
        f"{name}?{number}": (redirects(f"/feed/{name}?{number + 1}".encode()), "")
        for number in range(1, length)
    }


BODIES: Mapping[str, tuple[Script, str]] = {
    "gzip-bomb": (answers(ONE_STREAM, GZIPPED), TOO_LARGE),
    "gzip-members": (answers(MEMBERS, GZIPPED), TOO_LARGE),
    "deflate-bomb": (
        answers(zlib.compress(bytes(100_000_000)), b"Content-Encoding: deflate"),
        TOO_LARGE,
    ),
    "gzip-padding": (
        sends_for_ever(HEAD + GZIPPED + b"\r\n\r\n" + gzip.compress(FEED), bytes(65_536)),
        TOO_LARGE,
    ),
    "brotli": (answers(b"\xcf\xff\xff\x7f", b"Content-Encoding: br"), "'br', which we did not ask"),
    "zstd": (
        answers(b"\x28\xb5\x2f\xfd" * 9, b"Content-Encoding: zstd"),
        "'zstd', which we did not ask",
    ),
    "gzip-twice": (
        answers(gzip.compress(MEMBERS), b"Content-Encoding: gzip, gzip"),
        "'gzip, gzip', which we",
    ),
    "many-encodings": (
        answers(FEED, b"Content-Encoding: " + b"gzip, " * 9_000),
        "which we did not ask for",
    ),
    "gzip-in-gzip": (answers(gzip.compress(MEMBERS), GZIPPED), "is a gzip archive, not a feed"),
    "gzip-cut": (answers(gzip.compress(FEED)[:-9], GZIPPED), "the body ends too early"),
    "gzip-damaged": (answers(b"\x1f\x8b\x08" + b"\xff" * 99, GZIPPED), "the body is damaged"),
    "endless": (sends_for_ever(HEAD + b"\r\n", b"<item>" * 9_000), TOO_LARGE),
    "endless-length": (
        sends_for_ever(HEAD + b"Content-Length: 999999999999\r\n\r\n", b"<item>" * 9_000),
        TOO_LARGE,
    ),
    "endless-chunk": (
        sends_for_ever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5f5e100\r\n", b"<i>" * 9_000),
        TOO_LARGE,
    ),
    "endless-gzip": (
        sends_for_ever(HEAD + GZIPPED + b"\r\n\r\n", gzip.compress(bytes(60_000))),
        TOO_LARGE,
    ),
    "cut-short": (answers(FEED, b"Content-Length: 9999"), NO_HTTP),
}
"""Bodies that grow, never end, or are not what they are called."""

DRIPS: Mapping[str, tuple[Script, str]] = {
    "drip-body": (sends_for_ever(HEAD + b"\r\n", b"x", 0.05), TOO_SLOW),
    "drip-headers": (sends_for_ever(HEAD, b"X-#: 1\r\n", 0.05), TOO_SLOW),
    "drip-1xx": (sends_for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05), TOO_SLOW),
    "drip-status": (sends_for_ever(b"HTTP/1.1 200 ", b"O", 0.05), TOO_SLOW),
    "silence": (says_nothing, TOO_SLOW),
    "many-chunks": (
        sends_for_ever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 9_000),
        TOO_LARGE + "|" + TOO_SLOW,
    ),
    "chunk-extensions": (
        sends_for_ever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x=1;" * 9_000),
        NO_HTTP + "|" + TOO_SLOW,
    ),
}
"""Servers that keep us waiting."""

HEADS: Mapping[str, tuple[Script, str]] = {
    "headers-100000": (sends(HEAD, HEADERS, b"\r\n", FEED), NO_HTTP),
    "headers-endless": (sends_for_ever(HEAD, b"X-#: 1\r\n" * 999), NO_HTTP),
    "header-huge": (sends(HEAD, b"X: ", b"x" * 10_000_000, b"\r\n\r\n"), NO_HTTP),
    "header-name-huge": (sends(HEAD, b"x" * 10_000_000, b": 1\r\n\r\n"), NO_HTTP),
    "header-folded": (sends_for_ever(HEAD + b"X: 1\r\n", b" " * 60_000 + b"x\r\n"), NO_HTTP),
    "header-nul": (answers(FEED, b"X: a\0b"), NO_HTTP),
    "status-huge": (sends(b"HTTP/1.1 200 ", b"O" * 10_000_000, b"\r\n\r\n"), NO_HTTP),
    "status-none": (sends(b"HTTP/1.1 \r\n\r\n", FEED), NO_HTTP),
    "status-9999": (sends(b"HTTP/1.1 9999 Odd\r\n\r\n", FEED), NO_HTTP),
    "two-lengths": (sends(HEAD, b"Content-Length: 9\r\nContent-Length: 8\r\n\r\n", FEED), NO_HTTP),
    "length-negative": (sends(HEAD, b"Content-Length: -1\r\n\r\n", FEED), NO_HTTP),
    "another-protocol": (sends(b"SSH-2.0-OpenSSH\r\n"), NO_HTTP),
    "hangs-up": (sends(b""), "the server hung up"),
    "charset-huge": (answers(FEED, b"Content-Type: x; charset=" + b"y" * 60_000), "changed"),
    "etag-huge": (answers(FEED, b'ETag: "' + b"e" * 60_000 + b'"'), "changed"),
    "retry-after-odd": (
        answers(b"", b"Retry-After: 1e999", status=b"503 Busy"),
        "the server answers 503",
    ),
    "retry-after-late": (
        answers(b"", b"Retry-After: " + b"9" * 4_000, status=b"429 Slow"),
        "the server answers 429",
    ),
    "unasked-304": (
        answers(b"", status=b"304 Not Modified"),
        "answers 304 although nothing was ever sent",
    ),
    "partial": (answers(FEED, status=b"206 Partial Content"), "the server answers 206"),
    "upgrade": (
        sends(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        "the server answers 101",
    ),
}
"""Heads of answers that are too many, too long or none."""

REDIRECTS: Mapping[str, tuple[Script, str]] = {
    "circle": (redirects(b"/feed/circle"), "redirects in a circle"),
    "circle-of-two": (redirects(b"/feed/circle-back"), "redirects in a circle"),
    "chain": (redirects(b"/feed/chain?1"), "redirects more than 5 times"),
    "to-a-file": (redirects(b"file:///etc/passwd"), "is no http or https address"),
    "to-a-script": (redirects(b"javascript:alert(1)"), "is no http or https address"),
    "to-data": (redirects(b"data:text/xml,<rss/>"), "is no http or https address"),
    "to-gopher": (redirects(b"gopher://127.0.0.1/"), "is no http or https address"),
    "to-a-huge-address": (redirects(b"/" + b"x" * 50_000), "is longer than 8,000 characters"),
    "to-bytes": (redirects(b"http://\xff\xfe\x80/"), "names no valid host"),
    "to-nul": (redirects(b"http://127.0.0.1%00.example/"), "names no valid host"),
    "to-nowhere": (redirects(b"http://"), "redirects in a circle"),
    "to-broken-brackets": (redirects(b"http://[::1/"), "is no web address"),
}
"""Redirects that never arrive, or lead where nobody should go."""

HELPERS: Mapping[str, tuple[Script, str]] = {
    "circle-back": (redirects(b"/feed/circle-of-two"), ""),
    **_chain("chain", 100),
}
"""Further rooms that redirects lead through; nobody subscribes to them."""
