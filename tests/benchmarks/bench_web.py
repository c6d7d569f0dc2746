"""How long a person waits for a page, over HTTP, with 100,000 articles in the record and index."""

import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from bench_index import NAMES, NOW, TOPICS, articles, batched
from press import running, subscribe, wait_for, write_settings
from rules import made_rules
from sqlalchemy import insert
from stock import extraction_of, keep, keep_stories

from flows.prefect_server import free_port
from indexing.index import open_index
from indexing.models import Cadence, Document
from indexing.search.searchable import Searchable
from indexing.settings import Settings
from indexing.store import Store
from indexing.store.schema import entities
from indexing.store.watch.alerts import NewAlert, add_alert
from indexing.store.watch.follows import Follow, add_follow

ARTICLES = 100_000
FEEDS = 100
ALERTS = 10_000
IN_A_STORY = 5
A_COPY_IN, RELATED_IN = 10, 30
"""One article of so many copies the one before it, is related to the follow."""
SLUG = "harbour"
PAGES = (
    ("Search page, minister", "/search?q=minister", 60),
    ("Search page, five words", "/search?q=harbour+OR+ferry+OR+bridge+OR+budget+OR+police", None),
    ("Search page, topic and name", "/search?q=topic:politics+AND+entity:%22per:name-7%22", 60),
    ("Follow page", f"/follows/{SLUG}", 80),
    ("home page", "/", None),
    ("article page, 10,000 alerts", "/articles/a000777", None),
    ("stories page", "/stories", None),
)  # fmt: skip
"""What, its address, and the milliseconds that half of the answers may take."""
ROUNDS = 21
CLIENTS, SECONDS = 8, 10


def test_pages(report, tmp_path):
    with (
        served(stocked(tmp_path)) as port,
        closing(HTTPConnection("127.0.0.1", port)) as connection,
    ):
        for what, path, most in PAGES:
            taken = 1000 * median(waited(connection, path) for _ in range(ROUNDS))
            told = f"{what}, p50", f"{taken:.0f} ms"
            if most is None:
                report.figure(*told)
            else:
                report.goal(*told, wanted=f"<= {most} ms", is_met=taken <= most)
        rate = answers_a_second(port)
    report.figure(f"pages, {CLIENTS} clients at once, each of them in turn", f"{rate:.0f} /s")


def waited(connection: HTTPConnection, path: str) -> float:
    """Ask for a page; return the seconds until all of it is there."""
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    return time.perf_counter() - began


def answers_a_second(port: int) -> float:
    """Return how many pages a second are served to several who ask without a pause."""
    until = time.perf_counter() + SECONDS

    def ask(first: int) -> int:
        number = 0
        with closing(HTTPConnection("127.0.0.1", port)) as connection:
            for _, path, _ in cycle(PAGES[first % len(PAGES) :] + PAGES[: first % len(PAGES)]):
                if time.perf_counter() > until:
                    break
                waited(connection, path)
                number += 1
        return number

    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(ask, range(CLIENTS))) / SECONDS


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    """Serve the pages in a process of their own; yield its port."""
    command = [sys.executable, "-m", "indexing.web.serving", "--config", str(settings.path)]
    with running(command):
        wait_for(settings.web.port)
        yield settings.web.port


def stocked(folder: Path) -> Settings:
    """Make a record and an index of a quarter's articles, stories and one follow."""
    settings = write_settings(folder, f"[web]\nport = {free_port()}\n")
    subscribe(settings, [f"http://127.0.0.1/{number}.xml" for number in range(FEEDS)])
    store, index = Store.open(settings), open_index(settings)
    with store.write() as db:
        add_follow(db, follow())
        rows = [{"id": one, "name": one, "type": "PER", "kind": ""} for one in NAMES]
        db.execute(insert(entities), rows)
        texts = [one.text for one in islice(articles(ARTICLES), FEEDS)]
        chance = random.Random(ALERTS)
        for query in made_rules(ALERTS, chance, names=NAMES, topics=TOPICS, texts=texts):
            add_alert(db, alert(query), now=NOW, next_delivery_at=None)
    for some in batched(placed(articles(ARTICLES)), 10_000):
        keep_stories(store, some)
        keep(store, some)
        index.write(some, generation=1)
    store.close()
    index.publish(1)
    return settings


def placed(made: Iterator[Searchable]) -> Iterator[Searchable]:
    """Yield articles as those of many feeds, in stories, some of them copies, some related."""
    before = ""
    for number, one in enumerate(made):
        is_copy = number % A_COPY_IN == 1
        yield replace(
            one,
            source=f"outlet {number % FEEDS}",
            story=f"s{number // IN_A_STORY:05}",
            copies=before if is_copy else one.article_id,
            follows=(SLUG,) if number % RELATED_IN == 0 else (),
        )
        before = one.article_id


def alert(query: str) -> NewAlert:
    """Return an alert that tells nobody."""
    return NewAlert(query, query, Cadence.DAILY, "08:00", 0, "UTC", None, True, ())


def follow() -> Follow:
    """Return a follow as its reader left it: nothing tuned, never looked at."""
    return Follow(
        slug=SLUG,
        name="The harbour",
        document=Document("The harbour", "The council met about the harbour. " * 30, "en"),
        origin="a pasted text",
        extraction=extraction_of(NAMES[:10], ("politics",)),
        tuning={},
        is_paused=False,
        made_at=NOW,
        looked_at=None,
    )
