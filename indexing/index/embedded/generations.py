"""The folders: one a generation, and a file ``CURRENT`` that names the one readers see.

    index/
    ├── CURRENT          "1", replaced in one step
    ├── g000001/         a whole tantivy index, and FORMAT: who wrote it, with which schema
    └── g000002/         being filled by a rebuild

A generation is made under another name and renamed, so none is ever seen half made.
"""

import json
import os
import shutil
import threading
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final
from uuid import uuid4

import tantivy

from indexing.errors import IndexUnavailable
from indexing.index.contract import REBUILD
from indexing.index.embedded.documents import SCHEMA_VERSION, build_schema

_CURRENT: Final = "CURRENT"
_FORMAT: Final = "FORMAT"
_UNFINISHED: Final = ".unfinished-"
ENGINE_VERSION: Final = version("tantivy")


class Generations:
    """The generations in ``folder``. Opened ones are kept; all methods are thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[int, tantivy.Index] = {}
        self._lock = threading.Lock()

    def current(self) -> int:
        """Return the generation that readers see, 0 when none was published yet."""
        path = self._folder / _CURRENT
        try:
            return int(path.read_bytes())
        except FileNotFoundError:
            return 0
        except ValueError as error:
            raise IndexUnavailable(
                "it does not hold a number", str(path), f"Delete {self._folder}. {REBUILD}"
            ) from error

    def schema(self, generation: int) -> int | None:
        """Return the schema that ``generation`` was written with, None if it is not there."""
        if not self._path(generation).is_dir():
            return None
        schema = _format(self._path(generation)).get("schema", 0)
        return schema if isinstance(schema, int) else 0

    def open(self, generation: int) -> tantivy.Index | None:
        """Return the index of ``generation``, or None when there is no such folder."""
        with self._lock:
            index = self._opened.get(generation)
            path = self._path(generation)
            if not path.is_dir():
                self._opened.pop(generation, None)
                return None
            if index is None:
                index = self._opened[generation] = _opened(path)
            return index

    def open_or_make(self, generation: int) -> tantivy.Index:
        """Return the index of ``generation``, made empty when there is none yet."""
        index = self.open(generation)
        if index is None:
            self._make(generation)
            index = self.open(generation)
        if index is None:
            raise FileNotFoundError(f"{self._path(generation)} was removed at this moment")
        return index

    def switch(self, generation: int) -> None:
        """Let readers see ``generation``, in one step that survives a power cut."""
        new = self._folder / f"{_CURRENT}{_UNFINISHED}{uuid4().hex}"
        with new.open("w", encoding="ascii") as file:
            file.write(str(generation))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._folder / _CURRENT)
        _sync_folder(self._folder)

    def remove_before(self, generation: int) -> None:
        """Delete older generations and what crashes left. Readers that have one open keep it."""
        with self._lock:
            for path in self._folder.iterdir():
                number = path.name.removeprefix("g")
                if _UNFINISHED in path.name or (number.isdecimal() and int(number) < generation):
                    _remove(path)
            for number_ in [opened for opened in self._opened if opened < generation]:
                del self._opened[number_]

    def _path(self, generation: int) -> Path:
        return self._folder / f"g{generation:06d}"

    def _make(self, generation: int) -> None:
        path = self._path(generation)
        unfinished = path.with_name(f"{path.name}{_UNFINISHED}{uuid4().hex}")
        unfinished.mkdir(parents=True)
        tantivy.Index(build_schema(), path=str(unfinished))
        written_by = {"tantivy": ENGINE_VERSION, "schema": SCHEMA_VERSION}
        (unfinished / _FORMAT).write_text(json.dumps(written_by) + "\n", "utf-8")
        _sync_folder(unfinished)
        try:
            unfinished.rename(path)
        except OSError:
            if not path.is_dir():
                raise
            _remove(unfinished)  # another process made it first
        _sync_folder(self._folder)


def _opened(path: Path) -> tantivy.Index:
    """Open the index in ``path``. Raises IndexUnavailable when this version cannot read it."""
    written_by = _format(path)
    is_ours = written_by.get("schema") == SCHEMA_VERSION
    if not is_ours or not tantivy.Index.is_compatible(str(path)):
        raise IndexUnavailable(
            f"it was written by tantivy {written_by.get('tantivy', 'of unknown version')} with "
            f"schema {written_by.get('schema', '?')}; here are {ENGINE_VERSION} and "
            f"{SCHEMA_VERSION}",
            f"index in {path}",
            REBUILD,
        )
    index = tantivy.Index.open(str(path))
    index.config_reader("manual")  # we reload before each search; the default starts a thread
    return index


def _format(path: Path) -> dict[str, object]:
    """Return who wrote the index in ``path``; nothing when that cannot be read."""
    try:
        written_by = json.loads((path / _FORMAT).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return written_by if isinstance(written_by, dict) else {}


def _remove(path: Path) -> None:
    with suppress(OSError):  # in use (Windows), or removed by another process: the next one will
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` durable, where folders can be synced at all."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
