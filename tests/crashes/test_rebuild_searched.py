"""``presswatch index rebuild`` under steady searches, with news coming in: no search notices."""

import json
from contextlib import closing
from threading import Event, Thread
from uuid import uuid4

import pytest
from newsroom_at_work import (
    check_records,
    finished,
    make_all_due,
    prepare,
    start,
    write_settings,
)

from indexing.desk.coverage import searching
from indexing.desk.room import opened_desk
from indexing.index.elastic import connect

pytestmark = pytest.mark.slow


@pytest.fixture(params=["embedded", pytest.param("9.4.3", marks=pytest.mark.servers)])
def settings(request, tmp_path, new_database):
    """Settings of a newsroom with either index."""
    if request.param == "embedded":
        return write_settings(tmp_path, new_database())
    url = request.getfixturevalue("elasticsearch_url")(request.param)
    index = f"""
    [index]
    backend = "elasticsearch"
    hosts = ["{url}"]
    prefix = "searched{uuid4().hex[:8]}"
    """
    return write_settings(tmp_path, new_database(), index)


class Searcher(Thread):
    """Asks ``ask`` for a total until it is told that it is over; keeps what it saw."""

    def __init__(self, ask, is_over):
        super().__init__()
        self._ask, self._is_over = ask, is_over
        self.seen, self.error = [], None

    def run(self):
        try:
            while not self._is_over.wait(0.05):  # seconds: the others need the processor, too
                self.seen.append(self._ask())
        except Exception as error:
            self.error = error


def test_no_search_fails_or_sees_less_than_there_was(settings, row):
    prepare(settings, row)
    paths = row.publish(0)
    finished(start(settings, "run", "-q"))
    paths += row.publish(1)
    make_all_due(settings)
    is_over = Event()
    with opened_desk(settings) as desk, closing(_raw_count(settings)) as raw:
        asks = [lambda: searching.search(desk, "lang:en").total, lambda: next(raw)]
        searchers = [Searcher(ask, is_over) for ask in asks]
        for one in searchers:
            one.start()
        try:
            _rebuild_while_a_cycle_runs(settings)
        finally:
            is_over.set()
            for one in searchers:
                one.join()
    for one in searchers:
        assert one.error is None
        assert one.seen == sorted(one.seen), "an article was there, and then it was not"
        assert (one.seen[0], one.seen[-1]) == (30, 60)
    check_records(settings, row, paths)


def _raw_count(settings):
    """Yield how many articles other programs see: those of the alias, or of the desk's index."""
    if settings.index.backend == "embedded":
        with opened_desk(settings) as desk:
            while True:
                yield searching.search(desk, "*:*").total
    with connect(settings.index) as client:
        while True:
            yield client.count(index=settings.index.prefix)["count"]


def _rebuild_while_a_cycle_runs(settings):
    """Rebuild, and again, from the start of a cycle until after its end."""
    cycle = start(settings, "run", "-q", "--json")
    while cycle.poll() is None:
        assert "written anew" in finished(start(settings, "index", "rebuild", "-q"))
    assert json.loads(finished(cycle))["problems"] == []
