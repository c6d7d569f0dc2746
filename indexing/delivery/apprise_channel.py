"""Chat and push services through Apprise, kept on a short lead.

Only services from an allow-list, no options that read files or undo our guards, no redirects, and
a host that the address names must be one we may connect to. Apprise itself only says yes or no;
the reason is in what it logs, so that is listened to, and cleared of the address's secrets.
"""

import difflib
import logging
import re
import socket
import threading
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import unquote

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.common import OverflowMode
from apprise.manager_plugins import NotificationManager
from apprise.plugins import url_to_dict

from indexing.delivery.bound import only_to
from indexing.delivery.safe_text import one_line
from indexing.errors import AddressRefused, ChannelFailed, InvalidRequest
from indexing.fetching.guard import Guard

# Options that read a local file or a second address, or undo what is decided here.
_REFUSED_OPTIONS = frozenset({"template", "attach", "redirect", "retry", "wait", "store"})
# Modes in which what stands at the host's place is a topic or a token of the service itself.
_HOSTED_MODES = frozenset({"cloud", "t2bot"})
# Services turn some characters into several (& into &amp;): leave a quarter for that.
_ROOM = 0.75
_LONGEST_REASON = 300
_SHORTEST_SECRET = 4
# Where chat services see more than words: @everyone, <!channel>, <@user>, <https:…|a false name>,
# and a marked word before a bracket, which Markdown takes for a link.
_ALIVE = re.compile(
    r"(?<=[@!])(?=everyone|here|channel|all|room|subteam)"
    r"|(?<=<)(?=[@!#]|https?:|mailto:)"
    r"|(?<=\])(?=\()",
    re.IGNORECASE,
)


def apprise_host(address: str, schemas: Collection[str]) -> str:
    """Return the host that ``address`` names, empty when the service has its own.

    Raises InvalidRequest when its service is not in ``schemas``, an option is refused, or it is
    not written as that service's addresses are.
    """
    return _named_host(_plugin(address, schemas))


def send_apprise(
    address: str, schemas: Collection[str], *, title: str, body: str, guard: Guard
) -> str:
    """Send a text and return "taken by SERVICE": Apprise passes on no answer. Blocks.

    A body too long for the service is cut at a line. Raises ChannelFailed with Apprise's reason.
    """
    plugin = _plugin(address, schemas)
    host = _named_host(plugin)
    where = mask(address, host)
    port = plugin.port or (443 if plugin.secure else 80)
    judged = _judged(host, port, where, guard) if host else ()
    apprise = Apprise(servers=[plugin], asset=plugin.asset)
    text = cut_at_line(defuse(body), int(plugin.body_maxlen * _ROOM))
    with _heard() as said, only_to(judged) as refused:
        taken = apprise.notify(title=defuse(title), body=text, body_format=NotifyFormat.TEXT)
    if refused:
        what = f"its name led to {refused[0]}, no address of the public internet"
        raise ChannelFailed(what, where, "Look who answers for that name.", permanent=True)
    if not taken:
        reason = one_line(_without_secrets(" ".join(said), address), _LONGEST_REASON)
        raise ChannelFailed(reason or "gave no reason", where, "It is tried again.")
    return f"taken by {plugin.service_name}"


def mask(address: str, host: str) -> str:
    """Return what may be shown of ``address``: its service and, if it names one, its host."""
    return f"{_schema(address)}://{host}/…" if host else f"{_schema(address)}://…"


def defuse(text: str) -> str:
    """Return ``text`` as words only: a headline must not ring everybody, nor hide a link."""
    return _ALIVE.sub("\u200b", text)


def cut_at_line(text: str, limit: int) -> str:
    """Return ``text`` cut to ``limit`` characters at a line's end, and saying so."""
    if len(text) <= limit:
        return text
    end = "\n… (cut: too long for this service)"
    head = text[: max(0, limit - len(end))]
    return (head.rpartition("\n")[0] or head) + end


def _plugin(address: str, schemas: Collection[str]) -> Any:
    schema = _schema(address)
    if schema not in schemas:
        near = difflib.get_close_matches(schema, schemas, 1)
        raise InvalidRequest(
            f"{one_line(schema, 20)!r} is not among the services that may be used",
            "channel",
            f"Did you mean {near[0]}?" if near else f"These may: {', '.join(sorted(schemas))}.",
        )
    _load_services()
    with _heard() as said:
        parts = url_to_dict(address)  # type: ignore[no-untyped-call]
        options = {str(name).lower() for name in (parts or {}).get("qsd", {})}
        if refused := sorted(options & _REFUSED_OPTIONS):
            raise InvalidRequest(
                f"the option {refused[0]} may not be used", f"channel {schema}", "Leave it out."
            )
        plugin = parts and Apprise.instantiate(parts, asset=_asset())
    if not plugin:
        reason = one_line(_without_secrets(" ".join(said), address), _LONGEST_REASON)
        raise InvalidRequest(
            f"this is not how its addresses are written ({reason or 'no reason given'})",
            f"channel {schema}",
            "A % : / @ or # within a name or password is written %25 %3A %2F %40 or %23.",
        )
    plugin.overflow_mode = OverflowMode.SPLIT
    if hasattr(plugin, "discovery"):  # Matrix: another server would name where to connect
        plugin.discovery = False
    return plugin


@cache
def _load_services() -> None:
    # Apprise imports all its services at the first address it reads; one of them imports imghdr
    # where that still exists, and Python 3.11 and 3.12 warn of its end.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        manager: Any = NotificationManager  # it is not typed
        manager().load_modules()


def _asset() -> AppriseAsset:
    return AppriseAsset(
        app_id="Presswatch",
        app_desc="Presswatch",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,  # in this thread, where its log is listened to
        http_redirects=False,
        secure_logging=True,
    )


def _schema(address: str) -> str:
    return address.partition(":")[0].lower()


def _named_host(plugin: Any) -> str:
    names_hosts = any("{host}" in template for template in plugin.templates)
    if not names_hosts or str(getattr(plugin, "mode", "")) in _HOSTED_MODES:
        return ""
    return str(plugin.host or "").strip("[]")


def _judged(host: str, port: int, where: str, guard: Guard) -> list[str]:
    """Return every address of ``host``. Raises ChannelFailed, permanent if ``guard`` refuses one.

    Apprise resolves once more by itself; ``only_to`` holds it to these.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ChannelFailed(
            "its host has no address", where, "It is tried again; check the spelling."
        ) from error
    addresses = [str(address[0]) for *_, address in found]
    try:
        guard.check(host, port, addresses)
    except AddressRefused as error:
        raise ChannelFailed(
            f"{error.where} {error.what}", where, error.do, permanent=True
        ) from error
    return addresses


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Collect what Apprise says in this thread; others may be sending at the same moment."""
    said: list[str] = []
    thread = threading.get_ident()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread:
                said.append(record.getMessage())

    ear = Ear(logging.WARNING)
    logger = logging.getLogger("apprise")
    logger.addHandler(ear)
    try:
        yield said
    finally:
        logger.removeHandler(ear)


def _without_secrets(text: str, address: str) -> str:
    # All of an address but its schema may be secret: tokens, topics, passwords, even "hosts".
    rest = address.partition("://")[2]
    pieces = {piece for part in re.split(r"[/:@?&=#+]+", rest) for piece in (part, unquote(part))}
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) >= _SHORTEST_SECRET:
            text = text.replace(piece, "…")
    return text
