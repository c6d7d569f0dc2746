"""Transactions, and what a person reads when the database is away, locked or full."""

import os
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import delete, event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from store_samples import NOW, found

from indexing.errors import ConfigError, StoreUnavailable
from indexing.settings import Settings, load_settings
from indexing.store import Store, engine
from indexing.store.engine import sqlite_file, sqlite_url
from indexing.store.records.feeds import list_feeds
from indexing.store.schema import feeds
from indexing.store.work.ledger import Line, note, trail


def lines(store):
    with store.read() as db:
        return len(trail(db, "a"))


def write_line(store, detail=""):
    with store.write() as db:
        note(db, Line(NOW, "read", "first", detail, {}, "a"))


def write_and_fail(store):
    with store.write() as db:
        note(db, Line(NOW, "read", "first", "", {}, "a"))
        raise ZeroDivisionError


def test_a_write_is_kept_whole_or_not_at_all(store):
    write_line(store)
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store)

    assert lines(store) == 1


def test_a_reader_sees_one_moment_and_never_waits_for_a_writer(store):
    write_line(store)
    with store.read() as db:
        before = len(trail(db, "a"))
        write_line(store)
        with store.write() as writer:
            note(writer, Line(NOW, "read", "first", "", {}, "a"))
            assert len(trail(db, "a")) == before == 1
    assert lines(store) == 3


def test_a_reader_cannot_write(store):
    with pytest.raises(StoreUnavailable, match="readonly"), store.read() as db:
        note(db, Line(NOW, "read", "first", "", {}, "a"))


def test_a_store_that_is_kept_open_tells_readers_from_writers_each_time(file, store):
    with closing(Store(sqlite_url(file), keeps_open=True)) as kept:
        for number in range(3):
            with pytest.raises(StoreUnavailable, match="readonly"), kept.read() as db:
                note(db, Line(NOW, "read", "first", "", {}, "a"))
            write_line(kept)
            assert lines(kept) == lines(store) == number + 1


def test_a_store_that_is_kept_open_answers_many_threads_at_once(file, store):
    write_line(store)
    with closing(Store(sqlite_url(file), keeps_open=True)) as kept, ThreadPoolExecutor(20) as some:
        asked = [some.submit(lines, kept) for _ in range(100)]
        assert {one.result() for one in asked} == {1}


def test_a_second_writer_that_waits_too_long_says_who_is_in_the_way(store, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    other = Store(store.engine.url)
    with store.write() as db:
        note(db, Line(NOW, "read", "first", "", {}, "a"))
        with pytest.raises(StoreUnavailable, match="locked") as refused, other.write():
            pass

    assert "Another process is writing" in refused.value.do
    write_line(other)
    assert lines(store) == 2


def write_until_refused(store, kept):
    for number in range(1_000):
        write_line(store, "x" * 5_000)
        kept.append(number)


def test_a_full_disk_loses_nothing_that_was_stored(store, file):
    with store.write() as db:
        pages = db.execute(text("PRAGMA page_count")).scalar_one()

    @event.listens_for(store.engine, "connect")
    def _leave_little_room(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")

    kept = []
    with pytest.raises(StoreUnavailable, match="full") as refused:
        write_until_refused(store, kept)
    assert refused.value.where == str(file)
    assert "Free some disk space" in refused.value.do
    assert lines(Store(sqlite_url(file))) == len(kept) > 0
    write_line(Store(sqlite_url(file)))  # with room again


@pytest.mark.parametrize("content", [
    pytest.param(b"These are my notes.\n" * 99, id="a text"),
    pytest.param(b"SQLite format 3\x00" + b"\xff" * 4096, id="a damaged header"),
])  # fmt: skip
def test_a_file_that_is_no_database_is_left_alone(file, content):
    file.write_bytes(content)

    with pytest.raises(StoreUnavailable) as refused:
        Store(sqlite_url(file)).migrate()
    assert refused.value.where == str(file)
    assert "presswatch restore" in refused.value.do
    assert file.read_bytes() == content


def test_a_damaged_page_is_told_with_the_way_out(store, file):
    for _ in range(50):
        write_line(store, "x" * 5_000)
    store.close()
    data = bytearray(file.read_bytes())
    data[8192:] = os.urandom(len(data) - 8192)
    file.write_bytes(data)

    with pytest.raises(StoreUnavailable, match=r"malformed|not a database") as refused:
        lines(store)
    assert "presswatch restore" in refused.value.do


def test_a_folder_that_is_missing(tmp_path):
    with pytest.raises(StoreUnavailable, match="unable to open") as refused:
        Store(sqlite_url(tmp_path / "missing" / "file.sqlite3")).migrate()
    assert "folder" in refused.value.do


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_folder_that_is_read_only(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreUnavailable, match=r"readonly|unable to open") as refused:
        Store(sqlite_url(tmp_path / "file.sqlite3")).migrate()
    tmp_path.chmod(0o700)
    assert "write" in refused.value.do


@pytest.mark.parametrize("wrong", ["SELEC 1", "SELECT * FROM no_such_table"])
def test_a_fault_of_ours_is_no_unavailable_store(store, wrong):
    with pytest.raises(OperationalError), store.read() as db:
        db.execute(text(wrong))


def test_a_row_that_others_point_to_cannot_go(store):
    with store.write() as db:
        found(db)
    with pytest.raises(IntegrityError), store.write() as db:
        db.execute(delete(feeds))
    with store.read() as db:
        assert len(list_feeds(db)) == 1


def settings_for(folder):
    config = folder / "presswatch.toml"
    config.write_text(f'[presswatch]\ndata_dir = "{folder / "data"}"\n')
    return load_settings(config, environ={})


@pytest.mark.parametrize("name", ["plain", "with space", "100% ?#&ü", "it's"])
def test_a_store_is_opened_in_the_data_folder_whatever_its_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    store = Store.open(settings_for(folder))

    assert sqlite_file(store) == folder / "data" / "presswatch.sqlite3"
    assert sqlite_file(store).is_file()
    assert lines(store) == 0


def test_a_data_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "data").write_text("a file is in the way")

    with pytest.raises(StoreUnavailable, match="cannot be made") as refused:
        Store.open(settings_for(tmp_path))
    assert "data_dir" in refused.value.do


def settings_with(url):
    return Settings.model_validate({"store": {"url": url}})


def test_a_store_elsewhere_is_opened_by_its_address(file):
    store = Store.open(settings_with(f"sqlite:///{file}"))

    assert (store.where, lines(store)) == (str(file), 0)


@pytest.mark.parametrize("url", [
    "postgres",
    "oracle9://host/name",
    "postgresql+nodriver://lea:hunter2@host/name",
    "sqlite://lea:hunter2@host/name",
])  # fmt: skip
def test_an_address_that_no_database_has_is_told_without_its_password(url):
    with pytest.raises(ConfigError) as refused:
        Store.open(settings_with(url))

    assert refused.value.where == "store.url"
    assert "hunter2" not in str(refused.value)


def test_every_write_is_on_disk_when_it_returns(store, file):
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with store.write() as db:
        assert db.execute(text("PRAGMA synchronous")).scalar_one() == 2
        assert db.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


@pytest.mark.parametrize("said", ["", "?connect_timeout=2"])
def test_a_server_that_says_nothing_is_away(said, monkeypatch):
    monkeypatch.setattr(engine, "CONNECT_SECONDS", 10 if said else 2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"postgresql://lea@127.0.0.1:{mute.getsockname()[1]}/news{said}"
        with pytest.raises(StoreUnavailable, match="timeout"):
            Store.open(settings_with(address))
