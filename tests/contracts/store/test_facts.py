"""What a database says of itself, to whoever must tell why it does not work."""

import re
from datetime import UTC, datetime, timedelta

from indexing.store.facts import about
from indexing.store.migrating import known_revisions


def test_it_names_engine_version_and_schema(store):
    with store.read() as db:
        facts = about(db)
    assert re.fullmatch(r"SQLite 3\.\d+\.\d+|PostgreSQL \d+\.\d+", facts.engine)
    assert facts.schema in known_revisions()


def test_a_server_tells_its_time_and_a_file_has_none(store):
    with store.read() as db:
        facts = about(db)
    if facts.engine.startswith("SQLite"):
        assert facts.clock_at is None
    else:
        assert facts.clock_at is not None
        assert abs(facts.clock_at - datetime.now(UTC)) < timedelta(seconds=30)


def test_a_clock_stands_for_no_moment_of_the_transaction(store):
    with store.read() as db:
        first, again = about(db).clock_at, about(db).clock_at
    assert first is None or (again is not None and again > first)
