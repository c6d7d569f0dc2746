"""All that ``presswatch start`` runs, as child processes that end with it."""

import ctypes
import fcntl
import os
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

GRACE = 15
"""Seconds that a child has to end by itself before it is killed."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Running:
    """What was started: the scheduler's place, and the processes by name."""

    place: ServerPlace
    children: dict[str, subprocess.Popen[bytes]]

    def ended(self) -> str:
        """Return the name of a child that ended by itself, empty while all run."""
        return next((name for name, one in self.children.items() if one.poll() is not None), "")


@contextmanager
def scheduler(settings: Settings, config: Path | None) -> Iterator[Running]:
    """Start server and schedules; end them cleanly, schedules first, in any case.

    Raises LockHeld when another ``start`` uses this data folder, PresswatchError when the server
    does not come up.
    """
    place = new_place(settings.data_dir)
    env = place.environment(dict(os.environ))
    children: dict[str, subprocess.Popen[bytes]] = {}
    with ExitStack() as stack:
        stack.enter_context(_alone(place.home / "start.lock"))
        children["server"] = stack.enter_context(
            _child([sys.executable, "-m", "prefect", "server", "start", "--no-ui"], env, place.home)
        )
        server = children["server"]
        wait_until_healthy(place, is_alive=lambda: server.poll() is None)
        arguments = ["--config", str(config.resolve())] if config else []
        children["schedules"] = stack.enter_context(
            _child([sys.executable, "-m", "flows.schedules", *arguments], env, place.home)
        )
        yield Running(place, children)


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
    command: list[str], env: dict[str, str], home: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command with its own log file; Ctrl-C reaches us first, we end it in order."""
    name = "schedules" if "flows.schedules" in command else "server"
    with (home / f"{name}.log").open("ab") as log:
        child = subprocess.Popen(  # noqa: S603 (our own interpreter and modules)
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
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
