"""Where alerts go: reading a channel's address, and sending through the channel it names."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from indexing.delivery.mail import Envelope, build_mail, send_mail
from indexing.delivery.message import Message, to_json
from indexing.delivery.render import as_text, subject
from indexing.delivery.safe_text import clean
from indexing.delivery.webhook import Hook, Poster, send_webhook
from indexing.errors import ChannelFailed, ConfigError, InvalidRequest
from indexing.fetching.guard import Guard
from indexing.settings import Settings

_PLAIN_HOOK = "webhook+http"


class ChannelKind(StrEnum):
    """How a channel is spoken to."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True)
class Channel:
    """Where messages go. ``address`` and ``secrets`` never print; ``masked`` is for people.

    ``host`` is what the address names, empty where the service has its own. ``secrets`` sign
    webhooks: the current one first, then the one that is being replaced.
    """

    kind: ChannelKind
    address: str = field(repr=False)
    masked: str
    host: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return self.masked


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: ``id`` is the message's, the same every time; ``unsubscribe`` is for mails.

    ``is_repeat``: an earlier try may have got through before its process died.
    """

    id: str
    now: datetime
    is_repeat: bool = False
    unsubscribe: str = ""


def parse_channel(address: str, settings: Settings) -> Channel:
    """Return the channel that ``address`` names: ``mailto:``, ``https:``, or a chat service.

    Raises InvalidRequest for an address that is wrong, ConfigError where the settings lack what
    it needs. Neither repeats the address: it may hold secrets.
    """
    if clean(address) != address or " " in address or ":" not in address:
        raise InvalidRequest(
            "it holds spaces or invisible characters, or names no service",
            "channel",
            "Write mailto:NAME@HOST, https://… or another service's address.",
        )
    match address.partition(":")[0].lower():
        case "mailto":
            return _mail_channel(address, settings)
        case "https" | "http" | "webhook+http":
            return _webhook_channel(address, settings)
        case _:
            return _apprise_channel(address, settings)


async def send(
    channel: Channel, message: Message, attempt: Attempt, *, settings: Settings, fetcher: Poster
) -> str:
    """Send ``message`` and return the other side's own answer. Raises ChannelFailed only."""
    try:
        match channel.kind:
            case ChannelKind.MAIL:
                return await _send_mail(channel, message, attempt, settings)
            case ChannelKind.WEBHOOK:
                return await _send_webhook(channel, message, attempt, settings, fetcher)
            case ChannelKind.APPRISE:
                return await _send_apprise(channel, message, attempt, settings)
    except (ConfigError, InvalidRequest) as error:
        # The settings changed since the channel was saved: one channel waits, the others go on.
        raise ChannelFailed(error.what, error.where, error.do) from error


async def _send_mail(
    channel: Channel, message: Message, attempt: Attempt, settings: Settings
) -> str:
    _require_mail_server(settings)
    recipient = _recipient(channel.address)
    envelope = Envelope(
        settings.smtp.sender, recipient, attempt.id, attempt.now, attempt.unsubscribe
    )
    return await asyncio.to_thread(send_mail, build_mail(message, envelope), settings.smtp)


async def _send_webhook(
    channel: Channel, message: Message, attempt: Attempt, settings: Settings, fetcher: Poster
) -> str:
    url = channel.address.removeprefix("webhook+")
    hook = Hook(url, channel.masked, channel.secrets, settings.delivery.webhook_timeout)
    return await send_webhook(
        hook, to_json(message), id=attempt.id, now=attempt.now, fetcher=fetcher
    )


async def _send_apprise(
    channel: Channel, message: Message, attempt: Attempt, settings: Settings
) -> str:
    from indexing.delivery.apprise_channel import send_apprise  # noqa: PLC0415

    return await asyncio.to_thread(
        send_apprise,
        channel.address,
        settings.delivery.apprise_schemas,
        title=subject(message),
        body=as_text(message, is_repeat=attempt.is_repeat),
        guard=Guard(settings.fetching.allow_hosts),
    )


def _mail_channel(address: str, settings: Settings) -> Channel:
    _require_mail_server(settings)
    recipient = _recipient(address)
    return Channel(ChannelKind.MAIL, address, f"mailto:{recipient}", recipient.rpartition("@")[2])


def _require_mail_server(settings: Settings) -> None:
    if not settings.smtp.host:
        raise ConfigError("no mail server is set", "[smtp] host", "Name the server that sends.")


def _recipient(address: str) -> str:
    """Return the one mail address of ``mailto:…`` or ``mailto://…``, its domain in ASCII."""
    written = unquote(address.partition(":")[2].removeprefix("//"))
    try:
        parsed = Address(addr_spec=written)
        domain = parsed.domain.encode("idna").decode()
    except (ValueError, IndexError, MessageError):
        domain = ""
    if not domain or not re.fullmatch(r"[^@\s:?,;<>\"]+@[^@\s:?,;<>\"/]+", clean(written)):
        raise InvalidRequest(
            "this is not one mail address",
            "channel mailto",
            "Write mailto:NAME@HOST; the mail server and its password stand in [smtp].",
        )
    return f"{parsed.username}@{domain}"


def _webhook_channel(address: str, settings: Settings) -> Channel:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = SplitResult("", "", "", "", ""), "", None
    if not host or parts.username is not None:
        raise InvalidRequest(
            "it names no host, or a user", "channel webhook", "Write https://HOST/PATH."
        )
    allowed = {host, f"{host}:{port or 80}"} & set(settings.fetching.allow_hosts)
    if parts.scheme == "http" or (parts.scheme == _PLAIN_HOOK and not allowed):
        raise InvalidRequest(
            "it would send without encryption",
            f"channel {host}",
            "Write https://…; a host that [fetching] allow_hosts names may have webhook+http://….",
        )
    # The path is often the secret itself.
    masked = f"{parts.scheme}://{parts.netloc}/…"
    return Channel(ChannelKind.WEBHOOK, parts._replace(fragment="").geturl(), masked, host)


def _apprise_channel(address: str, settings: Settings) -> Channel:
    # Imported here and above: nobody waits for Apprise whose alerts go elsewhere.
    from indexing.delivery.apprise_channel import apprise_host, mask  # noqa: PLC0415

    host = apprise_host(address, settings.delivery.apprise_schemas)
    return Channel(ChannelKind.APPRISE, address, mask(address, host), host)
