"""Signed webhooks after the rules of Standard Webhooks: an id, a time and a signature as headers.

The id is the same on every retry, so a receiver that keeps the ids it has seen takes each message
once. ``verify`` is what a receiver written in Python needs, and what our tests hold us to.
"""

import base64
import binascii
import hashlib
import hmac
import secrets as random_bytes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

from indexing.delivery.safe_text import one_line
from indexing.errors import ChannelFailed, FetchFailed, InvalidRequest, Quarantined
from indexing.fetching.response import Response

TOLERANCE = timedelta(minutes=5)

_PREFIX = "whsec_"
_SECRET_BYTES = 32
_LONGEST_ANSWER = 200


class Poster(Protocol):
    """What webhooks need of ``fetching.client.Fetcher``."""

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout: timedelta,  # noqa: ASYNC109 the fetcher keeps one deadline itself
    ) -> Response:
        """Post ``body`` and return the answer, whatever its status; redirects are not followed.

        Raises FetchFailed when there is no answer, AddressRefused for an address that is never
        connected to.
        """


@dataclass(frozen=True, slots=True)
class Hook:
    """Where to post, and with which secrets: the current one, then the one being replaced.

    ``url`` may be a secret in itself, so errors name ``masked`` instead.
    """

    url: str = field(repr=False)
    masked: str
    secrets: tuple[str, ...] = field(repr=False)
    timeout: timedelta


def new_secret() -> str:
    """Return a fresh signing secret, ``whsec_…``."""
    return _PREFIX + base64.b64encode(random_bytes.token_bytes(_SECRET_BYTES)).decode()


def sign(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """Return ``v1,BASE64``: the HMAC-SHA256 of ``id.timestamp.body``.

    ``timestamp`` is in seconds since 1970. Raises InvalidRequest for a secret of another form.
    """
    signed = f"{id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def signed_headers(
    secrets: Iterable[str], id: str, body: bytes, *, now: datetime
) -> dict[str, str]:
    """Return the headers of one attempt, with one signature a secret; without any, none."""
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
    }
    if signatures := " ".join(sign(secret, id, timestamp, body) for secret in secrets):
        headers["webhook-signature"] = signatures
    return headers


def verify(
    secrets: Sequence[str], headers: Mapping[str, str], body: bytes, *, now: datetime
) -> bool:
    """Return whether one of ``secrets`` signed this, at most five minutes from ``now``.

    ``headers`` have lower-case names.
    """
    id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return False
    given = [signature.encode() for signature in headers.get("webhook-signature", "").split()]
    expected = [sign(secret, id, int(timestamp), body).encode() for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in expected for other in given)


async def send_webhook(hook: Hook, body: bytes, *, id: str, now: datetime, fetcher: Poster) -> str:
    """Post ``body``, signed, and return the receiver's answer (``204 No Content``).

    Raises ChannelFailed for all but 2xx: permanent for 410 and refused addresses.
    """
    headers = signed_headers(hook.secrets, id, body, now=now)
    try:
        response = await fetcher.post(hook.url, body, headers, timeout=hook.timeout)
    except FetchFailed as error:
        raise ChannelFailed(
            _without_address(error.what, hook),
            hook.masked,
            "It is tried again.",
            retry_after=error.retry_after,
        ) from None  # the cause would print the address
    except Quarantined as error:
        raise ChannelFailed(
            _without_address(error.what, hook),
            hook.masked,
            "Use a public address, or name the host in [fetching] allow_hosts.",
            permanent=True,
        ) from None
    return _judge(response, hook)


def _judge(response: Response, hook: Hook) -> str:
    answer = _answer(response)
    if 200 <= response.status < 300 and not response.hops:
        return answer
    do, permanent = "It is tried again.", False
    if response.hops or 300 <= response.status < 400:
        answer += "; redirects are not followed"
        do = "Give the final address."
    elif response.status == HTTPStatus.GONE:
        do, permanent = "The receiver is gone for good: remove the channel.", True
    raise ChannelFailed(
        f"answered {answer}",
        hook.masked,
        do,
        retry_after=response.retry_after,
        permanent=permanent,
    )


def _answer(response: Response) -> str:
    try:
        name = HTTPStatus(response.status).phrase
    except ValueError:
        name = ""
    said = one_line(response.body[:1_000].decode("utf-8", "replace"), _LONGEST_ANSWER)
    return " ".join(
        part for part in (str(response.status), name, f"({said})" if said else "") if part
    )


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not key or not secret.startswith(_PREFIX):
        raise InvalidRequest(
            "it is not of the form whsec_BASE64", "webhook secret", "Let Presswatch make one."
        )
    return key


def _without_address(what: str, hook: Hook) -> str:
    return what.replace(hook.url, hook.masked)
