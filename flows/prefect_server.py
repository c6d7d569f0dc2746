"""Our own Prefect server: its environment, whatever the person's profile says.

By default any web page that the person visits could call a local Prefect server (its CORS is
``*``, it asks for no password) and stop the schedules; so ours has a random password and
allows its own origin only.
"""

import secrets
import socket
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from indexing.errors import PresswatchError


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """Where our server runs. ``password`` protects its API."""

    home: Path
    port: int
    password: str = field(repr=False)

    @property
    def api_url(self) -> str:
        """The address of the API."""
        return f"http://127.0.0.1:{self.port}/api"

    def environment(self, base: dict[str, str]) -> dict[str, str]:
        """Return ``base`` without Prefect's own variables, with ours: for server and runs."""
        kept = {name: value for name, value in base.items() if not name.startswith("PREFECT_")}
        auth = f"presswatch:{self.password}"
        return kept | {
            "PREFECT_HOME": str(self.home),
            "PREFECT_PROFILES_PATH": str(self.home / "profiles.toml"),
            "PREFECT_API_URL": self.api_url,
            "PREFECT_API_AUTH_STRING": auth,
            "PREFECT_SERVER_API_AUTH_STRING": auth,
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{self.port}",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
            "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
            "PREFECT_LOGGING_LEVEL": base.get("PRESSWATCH_PREFECT_LOGGING", "WARNING"),
            "PREFECT_CLI_COLORS": "false",
            "DO_NOT_TRACK": "1",
        }


def new_place(data_dir: Path) -> ServerPlace:
    """Return a place for a server: its folder in ``data_dir`` (made), a free port, a password."""
    home = data_dir / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    return ServerPlace(home, free_port(), secrets.token_urlsafe(24))


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until_healthy(
    place: ServerPlace, *, is_alive: Callable[[], bool], seconds: float = 900
) -> None:
    """Return when the server answers. Raises PresswatchError if it ends or never does."""
    token = b64encode(f"presswatch:{place.password}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 (our own loopback address)
        f"{place.api_url}/health", headers={"Authorization": f"Basic {token}"}
    )
    until = time.monotonic() + seconds
    while time.monotonic() < until and is_alive():
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise PresswatchError(
        "the scheduler did not start",
        place.api_url,
        f"See {place.home / 'server.log'}; free the memory or the port and start again.",
    )
