"""A newsroom's surroundings: a row of kiosks and a genuine PostgreSQL."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kiosks import Row

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "contracts" / "store")]  # test folders: no packages


@pytest.fixture(scope="module")
def new_database() -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty, migrated database, and returns its address."""
    from postgres_server import database_maker, running_postgres

    with running_postgres() as address:
        yield database_maker(address)


@pytest.fixture
def row() -> Iterator["Row"]:
    """Kiosks that have published nothing yet."""
    from kiosks import Row

    with Row() as made:
        yield made
