"""What happens inside a parser process: its limits, and one task after the other."""

import ctypes
import os
import pickle
import resource
import signal
import sys
import traceback
import warnings
from dataclasses import dataclass
from multiprocessing import forkserver
from typing import Any

from indexing.errors import PresswatchError

MEMORY_EXIT = 90  # exit status of a process that reached its data limit; no library uses it
OVERTIME = signal.SIGPROF  # ends a process that has used its computing time, also inside C code
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in Linux's prctl.h


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task gave: a value, or one of our errors, or the tale of any other exception."""

    value: Any = None
    error: PresswatchError | None = None
    fault: str = ""
    trace: str = ""


def confine(memory_bytes: int) -> None:
    """Set a new parser process's limits, and tie its life to its parent's."""
    # pebble's own handler for SIGTERM would wait until code written in C returns, seconds long.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Parsers warn of what they were given, on the terminal of somebody who can do nothing about it.
    warnings.simplefilter("ignore")
    _end_with_the_program()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _end_with_the_program() -> None:
    """Let the kernel kill this process when the program dies, however it dies (on Linux).

    The fork server ends when the last holder of a pipe has gone, and each process it forks gets
    that pipe, too: let go of it, and the server outlives only the program, not its own children.
    """
    server: Any = forkserver._forkserver
    if server._forkserver_alive_fd is not None:
        os.close(server._forkserver_alive_fd)
        server._forkserver_alive_fd = None
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def perform(job: bytes, seconds: float) -> bytes:
    """Run one task, in the parser process. Bytes in and out, so pebble never unpickles ours.

    After ``seconds`` of computing the kernel ends the process with ``OVERTIME``. An argument or a
    result that cannot be unpickled would otherwise break pebble's own loop, and every other task
    with it.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        function, args = pickle.loads(job)  # noqa: S301 - our own program wrote it
        return pickle.dumps(Outcome(value=function(*args)))
    except MemoryError:
        os._exit(MEMORY_EXIT)  # a heap that reached the limit serves no further task
    except PresswatchError as error:
        return pickle.dumps(Outcome(error=error))
    except BaseException as error:  # SystemExit, too: a crash on an input is that input's fault
        fault = f"failed with {type(error).__name__}: {error}"[:500]
        return pickle.dumps(Outcome(fault=fault, trace=traceback.format_exc()))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
