"""Databases under the one contract. PostgreSQL is one more name and one more maker."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from indexing.store import Store
from indexing.store.engine import sqlite_url

sys.path.insert(0, str(Path(__file__).parent))  # the samples: test folders are no packages


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_store(request, tmp_path_factory) -> Iterator[Callable[[], Store]]:
    """Make an empty store in the database under test, its tables up to date."""
    if request.param == "sqlite":
        yield _sqlite_maker(tmp_path_factory.mktemp("store"))
        return
    from postgres_server import postgres_maker, running_postgres

    with running_postgres() as address:
        yield postgres_maker(address)


@pytest.fixture
def store(new_store) -> Iterator[Store]:
    """An empty store."""
    made = new_store()
    yield made
    made.close()


@pytest.fixture
def db(store) -> Iterator[Connection]:
    """An open write transaction on an empty store: what a test does in it belongs together."""
    with store.write() as connection:
        yield connection


@pytest.fixture(scope="session")
def dead_owner() -> str:
    """The name of a worker on this host whose process is gone."""
    tell = "from indexing.store.work.owners import new_owner; print(new_owner())"
    from store_samples import start_python

    with start_python("-c", tell) as process:
        return process.communicate()[0].strip()


def _sqlite_maker(folder: Path) -> Callable[[], Store]:
    template = folder / "empty.sqlite3"
    Store(sqlite_url(template)).migrate()
    made = 0

    def make() -> Store:
        nonlocal made
        made += 1
        return Store(sqlite_url(Path(shutil.copy(template, folder / f"{made}.sqlite3"))))

    return make
