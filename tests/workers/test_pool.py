"""What a program sees of its parsers: results, errors, limits, and an end without leftovers.

Tasks are functions of the standard library, since a worker must be able to import them.
"""

import asyncio
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psutil
import pytest

from indexing.errors import InvalidRequest, Postponed, WorkerKilled
from indexing.settings import Settings
from indexing.settings.model import Workers
from indexing.urls import canonical_url
from indexing.workers import ParserPool

BACKTRACKS_FOR_YEARS = ("(a+)+$", "a" * 60 + "b")  # inside C, where Python runs no signal handler


def pool_of(processes: int, **limits: object) -> ParserPool:
    return ParserPool(Settings(workers=Workers(processes=processes, **limits)))


@pytest.fixture
def pool() -> Iterator[ParserPool]:
    with pool_of(1, time_limit=timedelta(minutes=5)) as pool:
        yield pool


def test_results_come_back(pool):
    assert pool.run(divmod, 17, 5) == (3, 2)


async def test_results_come_back_to_a_coroutine(pool):
    assert await asyncio.gather(*(pool.arun(divmod, n, 5) for n in range(20))) == [
        divmod(n, 5) for n in range(20)
    ]


def test_many_threads_share_a_pool(pool):
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda n: pool.run(divmod, n, 7), range(100))) == [
            divmod(n, 7) for n in range(100)
        ]


