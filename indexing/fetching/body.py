"""Reading a body: in chunks, decompressed as it comes, never more than the cap in memory."""

import zlib
from collections.abc import AsyncIterator, Iterator

from indexing.errors import FetchFailed, TooLarge

ACCEPTED_ENCODINGS = "gzip, deflate"
_GZIP_MAGIC = b"\x1f\x8b"
_STEP = 65_536  # bytes decompressed at a time, so that a bomb is noticed before it has gone off


async def read_body(
    chunks: AsyncIterator[bytes], encoding: str, where: str, *, limit: int, cut: bool = False
) -> bytes:
    """Return the decompressed body, at most ``limit`` bytes; ``encoding`` is Content-Encoding's.

    Over the limit it is TooLarge, or with ``cut`` the first ``limit`` bytes. Raises FetchFailed
    for an encoding we did not ask for, or a body that is damaged or ends early. ``where`` is the
    address that messages name.
    """
    decoder = _decoder(encoding, where)
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        for piece in decoder.feed(chunk):
            body += piece
            if len(body) > limit:
                break
        # Padding and empty gzip members add nothing to the body, and could come for ever.
        if len(body) > limit or received > 2 * limit:
            if cut:
                return bytes(body[:limit])
            raise _too_large(limit, where)
    decoder.end()
    return bytes(body)


class _Plain:
    """Passes bytes on. Their end is their transfer's end, which aiohttp checks."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def end(self) -> None:
        pass


class _Inflating:
    """Decompresses gzip (one member after the other), zlib and raw deflate."""

    def __init__(self, where: str, *, is_gzip: bool) -> None:
        self._where, self._is_gzip = where, is_gzip
        self._inflater: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        try:
            while chunk and (inflater := self._inflater_for(chunk)):
                yield from _inflated(inflater, chunk)
                chunk = inflater.unused_data
        except zlib.error as error:
            raise _damaged(f"is damaged ({error})", self._where) from error

    def end(self) -> None:
        if self._inflater is not None and not self._inflater.eof:
            raise _damaged("ends too early", self._where)

    def _inflater_for(self, chunk: bytes) -> "zlib._Decompress | None":
        """Return what reads ``chunk``: None for padding after the end, which is ignored."""
        if self._inflater is None or self._inflater.eof:
            if self._inflater and not (self._is_gzip and _GZIP_MAGIC.startswith(chunk[:2])):
                return None
            self._inflater = zlib.decompressobj(_window(chunk[0], is_gzip=self._is_gzip))
        return self._inflater


def _inflated(inflater: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    is_full = False
    # After a full step zlib can hold output back though it has read all input; and at the end
    # of the stream unconsumed_tail can repeat what is in unused_data.
    while not inflater.eof and (chunk or is_full):
        piece = inflater.decompress(chunk, _STEP)
        yield piece
        chunk, is_full = inflater.unconsumed_tail, len(piece) == _STEP


def _window(first_byte: int, *, is_gzip: bool) -> int:
    """Return zlib's ``wbits``. "deflate" should have zlib's header; some servers leave it out."""
    if is_gzip:
        return zlib.MAX_WBITS | 16
    return zlib.MAX_WBITS if first_byte & 0x8F == 0x08 else -zlib.MAX_WBITS


def _decoder(encoding: str, where: str) -> _Plain | _Inflating:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Inflating(where, is_gzip=name != "deflate")
    raise _damaged(f"is encoded as {name[:40]!r}, which we did not ask for", where)


def _damaged(what: str, where: str) -> FetchFailed:
    return FetchFailed(f"the body {what}", where, "Nothing to do: it is fetched again later.")


def _too_large(limit: int, where: str) -> TooLarge:
    return TooLarge(
        f"is larger than {limit:,} bytes after decompression",
        where,
        "If it is a good one, raise fetching.max_bytes in presswatch.toml.",
    )
