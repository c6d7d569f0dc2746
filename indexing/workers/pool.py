"""The program's side: hands tasks to parser processes, and tells what became of each."""

import asyncio
import multiprocessing
import pickle
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from typing import Self, TypeVar, TypeVarTuple, cast
from weakref import WeakKeyDictionary

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from indexing.errors import Postponed, WorkerKilled
from indexing.settings import Settings
from indexing.settings.model import Workers
from indexing.workers.process import MEMORY_EXIT, OVERTIME, Outcome, confine, perform

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

_PRELOAD = ("indexing.workers.forkserver", "indexing.workers.process")
_TASKS_PER_PROCESS = 500  # what parsers written in C leak ends with their process
_LOOK_EVERY = 0.5  # seconds between two looks at whether the pool still lives
# A parser that waits for nothing is slow only when the machine is busy or was asleep: the limit is
# of its own computing time, and this many times as long on the clock is for one that hangs.
_ON_THE_CLOCK = 10
_AT_HAND = 2  # tasks for each process; those behind wait as they are, not copied for their journey
_TRIES = 2  # a pool that broke is made anew once for a task; the second time it is no accident


class ParserPool:
    """Runs functions in up to ``settings.workers.processes`` processes; thread-safe.

    No process before the first task. A function must be importable (not a lambda, not nested);
    its arguments and result must pickle. ``preload`` names modules that every process has loaded
    when it starts; the first pool of a program decides. ``close`` (or leaving ``with``) ends the
    parser processes, the tasks under way with them; the standard library's idle fork server stays
    until this program ends. Processes end by themselves when this program is killed.
    """

    def __init__(self, settings: Settings, *, preload: Sequence[str] = ()) -> None:
        self._limits = settings.workers
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([*_PRELOAD, *preload])
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._closed = False
        self._turns = WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, function: Callable[[*Arguments], T], *args: *Arguments) -> T:
        """Return ``function(*args)``, computed in a parser process; waits for it.

        Raises the function's own PresswatchErrors unchanged; WorkerKilled when it breaks the time
        or memory limit, dies, or raises anything else; Postponed when the pool is closed
        meanwhile or no process stays alive.
        """
        job = pickle.dumps((function, args))
        for _ in range(_TRIES):
            pool, future = self._submit(job)
            while not future.done():
                try:
                    future.exception(timeout=_LOOK_EVERY)
                except (TimeoutError, CancelledError):
                    _give_up_if_dead(pool, future)
            if outcome := self._outcome(future, function):
                return cast(T, outcome.value)
        raise _no_process()

    async def arun(self, function: Callable[[*Arguments], T], *args: *Arguments) -> T:
        """Like ``run``, without blocking the event loop. Cancelling it kills the process.

        However many wait, few are copied: sixty pages of 8 MB would take another half a gigabyte.
        """
        async with self._turn():
            return await self._arun(function, pickle.dumps((function, args)))

    def _turn(self) -> asyncio.Semaphore:
        turns = asyncio.Semaphore(_AT_HAND * self._limits.processes)
        return self._turns.setdefault(asyncio.get_running_loop(), turns)

    async def _arun(self, function: Callable[..., T], job: bytes) -> T:
        for _ in range(_TRIES):
            pool, future = await self._asubmit(job)
            waiter = asyncio.wrap_future(future)
            try:
                while not (await asyncio.wait([waiter], timeout=_LOOK_EVERY))[0]:
                    _give_up_if_dead(pool, future)
                waiter.cancelled() or waiter.exception()  # seen, or asyncio complains of it
            finally:
                future.cancel()  # type: ignore[no-untyped-call]
            if outcome := self._outcome(future, function):
                return cast(T, outcome.value)
        raise _no_process()

    def close(self) -> None:
        """End all parser processes at once. Safe to repeat; a closed pool takes no more tasks."""
        with self._lock:
            self._closed = True
            self._discard()

    def _submit(self, job: bytes) -> tuple[ProcessPool, "ProcessFuture[bytes]"]:
        seconds = self._limits.time_limit.total_seconds()
        for _ in range(_TRIES):
            with self._lock:
                if self._closed:
                    raise _pool_closed()
                try:
                    pool = self._pool = self._pool or self._new_pool()
                    clock = seconds * _ON_THE_CLOCK
                    return pool, pool.schedule(perform, args=(job, seconds), timeout=clock)
                except RuntimeError:  # pebble's word for a pool that broke
                    self._discard()
        raise _no_process()

    async def _asubmit(self, job: bytes) -> tuple[ProcessPool, "ProcessFuture[bytes]"]:
        # In a thread: starting the first process takes as long as importing ``preload``.
        submitted = asyncio.ensure_future(asyncio.to_thread(self._submit, job))
        try:
            return await asyncio.shield(submitted)
        except asyncio.CancelledError:
            submitted.add_done_callback(_drop)  # the thread goes on, and the task would run
            raise

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._limits.processes,
            max_tasks=_TASKS_PER_PROCESS,
            initializer=confine,
            initargs=(self._limits.memory_mb * 1_000_000,),
            context=self._context,
        )

    def _discard(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def _outcome(
        self, future: "ProcessFuture[bytes]", function: Callable[..., object]
    ) -> Outcome | None:
        """Return what a finished task gave; None if the pool broke under it, so try again."""
        where = f"parser {function.__module__}.{function.__qualname__}"
        try:
            outcome = cast(Outcome, pickle.loads(future.result()))  # noqa: S301 - our process's
        except (TimeoutError, ProcessExpired) as error:
            status = -OVERTIME if isinstance(error, TimeoutError) else error.exitcode
            raise _told_death(status, where, self._limits) from error
        except (CancelledError, RuntimeError) as error:
            if self._closed:
                raise _pool_closed() from error
            return None
        if outcome.error:
            raise outcome.error
        if outcome.fault:
            raise _killed(outcome.fault, where) from RuntimeError(outcome.trace)
        return outcome


def _give_up_if_dead(pool: ProcessPool, future: "ProcessFuture[bytes]") -> None:
    """Cancel a task whose pool was closed or broke: pebble leaves some such tasks unanswered."""
    if not pool.active:
        future.cancel()  # type: ignore[no-untyped-call]


def _drop(submitted: "asyncio.Future[tuple[ProcessPool, ProcessFuture[bytes]]]") -> None:
    if not submitted.cancelled() and not submitted.exception():
        submitted.result()[1].cancel()  # type: ignore[no-untyped-call]


def _told_death(status: int, where: str, limits: Workers) -> WorkerKilled:
    if status == -OVERTIME:
        limit = limits.time_limit.total_seconds()
        return _killed(f"took longer than {limit:g} s", where, "time_limit")
    if status == MEMORY_EXIT:
        return _killed(f"needed more than {limits.memory_mb} MB", where, "memory_mb")
    if status < 0:
        what = f"was ended by signal {-status} ({signal.strsignal(-status)})"
        return _killed(what, where, "memory_mb")
    return _killed(f"ended with status {status}", where, "memory_mb")


def _killed(what: str, where: str, setting: str = "") -> WorkerKilled:
    do = "The document is set aside."
    if setting:
        do += f" If it is a good one, raise workers.{setting} in presswatch.toml."
    return WorkerKilled(what, where, do)


def _pool_closed() -> Postponed:
    return Postponed("the pool is closed", "parser processes", "Try again with the next run.")


def _no_process() -> Postponed:
    return Postponed(
        "no process stays alive", "parser processes", "Look for free memory and process slots."
    )
