"""Two people use the pages, in a process of its own, while cycles run in others: nobody waits."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import httpx
import pytest
from newsroom_at_work import (
    PATIENCE,
    finished,
    left_to_do,
    make_all_due,
    prepare,
    start,
    write_settings,
)
from smallworld.press import samples
from sqlalchemy import select

from indexing.desk.follows import following
from indexing.desk.room import opened_desk
from indexing.desk.upkeep import overseeing
from indexing.store.schema import articles
from indexing.web.serving import address_of, open_door

pytestmark = pytest.mark.slow
FOLLOWED = "central-bank-holds-rates"


@contextmanager
def served(settings) -> Iterator[str]:
    """Serve the pages by a process of its own; yield their address."""
    with open_door(settings) as door:
        words = ["-m", "indexing.web.serving", "--config", str(settings.path)]
        words += ["--door", str(door.fileno())]
        child = subprocess.Popen([sys.executable, *words], pass_fds=[door.fileno()])
        address = address_of(settings, door)
    try:
        yield address
    finally:
        child.terminate()
        child.wait(PATIENCE)


class Person(Thread):
    """Reads and changes things until told to stop; keeps every answer, and whatever failed."""

    def __init__(self, address: str, name: str, slug: str) -> None:
        super().__init__()
        self.answers: list[tuple[str, int]] = []
        self.rounds, self.error = 0, None
        self.has_been_round, self.is_over = Event(), Event()
        self._client = httpx.Client(base_url=address, timeout=PATIENCE, follow_redirects=True)
        self._name, self._slug = name, slug

    def run(self) -> None:
        try:
            with self._client:
                while not self.is_over.is_set():
                    self._go_round()
                    self.rounds += 1
                    self.has_been_round.set()
        except Exception as error:
            self.error = error
            self.has_been_round.set()

    def _go_round(self) -> None:
        page = f"/follows/{self._slug}"
        for path in ("/", "/search?q=lang:en", "/stories", "/feeds", "/alerts", "/system"):
            self._keep(self._client.get(path))
        text = self._keep(self._client.get(page)).text
        if article := re.search(r'href="(/articles/[0-9a-f]+)"', text):
            self._keep(self._client.get(article[1]))
        key = re.search(r'name="form_key" value="([^"]+)"', text)[1]
        line = f"0.{10 + self.rounds % 80}"
        for path, fields in (
            (f"{page}/tune", {"line": line, "save": "1"}),
            (f"{page}/seen", {}),
            ("/searches", {"name": self._name, "query": "lang:en"}),
            ("/alerts/new", {"q": "orban", "name": self._name, "do": "save", "per": "story"}),
        ):
            self._keep(self._client.post(path, data={"form_key": key, **fields}))

    def _keep(self, answer: httpx.Response) -> httpx.Response:
        self.answers.append((str(answer.url), answer.status_code))
        return answer


def test_pages_are_read_and_changed_while_a_cycle_runs(tmp_path, row):
    store = f"sqlite:///{tmp_path / 'presswatch.sqlite3'}"
    settings = write_settings(tmp_path, store, "[web]\nport = 0\n")
    prepare(settings, row)
    paths = row.publish(0)
    with opened_desk(settings) as desk:
        words = samples()[FOLLOWED]
        document = following.as_document(f"{words.title}\n\n{words.text}")
        slug = following.follow(desk, following.Reference(document, "a test"), name="Rates").slug
    finished(start(settings, "run", "-q"))
    paths += row.publish(1)
    make_all_due(settings)
    begun, go_on = row.hold(paths[-1])  # a cycle cannot end before it has read this page
    with served(settings) as address:
        cycle = start(settings, "run", "-q", "--json")
        people = [Person(address, name, slug) for name in ("Ann", "Bob")]
        try:
            assert begun.wait(PATIENCE)
            for one in people:
                one.start()
            assert all(one.has_been_round.wait(PATIENCE) for one in people)
            assert cycle.poll() is None, "it ended, so nobody knows whether they waited for it"
            go_on.set()
            assert json.loads(finished(cycle))["problems"] == []
        finally:
            go_on.set()
            for one in people:
                one.is_over.set()
                one.join(PATIENCE)
    for one in people:
        assert one.error is None
        # below 500: both change one follow, so a 409 or a 400 ("it is so already") is a fair answer
        assert [told for told in one.answers if told[1] >= 500] == []
    with opened_desk(settings) as desk:
        with desk.store.read() as db:
            assert set(db.execute(select(articles.c.url)).scalars()) == {row.url + x for x in paths}
            assert left_to_do(db) == []
        assert overseeing.verify_index(desk).is_equal
