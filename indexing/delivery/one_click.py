"""Addresses in messages: what acts by one click is signed, since nobody logs in to it (RFC 8058).

The token of such an address is a statement of what it asks for, which anybody may read, and a
signature, which nobody can make without the store's key. It does not expire: a mail of last year
still unsubscribes.
"""

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlencode

from indexing.delivery.message import Links, Message, ToldStory

_SIGNATURE_BYTES = 18  # 144 bits: 24 characters without padding


class Act(StrEnum):
    """What one click does."""

    MUTE = "mute"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an address asks for. A mute is of the alert, or of what it finds of one story."""

    act: Act
    alert_id: int
    channel_id: int
    story_id: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where readers of messages reach the pages; without an address there are no links."""

    public_url: str = ""
    key: bytes = field(default=b"", repr=False)

    def why(self, article_id: str) -> str:
        """Return where it is explained what happened to an article."""
        return self._at(f"/explain?{urlencode({'url': article_id})}")

    def one_click(self, wish: Wish) -> str:
        """Return the address that does what ``wish`` says."""
        short = "u" if wish.act is Act.UNSUBSCRIBE else "m"
        return self._at(f"/{short}/{sign(wish, self.key)}") if self.public_url else ""

    def _at(self, path: str) -> str:
        return f"{self.public_url.rstrip('/')}{path}" if self.public_url else ""


def sign(wish: Wish, key: bytes) -> str:
    """Return the token of a wish: characters that any address bears."""
    told = f"{wish.act}:{wish.alert_id}:{wish.channel_id}:{wish.story_id}".encode()
    return f"{_as_text(told)}.{_as_text(_signature(told, key))}"


def read_signed(token: str, key: bytes) -> Wish | None:
    """Return what a token of ours asks for, None if it is none of ours."""
    statement, _, signature = token.partition(".")
    try:
        told, signed = _as_bytes(statement), _as_bytes(signature)
    except (ValueError, binascii.Error):
        return None
    if not key or not hmac.compare_digest(signed, _signature(told, key)):
        return None
    act, alert_id, channel_id, story_id = told.decode().split(":", 3)
    return Wish(Act(act), int(alert_id), int(channel_id), story_id)


def linked(message: Message, pages: Pages, *, channel_id: int) -> Message:
    """Return the message with its addresses, for one channel; unchanged without public pages."""
    if not pages.public_url or message.alert is None:
        return message
    mute = Wish(Act.MUTE, message.alert.id, channel_id)
    return replace(
        message,
        links=Links(mute=pages.one_click(mute)),
        stories=tuple(_linked(story, pages, mute) for story in message.stories),
    )


def _linked(story: ToldStory, pages: Pages, mute: Wish) -> ToldStory:
    is_story = not story.articles or story.id != story.articles[0].id  # else one article, alone
    return replace(
        story,
        articles=tuple(replace(one, why=pages.why(one.id)) for one in story.articles),
        mute=pages.one_click(replace(mute, story_id=story.id)) if is_story else "",
    )


def _signature(told: bytes, key: bytes) -> bytes:
    return hmac.new(key, b"one click|" + told, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _as_text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _as_bytes(text: str) -> bytes:
    data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if _as_text(data) != text:  # one spelling for one statement
        raise ValueError(text)
    return data
