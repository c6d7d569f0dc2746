"""Runs a server until nobody uses it: ``python keeper.py USERS PID LOG < recipe``.

Users hold a shared lock on the file USERS; the system takes it from whoever ends, kill -9
included. The keeper waits for the exclusive lock: once it has it, no user is left.
"""

import ctypes
import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def _die_with_the_keeper() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _start(recipe: dict, log: Path) -> subprocess.Popen:
    account = {"user": recipe["user"], "group": _group_of(recipe["user"])} if recipe["user"] else {}
    with log.open("ab") as output:
        return subprocess.Popen(
            recipe["command"], cwd=recipe["workdir"], env=recipe["environment"], stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=_die_with_the_keeper,  # noqa: PLW1509 - no thread yet
            stdin=subprocess.DEVNULL, **account,
        )  # fmt: skip


def _group_of(user: str) -> int:
    return pwd.getpwnam(user).pw_gid


def _end(server: subprocess.Popen, recipe: dict) -> None:
    if recipe["end"]:
        subprocess.run(recipe["end"], check=False, capture_output=True)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)  # nothing that it holds is wanted any more
    server.wait()
    shutil.rmtree(recipe["folder"], ignore_errors=True)


def _leave_with(server: subprocess.Popen, pid_file: Path, is_ending: threading.Event) -> None:
    server.wait()
    if not is_ending.is_set():  # killed by a test, which may start it again with another keeper
        pid_file.unlink(missing_ok=True)
        os._exit(0)


def main(users: str, pid_file: str, log: str) -> None:
    """Start the server, tell its process id, and end it when its users are gone."""
    recipe = json.load(sys.stdin)
    told, telling = os.pipe()
    if os.fork():
        os.close(telling)
        os.read(told, 1)  # nothing comes, but the end: the process id is there, or the child gone
        os._exit(0)
    os.setsid()
    server, is_ending = _start(recipe, Path(log)), threading.Event()
    Path(pid_file).write_text(str(server.pid))
    os.close(telling)
    watched = (server, Path(pid_file), is_ending)
    threading.Thread(target=_leave_with, args=watched, daemon=True).start()
    with Path(users).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        is_ending.set()
        Path(pid_file).with_suffix(".json").unlink(missing_ok=True)
        _end(server, recipe)


if __name__ == "__main__":
    main(*sys.argv[1:4])
