"""Bodies come out whole or not at all, however they are compressed and cut into chunks."""

import contextlib
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.errors import FetchFailed, TooLarge
from indexing.fetching.body import read_body

TEXT = b"".join(b"%d " % number for number in range(30_000))


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


DAMAGED = st.builds(
    lambda data, at, byte: data[:at] + bytes([byte]) + data[at:],
    st.sampled_from([gzip.compress(TEXT), zlib.compress(TEXT)]),
    st.integers(0, 300),
    st.integers(0, 255),
)
ENCODERS = {"": bytes, "gzip": gzip.compress, "X-GZip ": gzip.compress, "deflate": zlib.compress}


async def chunks_of(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def read(data: bytes, encoding: str, *, size: int = 1000, **options: object) -> bytes:
    options = {"limit": 1_000_000, **options}
    return await read_body(chunks_of(data, size), encoding, "http://x.example/", **options)


@pytest.mark.parametrize("size", [1, 7, 10**6], ids="chunks of {}".format)
@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        *(
            pytest.param(name, encode(TEXT), id=name or "plain")
            for name, encode in ENCODERS.items()
        ),
        pytest.param("deflate", raw_deflate(TEXT), id="deflate without zlib's header"),
        pytest.param(
            "gzip", gzip.compress(TEXT[:9]) + gzip.compress(TEXT[9:]), id="two gzip members"
        ),
        pytest.param("gzip", gzip.compress(TEXT) + bytes(100), id="padding after a gzip"),
        pytest.param("deflate", zlib.compress(TEXT) + b"padding", id="padding after a deflate"),
        pytest.param("identity", TEXT, id="identity"),
    ],
)
async def test_what_was_sent_comes_out(encoding, data, size):
    assert await read(data, encoding, size=size) == TEXT


@pytest.mark.parametrize("encoding", ENCODERS)
async def test_no_body_is_an_empty_body(encoding):
    assert await read(b"", encoding) == b""


@settings(max_examples=100, deadline=None)
@given(
    text=st.binary(max_size=300).map(lambda data: data * 700),
    encoding=st.sampled_from(sorted(ENCODERS)),
    size=st.sampled_from([50, 999, 65_536, 200_000]),
)
async def test_any_body_in_any_chunks(text, encoding, size):
    assert await read(ENCODERS[encoding](text), encoding, size=size) == text


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200) | DAMAGED, encoding=st.sampled_from(["gzip", "deflate"]))
async def test_any_damage_is_told_by_our_own_errors(data, encoding):
    with contextlib.suppress(FetchFailed, TooLarge):
        assert len(await read(data, encoding, limit=10_000)) <= 10_000


@pytest.mark.parametrize("size", [1, 1_000_000])
async def test_a_bomb_never_goes_off(size):
    bomb = gzip.compress(bytes(100_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            await read(bomb, "gzip", size=size, limit=100_000)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(bytes(200), id="padding"),
        pytest.param(gzip.compress(b""), id="empty members"),
    ],
)
async def test_what_adds_nothing_cannot_come_for_ever(rest):
    with pytest.raises(TooLarge):
        await read(gzip.compress(b"text") + rest * 1000, "gzip", limit=5_000)


@pytest.mark.parametrize("encoding", ENCODERS)
async def test_cutting_keeps_the_first_bytes(encoding):
    assert await read(ENCODERS[encoding](TEXT), encoding, limit=999, cut=True) == TEXT[:999]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, deflate", "utf-8"])
async def test_an_encoding_that_we_did_not_ask_for(encoding):
    with pytest.raises(FetchFailed, match="which we did not ask for"):
        await read(b"x", encoding)
