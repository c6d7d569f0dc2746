"""A monitor and a deliverer on one store; whichever is killed -9 is begun anew."""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from newsroom_at_work import PATIENCE

from indexing.settings import Settings

WORKER = Path(__file__).with_name("tireless_worker.py")
ROLES = ("monitor", "deliverer")


class Crew:
    """The two processes. Use it as a context manager: at its end both are killed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._working: dict[str, subprocess.Popen[str]] = {}
        self._starting: set[str] = set()

    def __enter__(self) -> Self:
        for role in ROLES:
            self._begin(role)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for child in self._working.values():
            child.kill()
            child.communicate()

    def wait_until_ready(self) -> None:
        """Wait until both can work."""
        for role in sorted(self._starting):
            stdout = self._working[role].stdout
            assert stdout is not None
            if stdout.readline() != "ready\n":
                raise AssertionError(self._end_of(role))
        self._starting.clear()

    def kill(self, role: str, *, once: Callable[[], bool], after: float) -> None:
        """Kill -9 the one that does ``role``, ``after`` seconds from ``once``; begin it anew.

        Only the process itself: its parsers have to notice. Both must have lived until then.
        """
        until = time.monotonic() + PATIENCE
        while not once():
            self._check_alive()
            assert time.monotonic() < until, f"the work of {PATIENCE} s brought no kill"
            time.sleep(0.005)  # looking, not waiting for a fixed time
        with suppress(subprocess.TimeoutExpired):
            self._working[role].wait(after)
        self._check_alive()
        self._working[role].kill()
        self._working[role].communicate()
        self._begin(role)

    def _check_alive(self) -> None:
        for role, child in self._working.items():
            if child.poll() is not None:
                raise AssertionError(self._end_of(role))

    def _begin(self, role: str) -> None:
        self._starting.add(role)
        command = [sys.executable, str(WORKER), str(self._settings.path), role]
        with self._log(role).open("a") as log:
            self._working[role] = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True
            )

    def _log(self, role: str) -> Path:
        assert self._settings.path is not None
        return self._settings.path.with_name(f"{role}.err")

    def _end_of(self, role: str) -> str:
        return f"the {role} ended by itself:\n{self._log(role).read_text()}"
