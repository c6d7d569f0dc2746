"""Serving the pages of a settings file until stopped: ``python -m indexing.web.serving``.

Whoever starts it opens the socket: that it is taken is told at once, and its number is known
before anything runs.
"""

import argparse
import gc
import os
import socket
from pathlib import Path
from threading import Timer
from typing import NoReturn

import uvicorn

from indexing.desk.room import opened_desk
from indexing.desk.upkeep.keys import require_token
from indexing.errors import ConfigError
from indexing.settings import Settings, load_settings
from indexing.settings.logs import write_logs
from indexing.web.app import make_app
from indexing.web.security.hosts import is_loopback

GRACE, LAST_CALL = 3, 5
"""Seconds after which requests are cut short, and after which a thread that hangs is left."""
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared with what the settings say)


def open_door(settings: Settings) -> socket.socket:
    """Listen where the settings say; connections wait until ``serve`` takes them.

    Raises ConfigError where that cannot be, and where others could come and nobody log in.
    """
    host, port = settings.web.host, settings.web.port
    if not is_loopback(host):
        with opened_desk(settings) as desk:
            require_token(desk)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server((host, port), family=family)
    except OSError as error:
        where = settings.path or "settings"
        raise ConfigError(
            f"the pages cannot be served there: {_plain(error)}",
            f"{where}: web.host = {host!r}, web.port = {port}",
            "Set another web.port in it (0 picks a free one), or stop what listens there.",
        ) from error
    # An answer's head and body are sent one after the other: else the body waits 40 ms for the
    # other end to confirm the head. Who is let in inherits it.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def address_of(settings: Settings, door: socket.socket) -> str:
    """Return where a browser on this machine finds the pages behind a door."""
    host = settings.web.host
    if host in _EVERYWHERE:
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{door.getsockname()[1]}/"


def serve(settings: Settings, door: socket.socket) -> None:
    """Serve the pages at an open door until SIGTERM or SIGINT, which end it within seconds."""
    write_logs(settings)
    app = make_app(settings)
    gc.collect()
    gc.freeze()  # the libraries stay: to look through them again and again held up pages by 100 ms
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # addresses hold queries and, for feeds, tokens
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )
    _Server(config).run(sockets=[door])


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # a thread that waits for a server which is away would hold up the end: reading loses
        # nothing, and a write that is cut off is undone
        last_call = Timer(LAST_CALL, _leave)
        last_call.daemon = True
        last_call.start()
        await super().shutdown(sockets)


def _leave() -> NoReturn:
    os._exit(0)


def _plain(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def main() -> None:
    """Serve the pages of a settings file, at a door that was opened before or is opened now."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=None)
    parser.add_argument("--door", type=int, default=None, help="number of an open socket")
    given = parser.parse_args()
    settings = load_settings(given.config)
    is_given = given.door is not None
    serve(settings, socket.socket(fileno=given.door) if is_given else open_door(settings))


if __name__ == "__main__":
    main()
