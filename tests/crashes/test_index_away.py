"""Elasticsearch away, killed, closed or hanging while the newsroom works: each cycle says so.

Alerts go out without it, nothing is lost, and the next cycle catches up by itself.
"""

import json
import time
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from newsroom_at_work import (
    PATIENCE,
    check_all_done,
    finished,
    make_all_due,
    prepare,
    start,
    write_settings,
)

pytestmark = [pytest.mark.slow, pytest.mark.servers]


@pytest.fixture(scope="module")
def server(own_server):
    return own_server("9.4.3")


@pytest.fixture
def client(server):
    with Elasticsearch(server[1], request_timeout=5, max_retries=0) as client:
        yield client


@pytest.fixture
def newsroom(tmp_path, new_database, server, row):
    """Settings of a newsroom at the server, whose first news waits for a cycle, and its paths."""
    index = f"""
    [index]
    backend = "elasticsearch"
    hosts = ["{server[1]}"]
    prefix = "away{uuid4().hex[:8]}"
    timeout = "5s"
    """
    settings = write_settings(tmp_path, new_database(), index)
    prepare(settings, row)
    _run(settings)
    paths = row.publish(0)
    make_all_due(settings)
    return settings, paths


def _run(settings):
    """Run a cycle, which must go well; return its report."""
    return json.loads(finished(start(settings, "run", "-q", "--json")))


def test_killed_while_it_is_written_to_and_started_again_all_is_there_once(
    newsroom, server, client, row
):
    settings, paths = newsroom
    child = start(settings, "run", "-q", "--json")
    _wait_for_month(client, settings.index.prefix)
    server[0].kill()
    report = json.loads(finished(child))
    server[0].start()

    assert report["outcome"] == "done in part"
    assert "cannot be reached" in report["problems"][0]
    assert report["tally"]["deliver"]["sent"] > 0, "no alert waits for the index"
    _run(settings)
    check_all_done(settings, row, paths)


def _wait_for_month(client, prefix):
    """Wait until articles are about to be written: their month's index is there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if client.indices.get(index=f"{prefix}-g*-2*", features="aliases"):
            return
    raise TimeoutError("no month was made")


def test_down_at_start_is_told_and_made_up_for(newsroom, server, row):
    settings, paths = newsroom
    server[0].kill()
    child = start(settings, "run", "-q", "--strict")
    said, complained = child.communicate(timeout=PATIENCE)
    server[0].start()

    assert (child.returncode, complained) == (4, "")
    assert "cannot be reached" in said
    assert "Start it, or mend index.hosts; nothing is lost" in said
    _run(settings)
    check_all_done(settings, row, paths)


def test_a_full_disk_is_told_and_made_up_for(newsroom, client, row):
    settings, paths = newsroom
    _run(settings)
    paths += row.publish(1)
    make_all_due(settings)
    _block(client, settings, True)
    said = finished(start(settings, "run", "-q"))
    _block(client, settings, None)

    assert "it takes no writes or reads now" in said
    assert "Make room on its disk, or lift the block, and go on; nothing is lost." in said
    _run(settings)
    check_all_done(settings, row, paths)


def _block(client, settings, is_closed):
    # not "read_only_allow_delete": that one the server lifts by itself when its disk has room
    blocks = {"index.blocks.read_only": is_closed}
    client.indices.put_settings(index=settings.index.prefix, settings=blocks)


def test_a_server_that_hangs_is_told_and_made_up_for(newsroom, server, row):
    settings, paths = newsroom
    server[0].freeze()
    try:
        said = finished(start(settings, "run", "-q"))
    finally:
        server[0].thaw()

    assert "it did not answer in time" in said
    _run(settings)
    check_all_done(settings, row, paths)
