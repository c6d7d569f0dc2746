"""Signs of life while a person waits: a bar on a terminal, else a plain line for each stage.

A stage of many things gets a line at each quarter, too.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flows.cli.invocation import CURRENT
from flows.cli.output import LABEL, console, tell

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

MANY = 1_000
"""A stage of so many things is told of while it goes on."""
Watcher = Callable[[str, int, int, str], None]
"""Called with (stage, done, total so far, a note); from any thread."""


@contextmanager
def watched() -> Iterator[Watcher]:
    """Yield what a workshop reports to; everything goes to stderr, nothing with -q."""
    if CURRENT.quiet:
        yield lambda _stage, _done, _total, _note: None
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield _Bars(bars)
    else:
        lines = _Lines()
        yield lines
        lines.finish()


class _Lines:
    """A line when a stage is over; the first report of the next one says that it is.

    A long one has a line for each quarter that it has passed.
    """

    def __init__(self) -> None:
        self._stage = self._text = ""
        self._quarter = 0
        self._lock = threading.Lock()

    def __call__(self, stage: str, done: int, total: int, note: str) -> None:
        with self._lock:
            if stage != self._stage:
                self.finish()
            self._stage = stage
            self._text = f"{stage:<{LABEL}} {done:,}/{total:,}  {note}".rstrip()
            quarter = 4 * done // total if total >= MANY else 0
            if self._quarter < quarter < 4:  # the whole is told when the stage is over
                self._quarter = quarter
                tell(self._text)

    def finish(self) -> None:
        if self._text:
            tell(self._text)
        self._stage = self._text = ""
        self._quarter = 0


class _Bars:
    """A bar for each stage, in the order in which they begin."""

    def __init__(self, bars: "Progress") -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def __call__(self, stage: str, done: int, total: int, note: str) -> None:
        with self._lock:
            if stage not in self._tasks:
                self._tasks[stage] = self._bars.add_task(f"{stage:<{LABEL}}", total=total, note="")
            self._bars.update(self._tasks[stage], completed=done, total=total, note=note)


def _bars() -> "Progress":
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[note]}", markup=False),
        console=console(stderr=True),
    )
