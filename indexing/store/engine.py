"""Opening the store: one engine, read and write transactions, migrations under a lock."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from indexing.errors import ConfigError, InvalidRequest, StoreUnavailable
from indexing.settings import Settings
from indexing.store.steps import is_newest

BUSY_SECONDS = 10
"""How long a writer waits for another before it says so."""
CONNECT_SECONDS = 10
"""How long a server may take to answer: a host that drops packets says nothing at all."""

_PRAGMAS = (
    "journal_mode=WAL",
    "journal_size_limit=67108864",  # a log that one long read made large does not stay so
    "synchronous=FULL",
    "foreign_keys=ON",
)
_RESTORE = "Put a back-up in its place: presswatch restore FILE."
_WAIT = "Another process is writing; try again in a moment."
_PERMISSIONS = "Check that the folder exists and that you may write to it."
# By the second word of SQLite's result code. What is not here is a fault of ours: it is raised.
_ADVICE = {
    "FULL": "Free some disk space; nothing that was stored is lost.",
    "IOERR": "Check the disk; nothing that was stored before is lost.",
    "BUSY": _WAIT,
    "LOCKED": _WAIT,
    "PROTOCOL": _WAIT,
    "READONLY": _PERMISSIONS,
    "CANTOPEN": _PERMISSIONS,
    "PERM": _PERMISSIONS,
    "NOTADB": _RESTORE,
    "CORRUPT": _RESTORE,
}
_DEADLOCK = "40P01"  # PostgreSQL ends one of those that wait for each other: it did nothing
_AWAY = "Check that the database is up and reachable."


class Store:
    """The database behind everything. Safe to share between threads: each use has a connection.

    ``write`` transactions are IMMEDIATE on SQLite: a lock is taken at the start, so two writers
    never find out at commit that one of them must lose. Threads of one ``Store`` write in turn.
    """

    def __init__(self, url: str | URL, *, keeps_open: bool = False) -> None:
        """Raises ConfigError for an address that names no database; connects to nothing yet.

        ``keeps_open`` is for a server: a SQLite file stays open from one use to the next, until
        ``close``, since to open it costs more than most questions.
        """
        self.engine = _engine(url, keeps_open=keeps_open)
        # SQLite's waiting writers poll for their turn: among threads, some would never get it.
        is_one_file = self.engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if is_one_file else nullcontext()
        )

    @property
    def where(self) -> str:
        """The file, or the address without its password: how messages name the store."""
        file = sqlite_file(self)
        return self.engine.url.render_as_string() if file is None else str(file)

    @classmethod
    def open(cls, settings: Settings, *, keeps_open: bool = False) -> "Store":
        """Open the configured store, make its folder and bring its tables up to date."""
        store = cls(store_url(settings), keeps_open=keeps_open)
        store.migrate()
        return store

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection in a read transaction: one consistent view, nothing is written."""
        with self._transaction(is_write=False) as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a write transaction: all of it is kept, or nothing."""
        with self._turn, self._transaction(is_write=True) as db:
            yield db
            afterwards = db.get_execution_options()["afterwards"]
        for act in afterwards:
            act()

    def migrate(self) -> None:
        """Bring the tables to the newest schema. Raises StoreUnavailable; nothing is half-done."""
        with self.read() as db:
            if is_newest(db):
                return
        from indexing.store.migrating import upgrade  # noqa: PLC0415 (alembic is slow to import)

        upgrade(self)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self, *, is_write: bool) -> Iterator[Connection]:
        options: dict[str, Any] = {"is_write": is_write, "afterwards": []}
        if not is_write and self.engine.dialect.name == "postgresql":
            # its default shows each statement what was committed meanwhile
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with (
            _told(self.where),
            self.engine.connect().execution_options(**options) as db,
            db.begin(),
        ):
            yield db


def after_commit(db: Connection, act: Callable[[], None]) -> None:
    """Have ``act`` done once what this transaction wrote is kept, never if it is not."""
    db.get_execution_options()["afterwards"].append(act)


def store_url(settings: Settings) -> str | URL:
    """Return the configured address, or that of a SQLite file in the data folder (made)."""
    if settings.store.url:
        return settings.store.url
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"cannot be made ({error.strerror})",
            str(folder),
            "Set presswatch.data_dir to a folder that you may write to.",
        ) from error
    return sqlite_url(folder / "presswatch.sqlite3")


def sqlite_url(file: Path) -> URL:
    """Return the address of a SQLite file, whatever characters its path holds."""
    return URL.create("sqlite", database=str(file))


def sqlite_file(store: Store) -> Path | None:
    """Return the file behind a SQLite store, None for another database."""
    url = store.engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _engine(url: str | URL, *, keeps_open: bool) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed, keeps_open=keeps_open)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, pool_pre_ping=True, connect_args=_patience(parsed))
    except (ArgumentError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"is no database address that can be used ({error})",
            "store.url",
            "Write postgresql://user:password@host/name, or leave it out for a SQLite file.",
        ) from error


def _patience(url: URL) -> dict[str, int]:
    """Return how long to wait for a silent server, where the address does not say it itself."""
    ours = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    is_postgres = url.get_backend_name() == "postgresql"
    return {name: ours[name] for name in ours if is_postgres and name not in url.query}


def _sqlite_engine(url: URL, *, keeps_open: bool) -> Engine:
    wait = {"timeout": BUSY_SECONDS}
    if keeps_open:  # each is used by one thread at a time; those over the pool's size are closed
        pooled = {**wait, "check_same_thread": False}
        engine = create_engine(url, poolclass=QueuePool, max_overflow=-1, connect_args=pooled)
        _forget_replaced(engine, Path(url.database or ""))
    else:
        engine = create_engine(url, poolclass=NullPool, connect_args=wait)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        if _is_empty(Path(url.database or "")):  # later it would be a write, or say nothing
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        is_write = bool(connection.get_execution_options().get("is_write"))
        # a read that turned into a write could fail halfway: another may have written meanwhile
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if is_write else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")

    return engine


def _is_empty(file: Path) -> bool:
    try:
        return file.stat().st_size == 0
    except OSError:  # in memory
        return False


def _forget_replaced(engine: Engine, file: Path) -> None:
    """Drop connections to what was ``file`` once a back-up was put in its place."""

    @event.listens_for(engine, "connect")
    def _note(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _identity(file)

    @event.listens_for(engine, "checkout")
    def _compare(_connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if record.info["file"] != _identity(file):
            raise InvalidatePoolError


def _identity(file: Path) -> tuple[int, int] | None:
    """Return what tells a file from another under its name, None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Turn what the driver raises when the database is away, locked or full into our error.

    And for a text that a person sent and PostgreSQL can neither hold nor look for.
    """
    try:
        yield
    except PoolExhausted as error:
        raise StoreUnavailable("all connections are in use", where, _WAIT) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == _DEADLOCK:
            what = "another process wrote the same at this moment"
            raise StoreUnavailable(what, where, _WAIT, retry_after=timedelta(0)) from error
        if isinstance(error, DataError) and "NUL" in str(error.orig):
            what = "a text holds the character NUL, which the record cannot"
            raise InvalidRequest(what, where, "Send it without.") from error
        if advice := _advice(error):
            reason = " ".join(str(error.orig).split()).rstrip(".?")
            raise StoreUnavailable(reason, where, advice) from error
        raise


def _advice(error: DBAPIError) -> str:
    """Return what to do about ``error``, nothing if it is a fault of ours (wrong SQL, a key)."""
    if isinstance(error.orig, sqlite3.Error):
        return advice_for(error.orig)
    return _AWAY if isinstance(error, OperationalError) or error.connection_invalidated else ""


def advice_for(error: sqlite3.Error) -> str:
    """Return what a person can do about an error of SQLite's, nothing if it is a fault of ours."""
    name = getattr(error, "sqlite_errorname", "")  # SQLITE_IOERR_WRITE, …
    return _ADVICE.get(name.split("_")[1], "") if name else ""
