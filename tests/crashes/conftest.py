"""A newsroom's surroundings: a row of kiosks and a genuine PostgreSQL."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexing.store import Store

if TYPE_CHECKING:
    from kiosks import Row

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "contracts" / "store")]  # test folders: no packages


@pytest.fixture(scope="module")
def new_database() -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty, migrated database, and returns its address."""
    from postgres_server import postgres_maker, running_postgres

    with running_postgres() as address:
        make = postgres_maker(address)

        def made() -> str:
            store: Store = make()
            url = store.engine.url.set(drivername="postgresql")
            store.close()
            return url.render_as_string(hide_password=False)

        yield made


@pytest.fixture
def row() -> Iterator["Row"]:
    """Kiosks that have published nothing yet."""
    from kiosks import Row

    with Row() as made:
        yield made
