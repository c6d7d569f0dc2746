"""Which names this server answers to: a page elsewhere must not reach it by a name of its own.

A site whose name is made to resolve to loopback (DNS rebinding) would read all of it otherwise. An
address in digits cannot be rebound.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from indexing.settings import Settings


def is_ours(host: str, settings: Settings) -> bool:
    """Return whether a request's Host header names this server."""
    name = name_of(f"//{host}")
    public = name_of(settings.presswatch.public_url)
    return name in {"localhost", settings.web.host.lower(), public} - {""} or _is_address(name)


def is_own_origin(origin: str, host: str) -> bool:
    """Return whether a form was sent by a page of the host that it is sent to."""
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Return whether only programs of this machine reach what listens there."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def name_of(url: str) -> str:
    """Return the host that an address names, in small letters; empty for none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
