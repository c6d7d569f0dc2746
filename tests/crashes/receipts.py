"""What the two sinks got, held to what was to be sent: a genuine mail server, and the kiosks' hook.

A ``Receipt`` is a message as it arrived. Sinks know nothing of the store: they count by the ids
that any receiver sees, Message-ID and webhook-id.
"""

import email
import email.policy
import re
import socket
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from kiosks import Row


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message that arrived: under which id, of which alert, telling of which articles."""

    id: str
    alert: int
    urls: frozenset[str]


@dataclass(frozen=True, slots=True)
class Count:
    """A channel's balance: ``hits`` to be told of, ``lost`` of them, told again as ``double``.

    ``repeated`` messages came again under the id that they had before.
    """

    hits: int
    lost: int
    double: int
    repeated: int


class PostOffice:
    """What a mail server does here: it takes every mail, and keeps what it took."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    # aiosmtpd finds it by this name and gives it these
    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        self.mails.append(envelope.content)
        return "250 2.0.0 taken"


@contextmanager
def open_post_office() -> Iterator[tuple[PostOffice, int]]:
    """Yield a mail server on loopback, and its port."""
    with socket.socket() as spare:
        spare.bind(("127.0.0.1", 0))
        port = spare.getsockname()[1]
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()


def mails_taken(office: PostOffice, row: Row) -> list[Receipt]:
    """Return what came by mail."""
    return [_receipt(content, row) for content in office.mails]


def _receipt(content: bytes, row: Row) -> Receipt:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    identity = mail["Message-ID"].strip("<>").partition("@")[0]
    alert = mail["List-Id"].partition("<alert-")[2].partition(".")[0]
    text = mail.get_body(("plain",))
    assert text is not None
    urls = re.findall(re.escape(row.url) + r"/\d+/[\w-]+", text.get_content())
    return Receipt(identity, int(alert), frozenset(urls))


def hooks_taken(row: Row) -> list[Receipt]:
    """Return what came to the webhook."""
    return [
        Receipt(
            identity,
            body["alert"]["id"],
            frozenset(one["url"] for story in body["stories"] for one in story["articles"]),
        )
        for identity, body in row.hooks
    ]


def count(receipts: Sequence[Receipt], expected: Collection[str], *, alert: int) -> Count:
    """Return the balance of an alert that was to tell of every one of ``expected`` addresses.

    A message that came again counts once if its id is the same, so that a receiver can tell.
    """
    messages = set(receipts)
    told = Counter(url for one in messages if one.alert == alert for url in one.urls)
    assert set(told) <= set(expected), "nobody was to be told of this"
    return Count(
        hits=len(expected),
        lost=len(set(expected) - set(told)),
        double=told.total() - len(told),
        repeated=len(receipts) - len({one.id for one in receipts}),
    )
