"""One request and one answer, over aiohttp: every fault becomes one of our errors."""

import asyncio
import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from indexing.errors import FetchFailed
from indexing.fetching.body import ACCEPTED_ENCODINGS, read_body
from indexing.fetching.headers import plain

REDIRECTS = (301, 302, 303, 307, 308)
_MAX_HEADERS = 256  # fields; real pages send 20 to 60
_MAX_HEADER_BYTES = 65_536  # of one field; some content security policies pass 8 KB
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent at every hop: a GET, or with a ``body`` a POST.

    ``limit`` is the most bytes of the answer's body; with ``cut`` the rest is left unread.
    ``deadline`` is for all hops together.
    """

    headers: Mapping[str, str]
    limit: int
    deadline: timedelta
    cut: bool = False
    body: bytes | None = None

    @property
    def follows(self) -> bool:
        """Whether redirects are followed: a body goes nowhere else than where it was sent."""
        return self.body is None


@dataclass(frozen=True, slots=True)
class Answer:
    """One hop's answer; headers by lower-case name. A redirect that is followed has no body."""

    status: int
    headers: dict[str, str]
    body: bytes


def open_session(resolver: AbstractResolver, user_agent: str) -> aiohttp.ClientSession:
    """Return a session without cookies, proxies, decompression or time limits of its own."""
    return aiohttp.ClientSession(
        # The guard must see each look-up, so none is remembered; politeness limits connections.
        connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, limit=0),
        headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPTED_ENCODINGS},
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        auto_decompress=False,
        trust_env=False,
        max_headers=_MAX_HEADERS,
        max_line_size=_MAX_HEADER_BYTES,
        max_field_size=_MAX_HEADER_BYTES,
    )


async def exchange(
    session: aiohttp.ClientSession, url: str, request: Request, *, time_left: timedelta
) -> Answer:
    """Send ``request`` to ``url`` and return the answer, in ``time_left`` of its deadline.

    Raises FetchFailed, TooLarge, and what the session's resolver raises (AddressRefused).
    """
    with _faults_told(url, request.deadline):
        async with (
            asyncio.timeout(time_left.total_seconds()),
            session.request(
                "GET" if request.body is None else "POST",
                URL(url, encoded=True),
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
            ) as raw,
        ):
            headers = plain(raw.headers)
            if request.follows and raw.status in REDIRECTS and "location" in headers:
                return Answer(raw.status, headers, b"")
            body = await read_body(
                raw.content.iter_chunked(_CHUNK),
                headers.get("content-encoding", ""),
                url,
                limit=request.limit,
                cut=request.cut,
            )
            return Answer(raw.status, headers, body)


@contextmanager
def _faults_told(where: str, deadline: timedelta) -> Iterator[None]:
    try:
        yield
    except (aiohttp.ClientError, aiohttp.http_exceptions.HttpProcessingError) as error:
        raise _failed(_told(error), where) from error
    except TimeoutError as error:
        raise _failed(f"took longer than {deadline.total_seconds():g} s", where) from error
    except (OSError, ValueError) as error:
        raise _failed(f"failed ({type(error).__name__}: {error})", where) from error


def _told(error: Exception) -> str:
    """Return what went wrong in words; the narrower classes come first."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "the name cannot be resolved"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return f"no secure connection ({_reason(error)})"
        case aiohttp.ClientOSError():
            return f"no connection ({os.strerror(error.errno) if error.errno else error})"
        case aiohttp.ServerDisconnectedError():
            return "the server hung up"
        case aiohttp.ClientPayloadError():
            return "the body ends too early"
        case _:
            return f"the answer is no valid HTTP ({type(error).__name__})"


def _reason(error: BaseException) -> str:
    cause = error.__cause__
    return cause.reason if isinstance(cause, ssl.SSLError) else str(error)


def _failed(what: str, where: str) -> FetchFailed:
    return FetchFailed(what[:300], where, "Nothing to do: it is tried again later.")
