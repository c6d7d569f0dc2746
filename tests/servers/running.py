"""Start a server, share it among the workers of a run, kill it, start it again."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from servers.artifacts import exclusive
from servers.recipes import Recipe

_KEEPER = Path(__file__).with_name("keeper.py")
_START_SECONDS = 180  # of a server on two busy cores; usually 12 to 20


class ServerFailed(Exception):
    """A server that did not start; the end of its log is the reason."""


class Server:
    """A server that runs for as long as this object is open, in one process or several.

    ``folder`` holds its lock files and log. Objects on the same ``folder`` and ``name`` share it.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._users: IO[str] = (folder / f"{name}.users").open("a")
        self._pid = folder / f"{name}.pid"
        self._told = folder / f"{name}.json"
        self._log = folder / f"{name}.log"
        self._start_lock = folder / f"{name}.start"
        self._recipe: Recipe | None = None

    def open(self, make_recipe: Callable[[], Recipe]) -> str:
        """Start the server unless it runs already, and return its URL. Raises ServerFailed."""
        fcntl.flock(self._users, fcntl.LOCK_SH)  # waits for a keeper that is ending it
        with exclusive(self._start_lock):
            if self._told.exists():
                return self._shared_url(json.loads(self._told.read_text()))
            try:
                self._recipe = make_recipe()
                self.start()
            except (OSError, ServerFailed) as error:
                if self._recipe:
                    shutil.rmtree(self._recipe.folder, ignore_errors=True)
                self._told.write_text(json.dumps({"failed": str(error)}))
                raise ServerFailed(str(error)) from error
            self._told.write_text(json.dumps({"url": self._recipe.url}))
        return self._recipe.url

    def start(self) -> None:
        """Start what ``open`` started before and ``kill`` ended: same port, same data."""
        command = [sys.executable, str(_KEEPER), self._users.name, str(self._pid), str(self._log)]
        subprocess.run(
            command, input=self._recipe.dumped(), text=True, check=True, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(self._recipe.url):
            if time.monotonic() > deadline or self._has_ended():
                raise ServerFailed(f"no answer at {self._recipe.url}: {self._last_words()}")
            time.sleep(0.2)

    def kill(self) -> None:
        """End the server as a power cut would, and wait until it is gone."""
        pid = int(self._pid.read_text())
        os.killpg(pid, signal.SIGKILL)
        while self._pid.exists():
            time.sleep(0.05)

    def freeze(self) -> None:
        """Let the server accept connections and answer none, until ``thaw``."""
        os.killpg(int(self._pid.read_text()), signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the server go on."""
        os.killpg(int(self._pid.read_text()), signal.SIGCONT)

    def close(self) -> None:
        """Use it no more. With the last user it ends."""
        self._users.close()

    def _has_ended(self) -> bool:
        return self._log.exists() and self._log.stat().st_size > 0 and not self._pid.exists()

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-1500:] if self._log.exists() else "no log"

    @staticmethod
    def _shared_url(told: dict[str, str]) -> str:
        if "failed" in told:
            raise ServerFailed(told["failed"])
        return told["url"]


def _answers(url: str) -> bool:
    """Tell whether a server is there and ready; one that asks for a password is."""
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    request = f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s"
    try:
        with contextlib.closing(urllib.request.urlopen(request, timeout=10, context=unverified)):
            return True
    except urllib.error.HTTPError as error:
        with error:
            return error.code == 401
    except OSError:
        return False
