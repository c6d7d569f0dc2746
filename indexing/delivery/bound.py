"""Holding foreign code to addresses that were judged, although it opens its own connections.

Apprise looks a host's name up once more when it sends, and a name server may answer differently
then. The interpreter tells of each connection before it is made: there it is refused.
"""

import errno
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import requests

from indexing.fetching.guard import is_public


class _Held(threading.local):
    judged: Collection[str] | None = None
    refused: list[str]


_HELD = _Held()


@contextmanager
def only_to(judged: Collection[str]) -> Iterator[list[str]]:
    """Let this thread connect only to public addresses and to those in ``judged``.

    It goes through no proxy: that would resolve the name for itself. Yields the addresses that
    were refused meanwhile, to whom code got a connection error. Not to be nested.
    """
    _watch()
    _HELD.judged, _HELD.refused = judged, []
    try:
        yield _HELD.refused
    finally:
        _HELD.judged = None


@cache
def _watch() -> None:
    sys.addaudithook(_judge)  # stays as long as the process, and says nothing outside ``only_to``
    # Apprise gives no way to its sessions; this is where they ask for HTTP_PROXY and its like.
    requests.sessions.get_environ_proxies = _no_proxies  # type: ignore[attr-defined, assignment]


def _judge(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or _HELD.judged is None:
        return
    target = arguments[1]
    address = str(target[0] if isinstance(target, tuple) else target)
    if address not in _HELD.judged and not is_public(address):
        _HELD.refused.append(address)
        raise PermissionError(errno.EACCES, "no address of the public internet", address)


def _no_proxies(_url: str, no_proxy: str | None = None) -> dict[str, str]:  # noqa: ARG001 - its
    return {}
