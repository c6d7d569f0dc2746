"""What tantivy raises, told as IndexUnavailable: what happened, where, and what to do.

tantivy raises ValueError for everything, so its words are all there is to tell a busy index from
a full disk or a broken file. Its panics are no ``Exception`` at all, and are caught here too.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from indexing.errors import IndexUnavailable
from indexing.index.contract import REBUILD

_WAIT_WHEN_BUSY: Final = timedelta(seconds=5)
_BROKEN: Final = (
    "corrupt", "Footer magic", "FileDoesNotExist", "DoesNotExist", "IncompatibleIndex",
    "does not match", "deserialize", "Unsupported",
)  # fmt: skip
_FULL: Final = ("No space left", "StorageFull", "QuotaExceeded", "os error 28")
_TOO_LITTLE_ROOM: Final = 16_000_000  # bytes; a writer that dies of a full disk may not say so


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn what goes wrong inside into IndexUnavailable about the index in ``folder``."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise _explained(str(error), folder) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # has no importable name
            raise
        raise _explained(f"the engine gave up: {error}", folder) from error


def _explained(message: str, folder: Path) -> IndexUnavailable:
    where, cause = f"index in {folder}", message.splitlines()[0][:300] if message else "no reason"
    if "LockBusy" in message:
        return IndexUnavailable(
            "another process is writing to it",
            where,
            "Wait for it; if none should be, end the other presswatch that uses this folder.",
            retry_after=_WAIT_WHEN_BUSY,
        )
    if any(word in message for word in _FULL) or _room(folder) < _TOO_LITTLE_ROOM:
        return IndexUnavailable("the disk is full", where, "Make room; nothing is lost.")
    if any(word in message for word in _BROKEN):
        return IndexUnavailable(f"it cannot be read ({cause})", where, REBUILD)
    return IndexUnavailable(
        cause, where, f"Wait and repeat. If it stays so, look at the disk. {REBUILD}"
    )


def _room(folder: Path) -> int:
    """Return the free bytes of the disk that holds ``folder``; plenty when nobody knows."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return _TOO_LITTLE_ROOM