def test_what_parsers_warn_of_reaches_no_terminal():
    program = (
        "from indexing.settings import Settings\n"
        "from indexing.workers import ParserPool\n"
        "with ParserPool(Settings()) as pool:\n"
        "    pool.run(eval, \"__import__('warnings').warn('an odd time zone')\")\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_large_document_passes(pool):
    document = b"x" * 8_000_000
    assert pool.run(bytes, document) == document


async def test_documents_that_wait_are_not_copied(pool):
    document = b"x" * 1_000_000
    await pool.arun(len, document)  # its process is there
    tracemalloc.start()
    try:
        assert set(await asyncio.gather(*(pool.arun(len, document) for _ in range(40)))) == {10**6}
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_our_own_errors_come_back_unchanged(pool):
    with pytest.raises(InvalidRequest) as caught:
        pool.run(canonical_url, "ftp://news.example/")
    assert caught.value.where == "'ftp://news.example/'"


def test_any_other_exception_is_the_fault_of_the_input(pool):
    with pytest.raises(WorkerKilled, match=r"int: failed with ValueError: invalid .*'pear'") as it:
        pool.run(int, "pear")
    assert "Traceback" in str(it.value.__cause__)


async def test_a_coroutine_gets_the_same_errors(pool):
    with pytest.raises(WorkerKilled, match="failed with ValueError"):
        await pool.arun(int, "pear")


def test_a_result_that_cannot_travel_is_told_and_harms_no_other_task(pool):
    with pytest.raises(WorkerKilled, match=r"failed with TypeError: cannot pickle"):
        pool.run(re.match, "a", "a")
    assert pool.run(abs, -1) == 1


def test_time_in_which_others_have_the_processor_does_not_count():
    with pool_of(1, time_limit=timedelta(milliseconds=200)) as pool:
        assert pool.run(time.sleep, 0.5) is None


def test_a_parser_that_hangs_without_computing_is_killed_by_the_clock():
    with (
        pool_of(1, time_limit=timedelta(milliseconds=50)) as pool,
        pytest.raises(WorkerKilled, match=r"took longer than 0\.05 s"),
    ):
        pool.run(time.sleep, 3600)


def test_the_time_limit_kills_even_code_that_never_returns_to_python():
    with pool_of(1, time_limit=timedelta(milliseconds=300)) as pool:
        with pytest.raises(WorkerKilled, match=r"re\.match: took longer than 0\.3 s") as caught:
            pool.run(re.match, *BACKTRACKS_FOR_YEARS)
        assert "workers.time_limit" in caught.value.do
        assert pool.run(abs, -1) == 1


def test_the_memory_limit_kills():
    with pool_of(1, memory_mb=256) as pool:
        with pytest.raises(WorkerKilled, match="needed more than 256 MB") as caught:
            pool.run(bytes, 400_000_000)
        assert "workers.memory_mb" in caught.value.do
        assert pool.run(len, b"x" * 10_000_000) == 10_000_000


@pytest.mark.parametrize(
    ("function", "argument", "told"),
    [
        pytest.param(os._exit, 3, "ended with status 3", id="exit"),
        pytest.param(signal.raise_signal, signal.SIGSEGV, "signal 11", id="crash in C"),
        pytest.param(signal.raise_signal, signal.SIGKILL, "signal 9", id="kill -9"),
        pytest.param(sys.exit, 0, "failed with SystemExit", id="sys.exit"),
    ],
)
def test_death_is_told_and_the_next_task_finds_a_process(pool, function, argument, told):
    with pytest.raises(WorkerKilled, match=told):
        pool.run(function, argument)
    assert pool.run(abs, -1) == 1


def test_control_c_stops_the_program_not_its_parsers(pool):
    worker = pool.run(os.getpid)
    os.kill(worker, signal.SIGINT)
    assert pool.run(os.getpid) == worker


def test_an_idle_process_that_is_killed_costs_no_task(pool):
    psutil.Process(pool.run(os.getpid)).kill()
    assert [pool.run(abs, -n) for n in range(50)] == list(range(50))


@pytest.mark.parametrize("is_started", [False, True], ids=["being submitted", "submitted"])
async def test_a_cancelled_task_frees_its_process(pool, is_started):
    if is_started:
        await pool.arun(abs, -1)
    task = asyncio.create_task(pool.arun(re.match, *BACKTRACKS_FOR_YEARS))
    await asyncio.wait([task], timeout=0.2 if is_started else 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pool.arun(abs, -1) == 1


def _parsers() -> set[int | None]:
    """The parser processes of this test run, those of other tests' pools among them."""
    return {child.pid for child in multiprocessing.active_children()}


def test_no_process_before_the_first_task():
    before = _parsers()
    with pool_of(2) as pool:
        assert _parsers() == before
        pool.run(os.getpid)
        assert _parsers() > before


def test_closing_leaves_no_parser_and_is_safe_to_repeat():
    before = _parsers()
    pool = pool_of(2)
    parsers = {pool.run(os.getpid) for _ in range(20)}
    pool.close()
    pool.close()
    assert not any(map(psutil.pid_exists, parsers))
    assert _parsers() <= before


def test_closing_never_waits_for_a_task_and_tells_who_does(pool):
    told: list[Exception] = []
    pool.run(abs, -1)

    def wait_for_years() -> None:
        try:
            pool.run(re.match, *BACKTRACKS_FOR_YEARS)
        except Postponed as error:
            told.append(error)

    thread = threading.Thread(target=wait_for_years)
    thread.start()
    pool.close()
    thread.join()
    assert [error.what for error in told] == ["the pool is closed"]


def test_a_closed_pool_takes_no_task(pool):
    pool.close()
    with pytest.raises(Postponed, match="the pool is closed"):
        pool.run(abs, -1)


PROGRAM = f"""
import re, threading
from indexing.settings import Settings
from indexing.settings.model import Workers
from indexing.workers import ParserPool
pool = ParserPool(Settings(workers=Workers(processes=2, time_limit="1h")))
threading.Thread(target=pool.run, args=(re.match, *{BACKTRACKS_FOR_YEARS!r})).start()
pool.run(abs, -1)
print("busy", flush=True)
"""


def test_parsers_end_when_their_program_is_killed():
    program = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE)
    with program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"busy\n"
        program.kill()
        # Every parser holds this pipe's other end, so it ends with the last of them.
        assert program.communicate(timeout=60) == (b"", None)


def test_a_program_that_forgets_to_close_ends_all_the_same():
    program = "from indexing.settings import Settings; from indexing.workers import ParserPool; "
    program += "print(ParserPool(Settings()).run(abs, -1))"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"1\n", b"")
