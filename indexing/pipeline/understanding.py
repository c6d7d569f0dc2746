"""Texts understood, here or side by side in processes of their own; nothing here knows a store.

What comes of a text is the same in every process, and comes in the order of the texts. A process
costs what loading the models costs, 2.5 s and 400 MB, so several start only for many texts.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from indexing.errors import Quarantined, WorkerKilled
from indexing.extraction import extract
from indexing.models import Article, Document, Extraction
from indexing.pipeline.workshop import PRELOAD
from indexing.search.analysis import analyze
from indexing.search.stream_codec import encode_streams
from indexing.settings import Settings
from indexing.workers import ParserPool

Learnt = tuple[Extraction, bytes]
"""What is in a text, and its packed token streams."""
Learner = Callable[[Sequence[Article]], Iterator[Learnt | Quarantined]]
"""Yields for each text, in their order, what was learnt of it, or why nothing was."""

WORTH_A_PROCESS = 32
"""Texts that must wait for each process: in about their time it has loaded the models."""
MOST_UNASKED = 4
"""Processes that are started where nobody said how many: they need 400 MB each."""
_CHUNK = 4  # texts a task: few, so that no process waits long for the last one
# A text takes half a second at worst; this is for one that never ends, on a slow machine.
_TIME_LIMIT = timedelta(minutes=1)
# Of data; what libraries only reserve counts here, too. A worker in use has 400 MB in memory.
_MEMORY_MB = 1500


def processes_wanted(settings: Settings) -> int:
    """Return in how many processes texts may be understood at once: as set, else one a core."""
    return settings.workers.understanding or min(os.cpu_count() or 1, MOST_UNASKED)


@contextmanager
def learning(settings: Settings) -> Iterator[Learner]:
    """Yield a learner. It learns few texts here; the first time that there are many it starts
    processes, which end with the block.

    A text that fails is told as Quarantined. When a process dies, the texts that it had are begun
    again, each alone; one with which another process dies is told as WorkerKilled.
    """
    with ExitStack() as stack:
        yield _Learner(settings, stack)


class _Learner:
    def __init__(self, settings: Settings, stack: ExitStack) -> None:
        self._settings = settings
        self._stack = stack
        self._crew: _Crew | None = None

    def __call__(self, texts: Sequence[Article]) -> Iterator[Learnt | Quarantined]:
        processes = min(processes_wanted(self._settings), len(texts) // WORTH_A_PROCESS)
        if self._crew is None and processes > 1:
            self._crew = _Crew(
                self._stack.enter_context(_pool(self._settings, processes)), processes
            )
        if self._crew:
            return self._crew.learn(texts)
        return (_told(learn(text.document), text) for text in texts)


def _pool(settings: Settings, processes: int) -> ParserPool:
    limits = {"processes": processes, "time_limit": _TIME_LIMIT, "memory_mb": _MEMORY_MB}
    confined = settings.model_copy(update={"workers": settings.workers.model_copy(update=limits)})
    return ParserPool(confined, preload=PRELOAD)


class _Crew:
    """Learns in several processes."""

    def __init__(self, pool: ParserPool, processes: int) -> None:
        self._pool = pool
        self._tasks = 2 * processes  # one under way and one in waiting for each process

    def learn(self, texts: Sequence[Article]) -> Iterator[Learnt | Quarantined]:
        """Yield what is learnt of each text, in their order."""
        chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
        with ThreadPoolExecutor(self._tasks) as threads:
            for results in threads.map(self._together, chunks):
                yield from results

    def _together(self, texts: Sequence[Article]) -> list[Learnt | Quarantined]:
        try:
            learnt = self._pool.run(learn_all, [text.document for text in texts])
        except WorkerKilled:
            return [self._alone(text) for text in texts]
        return [_told(one, text) for one, text in zip(learnt, texts, strict=True)]

    def _alone(self, text: Article) -> Learnt | Quarantined:
        try:
            (learnt,) = self._pool.run(learn_all, [text.document])
        except WorkerKilled as death:
            what = f"killed its worker 2 times: it {death.what}"
            return WorkerKilled(what, text.url, "Report it with its text.")
        return _told(learnt, text)


def _told(learnt: Learnt | str, text: Article) -> Learnt | Quarantined:
    if not isinstance(learnt, str):
        return learnt
    what = f"extraction failed ({learnt})"
    return Quarantined(what, text.url, "Report it; what was read is kept.")


def learn_all(documents: Sequence[Document]) -> list[Learnt | str]:
    """Return what is learnt of each document; see ``learn``."""
    return [learn(document) for document in documents]


def learn(document: Document) -> Learnt | str:
    """Return what is in a text, or in words how it broke us: it must not hold up the others."""
    try:
        streams = encode_streams(analyze(document.title), analyze(document.text))
        return extract(document), streams
    except Exception as error:
        return f"{type(error).__name__}: {error}"
