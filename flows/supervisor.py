"""All that ``presswatch start`` runs, as child processes that end with it."""

import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flows.prefect_server import ServerPlace, new_place, wait_until_healthy
from indexing.errors import LockHeld
from indexing.settings import Settings
from indexing.web.serving import address_of, open_door

GRACE = 15
"""Seconds that a child has to end by itself before it is killed."""
LOG_BYTES = 10_000_000
"""A child's log is begun anew when it is longer; so is none ever longer than twice that."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Running:
    """What was started: the scheduler's place, the processes by name, where the pages are.

    ``pages`` is empty where they are not served.
    """

    place: ServerPlace
    children: dict[str, subprocess.Popen[bytes]]
    pages: str = ""

    def ended(self) -> str:
        """Return the name of a child that ended by itself, empty while all run."""
        return next((name for name, one in self.children.items() if one.poll() is not None), "")

    def shorten_logs(self) -> None:
        """Keep the children's logs small: see ``shorten``."""
        for name in self.children:
            shorten(self.place.home / f"{name}.log")


@contextmanager
def scheduler(
    settings: Settings, config: Path | None, *, has_pages: bool = False
) -> Iterator[Running]:
    """Start server and schedules, and the pages if asked; end them cleanly, in any case.

    Raises LockHeld when another ``start`` uses this data folder, ConfigError where the pages
    cannot be served, PresswatchError when the server does not come up.
    """
    place = new_place(settings.data_dir)
    env = place.environment(dict(os.environ))
    arguments = ["--config", str(config.resolve())] if config else []
    children: dict[str, subprocess.Popen[bytes]] = {}

    def start(name: str, *module: str, door: int | None = None) -> None:
        log = place.home / f"{name}.log"
        command = [sys.executable, "-m", *module]
        children[name] = stack.enter_context(_child(command, env, log, door=door))

    with ExitStack() as stack:
        stack.enter_context(_alone(place.home / "start.lock"))
        pages = ""
        if has_pages:
            with open_door(settings) as door:
                number, pages = str(door.fileno()), address_of(settings, door)
                serving = ("indexing.web.serving", *arguments, "--door", number)
                start("pages", *serving, door=door.fileno())
        start("server", "prefect", "server", "start", "--no-ui")
        server = children["server"]
        wait_until_healthy(place, is_alive=lambda: server.poll() is None)
        start("schedules", "flows.schedules", *arguments)
        yield Running(place, children, pages)


def shorten(log: Path, *, most: int = LOG_BYTES) -> None:
    """Begin a log anew once it is longer than ``most``; what it held is kept beside it, once.

    Its writer, which appends, knows nothing of it. Lines of that very instant may be lost.
    """
    with suppress(OSError):  # a full disk, or no log yet: the next look comes in a moment
        if log.stat().st_size > most:
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a file lock, which the kernel takes back when we die: one start a data folder."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LockHeld(
                "another presswatch start uses this data folder", str(path), "Stop that one first."
            ) from error
        yield


@contextmanager
def _child(
    command: list[str], env: dict[str, str], log_file: Path, *, door: int | None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command with its own log file; Ctrl-C reaches us first, we end it in order.

    ``door`` is the number of an open socket that it is to have, too.
    """
    with log_file.open("ab") as log:
        child = subprocess.Popen(  # noqa: S603 (our own interpreter and modules)
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=() if door is None else (door,),
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (set before any thread of ours exists)
        )
        try:
            yield child
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
            return


def _die_with_parent() -> None:
    """Have the kernel end the child when we are killed, where it can (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
