"""A store in a SQLite file; the samples are those of the contract suite."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexing.store import Store
from indexing.store.engine import sqlite_url

sys.path.insert(0, str(Path(__file__).parents[1] / "contracts" / "store"))


@pytest.fixture
def file(tmp_path) -> Path:
    """Where the store's file is, or will be."""
    return tmp_path / "presswatch.sqlite3"


@pytest.fixture
def store(file) -> Iterator[Store]:
    """An empty store in ``file``."""
    made = Store(sqlite_url(file))
    made.migrate()
    yield made
    made.close()
