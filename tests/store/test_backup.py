"""One file that holds everything: made while others write, tested, put back."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest
from store_samples import NOW, article

from indexing.errors import InvalidRequest, StoreUnavailable
from indexing.store import Store, backup
from indexing.store.engine import sqlite_url
from indexing.store.work.ledger import Line, note


@pytest.fixture
def filled(store):
    """A store with three articles."""
    with store.write() as db:
        for name in ("a", "b", "c"):
            article(db, name)
    return store


@pytest.fixture
def copy(filled, tmp_path):
    """A back-up of ``filled``."""
    backup.backup(filled, tmp_path / "copy.sqlite3")
    return tmp_path / "copy.sqlite3"


def write_until(stopped, store, started):
    """Write two lines a transaction until told to stop."""
    written = 0
    while not stopped.is_set() or not written:
        with store.write() as db:
            for _ in range(2):
                note(db, Line(NOW, "read", "first", "x" * 500, {}, "a"))
        written += 2
        started.set()
    return written


def test_a_backup_holds_everything_and_says_how_much(filled, tmp_path):
    made = backup.backup(filled, tmp_path / "copy.sqlite3")

    assert made == backup.counts(filled) == backup.check(tmp_path / "copy.sqlite3")
    assert (made["articles"], made["versions"], made["feeds"]) == (3, 3, 1)


def test_a_backup_is_one_file(copy, tmp_path):
    backup.check(copy)

    assert sorted(file.name for file in tmp_path.glob("copy*")) == ["copy.sqlite3"]


def test_checking_changes_nothing(copy):
    before = copy.read_bytes()
    copy.chmod(0o400)
    backup.check(copy)

    assert copy.read_bytes() == before


def test_a_backup_while_a_writer_works_is_of_one_moment(filled, tmp_path):
    started, stopped = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_until, stopped, filled, started)
        started.wait()
        made = [backup.backup(filled, tmp_path / f"copy-{n}.sqlite3")["ledger"] for n in range(5)]
        stopped.set()
        written = writing.result()

    assert made == sorted(made)
    assert all(lines % 2 == 0 for lines in made)
    assert 0 < made[-1] <= written == backup.counts(filled)["ledger"]


def test_a_backup_never_overwrites(filled, copy):
    before = copy.read_bytes()

    with pytest.raises(InvalidRequest, match="exists"):
        backup.backup(filled, copy)
    assert copy.read_bytes() == before


def test_a_backup_that_cannot_be_written_leaves_nothing(filled, tmp_path):
    with pytest.raises(StoreUnavailable, match="unable to open"):
        backup.backup(filled, tmp_path / "missing" / "copy.sqlite3")
    assert not (tmp_path / "missing").exists()


def test_a_backup_after_one_that_was_killed(filled, tmp_path):
    (tmp_path / "copy.sqlite3.part").write_bytes(b"half")

    assert backup.backup(filled, tmp_path / "copy.sqlite3")["articles"] == 3


def test_a_restored_store_is_as_it_was_and_the_later_one_lies_beside(filled, copy, file):
    with filled.write() as db:
        article(db, "later")
    found = backup.restore(filled, copy)

    assert found == backup.counts(filled)
    assert found["articles"] == 3
    beside = Store(sqlite_url(file.with_suffix(".before-restore.sqlite3")))
    assert backup.counts(beside)["articles"] == 4


def test_what_only_the_log_of_a_killed_process_holds_is_kept_beside(filled, copy, file, tmp_path):
    with closing(sqlite3.connect(file)) as other:  # while it is open, the log stays
        other.execute("SELECT * FROM feeds").fetchall()
        with filled.write() as db:
            article(db, "only in the log")
        for tail in ("", "-wal"):
            shutil.copy(file.with_name(file.name + tail), tmp_path / f"killed.sqlite3{tail}")
    killed = Store(sqlite_url(tmp_path / "killed.sqlite3"))
    backup.restore(killed, copy)

    assert backup.counts(killed)["articles"] == 3
    beside = Store(sqlite_url(tmp_path / "killed.before-restore.sqlite3"))
    assert backup.counts(beside)["articles"] == 4


def test_a_damaged_store_can_be_replaced(filled, copy, file):
    filled.close()
    file.write_bytes(b"not a database any more" * 99)
    backup.restore(filled, copy)

    assert backup.counts(filled)["articles"] == 3


def test_a_lost_store_can_be_replaced(copy, tmp_path):
    fresh = Store(sqlite_url(tmp_path / "elsewhere.sqlite3"))

    assert backup.restore(fresh, copy)["articles"] == 3
    assert backup.counts(fresh)["articles"] == 3


def no_file(copy):
    copy.unlink()


def a_text(copy):
    copy.write_bytes(b"These are my notes.\n" * 99)


def an_empty_file(copy):
    copy.write_bytes(b"")


def half_of_it(copy):
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])


def random_pages(copy):
    data = bytearray(copy.read_bytes())
    data[8192:40960] = bytes(range(256)) * 128
    copy.write_bytes(data)


def a_row_that_points_to_nothing(copy):
    change(copy, "DELETE FROM feeds")


def another_program(copy):
    copy.unlink()
    change(copy, "CREATE TABLE notes (text)")


def a_newer_schema(copy):
    change(copy, "UPDATE alembic_version SET version_num = '9999'")


def change(copy, statement):
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute(statement)


@pytest.mark.parametrize(("fault", "told"), [
    (no_file, "no such file"),
    (a_text, "not a database"),
    (an_empty_file, "no such table"),
    (half_of_it, "malformed|damaged"),
    (random_pages, "malformed|damaged"),
    (a_row_that_points_to_nothing, "rows that point to nothing: "),
    (another_program, "no such table"),
    (a_newer_schema, "schema 9999"),
])  # fmt: skip
def test_what_is_no_good_backup_is_refused_and_the_store_stays(filled, copy, fault, told):
    fault(copy)

    with pytest.raises(InvalidRequest, match=told):
        backup.check(copy)
    with pytest.raises(InvalidRequest, match=told):
        backup.restore(filled, copy)
    assert backup.counts(filled)["articles"] == 3


def test_a_store_in_memory_or_on_a_server_has_its_own_tools(tmp_path):
    served = Store("sqlite://")

    with pytest.raises(InvalidRequest, match="no SQLite file") as refused:
        backup.backup(served, tmp_path / "copy.sqlite3")
    assert "pg_dump" in refused.value.do
    with pytest.raises(InvalidRequest, match="no SQLite file"):
        backup.restore(served, tmp_path / "copy.sqlite3")


def test_a_server_that_runs_on_reads_what_was_restored(filled, copy, file):
    with closing(Store(sqlite_url(file), keeps_open=True)) as server:
        with server.write() as db:
            article(db, "later")
        assert backup.counts(server)["articles"] == 4
        backup.restore(filled, copy)

        assert backup.counts(server)["articles"] == 3
