"""The schema comes to be step by step and ends as the live tables say."""

import ast
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import OperationalError
from store_samples import feed, found, start_python

from indexing.errors import StoreUnavailable
from indexing.store import Store, backup, migrating, steps
from indexing.store.engine import sqlite_url
from indexing.store.schema import metadata

WORKER = Path(__file__).with_name("migrating_worker.py")
STEPS = sorted((steps.FOLDER / "versions").glob("[0-9]*.py"))
ADVICE = "The tables and the migrations differ: write a new step in migrations/versions."


def revision(file):
    with closing(sqlite3.connect(file)) as db:
        return db.execute("SELECT version_num FROM alembic_version").fetchall()


def tables_of(engine):
    """Return table → everything that the database knows of it, in one order."""
    seen = inspect(engine)
    return {
        name: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)],
            "key": seen.get_pk_constraint(name),
            "foreign": sorted(seen.get_foreign_keys(name), key=str),
            "unique": sorted(seen.get_unique_constraints(name), key=str),
            "indexes": sorted(seen.get_indexes(name), key=str),
        }
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def test_alembic_finds_no_difference_between_migrations_and_tables(store):
    with store.read() as db:
        context = MigrationContext.configure(
            db, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == [], ADVICE


def test_the_database_sees_the_same_tables_either_way(store, tmp_path):
    live = create_engine(sqlite_url(tmp_path / "live.sqlite3"))
    metadata.create_all(live)

    assert tables_of(store.engine) == tables_of(live), ADVICE


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.stem)
def test_a_step_is_frozen_and_follows_the_one_before(step):
    """It imports nothing of ours: what it makes must not move with the code."""
    imported = [
        getattr(node, "module", None) or node.names[0].name
        for node in ast.walk(ast.parse(step.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert sorted(imported) == ["alembic", "sqlalchemy"]


def test_a_store_that_needs_no_step_is_opened_without_alembic(store, file):
    address = f"sqlite:///{file}"
    opens = f"import sys; from indexing.store import Store; Store({address!r}).migrate()"
    asked = [sys.executable, "-c", f"{opens}; print('alembic' in sys.modules)"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "False\n"


def test_steps_are_one_chain_in_the_order_of_their_numbers():
    script = ScriptDirectory(str(steps.FOLDER))
    chain = [step.revision for step in script.walk_revisions()][::-1]

    assert chain == [step.stem.partition("_")[0] for step in STEPS]
    assert migrating.known_revisions() == frozenset(chain)


def test_migrating_twice_changes_nothing(store, file):
    with store.write() as db:
        found(db)
    store.migrate()

    assert revision(file) == [(STEPS[-1].stem[:4],)]
    assert backup.counts(store)["articles"] == 1
    assert list(file.parent.glob("*.before-*")) == []


@pytest.mark.slow
def test_two_processes_that_start_at_once_take_turns(tmp_path):
    files = [tmp_path / f"new-{n}.sqlite3" for n in range(5)]
    workers = [start_python(WORKER, *(f"sqlite:///{file}" for file in files)) for _ in range(2)]
    for _ in files:
        assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 2
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()

    assert [worker.communicate()[0] for worker in workers] == ["done\n"] * 2
    assert [worker.returncode for worker in workers] == [0, 0]
    assert {file.name: revision(file) for file in files} == {
        file.name: [(STEPS[-1].stem[:4],)] for file in files
    }


def test_a_store_of_a_newer_presswatch_is_left_alone(store, file):
    with store.write() as db:
        found(db)
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreUnavailable, match="schema 9999, made by a newer") as refused:
        store.migrate()
    assert refused.value.where == str(file)
    assert "Upgrade this installation" in refused.value.do
    assert revision(file) == [("9999",)]


def steps_in(folder, steps):
    """Put these steps of ours into a folder of migrations; return it."""
    (folder / "versions").mkdir(parents=True)
    for step in steps:
        shutil.copy(step, folder / "versions")
    return folder


@pytest.fixture
def older(file, tmp_path, monkeypatch):
    """A store as an earlier Presswatch left it, with one feed."""
    with monkeypatch.context() as then:
        then.setattr(steps, "FOLDER", steps_in(tmp_path / "then", STEPS[:1]))
        store = Store(sqlite_url(file))
        store.migrate()
    with store.write() as db:
        feed(db)
    return store


def test_an_upgrade_keeps_what_there_was_and_copies_it_beside(older, file):
    with closing(sqlite3.connect(file)) as other:  # while it is open, the log holds the rows
        other.execute("SELECT * FROM feeds").fetchall()
        with older.write() as db:
            feed(db, "only in the log")
        older.migrate()

    (copy,) = file.parent.glob("*.before-*")
    assert copy.name == f"presswatch.before-{STEPS[-1].stem[:4]}.sqlite3"
    assert (revision(copy), revision(file)) == ([("0001",)], [(STEPS[-1].stem[:4],)])
    assert backup.check(copy)["feeds"] == 2
    assert backup.counts(older)["feeds"] == 2


def test_a_backup_of_an_older_presswatch_is_brought_up_to_date(older, file, tmp_path):
    older.close()
    fresh = Store(sqlite_url(tmp_path / "fresh.sqlite3"))
    backup.restore(fresh, file)

    assert backup.counts(fresh)["feeds"] == 1


BROKEN = """
from alembic import op
import sqlalchemy as sa
revision, down_revision = "9998", "{last}"
def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.get_bind().execute(sa.text("INSERT INTO no_such_table VALUES (1)"))
"""


def test_a_step_that_fails_leaves_the_store_as_it_was(store, file, tmp_path, monkeypatch):
    folder = steps_in(tmp_path / "broken", STEPS)
    (folder / "versions" / "9998_broken.py").write_text(BROKEN.format(last=STEPS[-1].stem[:4]))
    before = tables_of(store.engine)
    monkeypatch.setattr(steps, "FOLDER", folder)

    with pytest.raises(OperationalError, match="no_such_table"):
        store.migrate()
    assert tables_of(store.engine) == before
    assert revision(file) == [(STEPS[-1].stem[:4],)]
