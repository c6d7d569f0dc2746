"""A store of any earlier Presswatch, with rows in every table, is brought up to date as it is."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import LargeBinary, MetaData, Table, insert, select
from sqlalchemy.types import Boolean, Double, Integer, String

from indexing.models import Cadence
from indexing.store import steps
from indexing.store.records import articles
from indexing.store.schema import metadata
from indexing.store.watch import alerts, follows
from indexing.store.work import queue

STEPS = sorted((steps.FOLDER / "versions").glob("[0-9]*.py"))
EARLIER = [step.stem[:4] for step in STEPS[:-1]]
KEPT = Path(__file__).with_name("earlier") / "0003.sql"
KEYS = ("articles.id", "feeds.id", "stories.id", "follows.slug", "alerts.id", "channels.id")


def known_tables(store) -> dict[str, Table]:
    """Return the tables as the database has them, those that others point to first."""
    seen = MetaData()
    with store.read() as db:
        seen.reflect(db)
    return {table.name: table for table in seen.sorted_tables if table.name != "alembic_version"}


def example(column):
    """Return a value that a column can hold; the same for all, so that keys meet."""
    samples = {LargeBinary: b"\x00bytes", Boolean: True, Double: 1.772e9, Integer: 1, String: "1"}
    return next(value for kind, value in samples.items() if isinstance(column.type, kind))


def rows_of(store, tables):
    """Return table → its rows, column by column as they were called then."""
    with store.read() as db:
        return {
            name: [tuple(row) for row in db.execute(select(*table.columns))]
            for name, table in tables.items()
        }


def kept_rows(database):
    """Return the statements that put an earlier store's rows back."""
    statements = KEPT.read_text("utf-8").splitlines()
    if database != "postgresql":
        return statements
    return [re.sub(r"X'([0-9a-f]+)'", r"'\\x\1'", one) for one in statements]


@pytest.fixture
def at(store, tmp_path, monkeypatch):
    """Return a function: a revision → the store, as the Presswatch of that time made it."""

    def made(revision: str):
        there = MetaData()
        with store.write() as db:
            there.reflect(db)
            there.drop_all(db)
        (tmp_path / "then" / "versions").mkdir(parents=True)
        for step in STEPS[: EARLIER.index(revision) + 1]:
            shutil.copy(step, tmp_path / "then" / "versions")
        with monkeypatch.context() as then:
            then.setattr(steps, "FOLDER", tmp_path / "then")
            store.migrate()
        return store

    return made


@pytest.mark.parametrize("revision", EARLIER)
def test_every_row_of_every_table_is_there_after_the_upgrade(at, revision):
    store = at(revision)
    then = known_tables(store)
    with store.write() as db:
        for table in then.values():
            db.execute(insert(table).values({one.name: example(one) for one in table.columns}))
    before = rows_of(store, then)
    assert all(len(rows) == 1 for rows in before.values())

    store.migrate()
    assert rows_of(store, then) == before
    with store.read() as db:
        context = MigrationContext.configure(
            db, opts={"compare_type": True, "compare_server_default": True}
        )
        assert context.get_current_revision() == STEPS[-1].stem[:4]
        assert compare_metadata(context, metadata) == []


def test_what_an_earlier_presswatch_kept_is_read_as_it_was_meant(at):
    store = at(KEPT.stem)
    with store.write() as db:
        for statement in kept_rows(db.dialect.name):
            db.exec_driver_sql(statement)
    store.migrate()

    with store.write() as db:
        (article_id,) = articles.newest_ids(db, limit=9)
        article = articles.get_article(db, article_id)
        (alert,) = alerts.list_alerts(db)
        (follow,) = follows.list_follows(db)
        waiting = queue.waiting(db, now=datetime(2026, 3, 2, tzinfo=UTC))
    assert (article.title, article.authors) == ("Hungary blocks the vote", ("Lea Frei",))
    assert article.published_at == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert (alert.query, alert.cadence) == ("veto AND nato", Cadence.DAILY)
    assert not alert.on_corrections
    assert not alert.on_spikes
    assert (follow.slug, follow.is_paused) == ("veto", False)
    assert waiting == {"match": (1, 0)}
