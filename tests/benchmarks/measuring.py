"""CPU time and memory, of this process or of a whole family of processes."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

ROUNDS = 5


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds that this process spends on ``work``."""
    began = time.process_time()
    work()
    return time.process_time() - began


def interleaved(*works: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, ...]:
    """Return the median CPU seconds of each of ``works``, which take turns after a warm-up."""
    for work in works:
        work()
    taken = [[cpu_seconds(work) for work in works] for _ in range(rounds)]
    return tuple(median(column) for column in zip(*taken, strict=True))


def cpu_of_command(command: Sequence[str], env: dict[str, str] | None = None) -> float:
    """Run a command to its end, output thrown away, and return its CPU seconds, children too.

    Raises CalledProcessError if it fails.
    """
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime


def cpu_of_family(process: psutil.Process) -> float:
    """Return the CPU seconds so far of a process, its descendants, and those of them that ended."""
    try:
        return sum(sum(one.cpu_times()[:4]) for one in _family(process))
    except psutil.NoSuchProcess:  # one ended while we counted: its parent has its seconds now
        return cpu_of_family(process)


class Meter:
    """CPU and wall seconds of a family of processes since now."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._cpu, self._at = cpu_of_family(process), time.monotonic()

    def cpu(self) -> float:
        return cpu_of_family(self._process) - self._cpu

    def seconds(self) -> float:
        return time.monotonic() - self._at

    def rate(self) -> float:
        return self.cpu() / self.seconds()


def cpu_of_server(client: "Elasticsearch") -> float:
    """Return the CPU seconds so far of a server of one node."""
    (node,) = client.nodes.stats(metric="process")["nodes"].values()
    return node["process"]["cpu"]["total_in_millis"] / 1000


def highest_memory() -> int:
    """Return the most bytes that this process held since it began.

    Not ru_maxrss, which passes from the process that began it.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def memory_of_family(process: psutil.Process) -> tuple[int, int]:
    """Return (bytes, number of processes): memory of a process and all its descendants now.

    What several of them share is counted once where the kernel tells (PSS), else in each (RSS).
    """
    sizes = []
    for one in _family(process):
        try:
            info = one.memory_full_info()
            sizes.append(getattr(info, "pss", info.rss))
        except psutil.Error:  # it ended while we counted
            continue
    return sum(sizes), len(sizes)


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
