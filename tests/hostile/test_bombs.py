"""The bomb gallery: one cycle polls every hostile feed and reads every hostile page.

Each is told for what it is, nothing is dropped silently, the good ones beside them are read, and
the program that goes through all of it stays within its memory.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from smallworld.press import FERRY
from smallworld.world import World

from hostile.bombs import BODIES, DRIPS, HEADS, HELPERS, REDIRECTS
from hostile.museum import Museum
from hostile.pages import PAGES, ROBOTS
from hostile.papers import PAPERS
from hostile.wire import Script, answers, says_nothing
from indexing.desk.coverage import explaining, searching
from indexing.desk.room import Desk, opened_desk
from indexing.desk.upkeep import feeding
from indexing.settings import Settings, load_settings
from indexing.store import Store
from indexing.store.records.feeds import add_feed

pytestmark = pytest.mark.slow
FEEDS = {**BODIES, **HEADS, **REDIRECTS, **PAPERS}
GOOD = "/good.xml"
MEMORY_MB = 300
"""Data limit of each of the two parsers here."""
PROGRAM = 1_000_000_000
"""Bytes that the program may need at its highest, its models (600 MB) among them."""
PARSERS = 2 * (MEMORY_MB + 150) * 1_000_000
"""Bytes of all parsers together: what they load with their code is no data."""
SETTINGS = f"""
[presswatch]
data_dir = "data"
[fetching]
allow_hosts = ["127.0.0.1"]
per_host_delay = "0s"
per_host_concurrency = 20
deadline = "60s"
[workers]
time_limit = "3s"  # the first page of a fresh parser takes 0.7 s where others work, too
memory_mb = {MEMORY_MB}
"""


@dataclass(frozen=True)
class Visit:
    """What is left of it: the desk, where each page lay, and the memory at its highest."""

    desk: Desk
    feeds: Mapping[str, str]
    pages: Mapping[str, str]
    memory: Mapping[str, int]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Go through the gallery, in a process of its own."""
    file = tmp_path_factory.mktemp("gallery") / "presswatch.toml"
    file.write_text(SETTINGS)
    with ExitStack() as stack:
        museum = stack.enter_context(Museum(_rooms()))
        feeds = {f"{museum.url}/feed/{name}": name for name in FEEDS}
        pages = {f"{museum.url}/page/{name}": name for name in PAGES}
        for name, (script, _) in ROBOTS.items():
            site = Museum({"/robots.txt": script, "/page": PAGES["plain"][0]})
            pages[f"{stack.enter_context(site).url}/page"] = f"robots-{name}"
        museum.rooms[GOOD] = _good_feed(pages)
        settings = load_settings(file)
        _subscribe(settings, [*feeds, museum.url + GOOD], datetime.now(UTC))
        command = [sys.executable, "-m", "hostile.visitor", str(file)]
        env = {"PYTHONPATH": ":".join(sys.path)}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with opened_desk(settings) as desk:
        yield Visit(
            desk,
            {name: url for url, name in feeds.items()},
            {name: url for url, name in pages.items()},
            json.loads(done.stdout),
        )


def _rooms() -> dict[str, Script]:
    feeds = {f"/feed/{name}": script for name, (script, _) in {**FEEDS, **HELPERS}.items()}
    return feeds | {f"/page/{name}": script for name, (script, _) in PAGES.items()}


def _good_feed(pages: Mapping[str, str]) -> Script:
    items = "".join(
        f"<item><title>Ferry {name}</title><link>{url}</link><guid>{url}</guid>"
        "<description>The ferry sails again.</description></item>"
        for url, name in pages.items()
    )
    channel = f"<channel><title>Good</title>{items}</channel>"
    return answers(f'<rss version="2.0">{channel}</rss>'.encode())


def _subscribe(settings: Settings, urls: list[str], now: datetime) -> None:
    store, day = Store.open(settings), timedelta(days=1)
    with store.write() as db:
        for url in urls:
            add_feed(db, url, host="127.0.0.1", title="", interval=day, now=now)
    store.close()


@pytest.mark.parametrize("name", FEEDS)
def test_each_feed_is_told_for_what_it_is(visit: Visit, name: str) -> None:
    feed = feeding.find_feed(visit.desk, visit.feeds[name])
    trail = feeding.feed_history(visit.desk, feed.feed_id)
    told = "\n".join(f"{one.outcome}: {one.detail} {one.facts}" for one in trail)
    assert re.search(FEEDS[name][1], told), told
    assert (feed.status == "failing") == ("failing" in told)


@pytest.mark.parametrize("name", [*PAGES, *(f"robots-{name}" for name in ROBOTS)])
def test_each_page_is_told_for_what_it_is(visit: Visit, name: str) -> None:
    told = {**PAGES, **{f"robots-{robot}": row for robot, row in ROBOTS.items()}}[name][1]
    lines = explaining.explain(visit.desk, visit.pages[name]).trail
    assert (lines[0].stage, lines[0].outcome) == ("poll", "found")
    read = "\n".join(f"{one.outcome}: {one.detail}" for one in lines if one.stage == "read")
    assert re.search(told, read, re.MULTILINE), read
    assert "postponed" in read or (lines[-1].stage, lines[-1].outcome) == ("project", "indexed")


def test_the_good_ones_beside_them_are_found(visit: Visit) -> None:
    (good,) = (one for one in feeding.list_feeds(visit.desk) if one.state.title == "Good")
    assert good.health.word == "well"
    assert searching.search(visit.desk, f'url:"{visit.pages["plain"]}" title:ferry').total == 1


async def test_servers_that_keep_us_waiting_are_left_after_the_deadline(world: World) -> None:
    quick = {"deadline": timedelta(seconds=1), "per_host_concurrency": 20}
    fetching = world.settings.fetching.model_copy(update=quick)
    world.settings = world.settings.model_copy(update={"fetching": fetching})
    await world.subscribe()
    rooms = {f"/feed/{name}": script for name, (script, _) in DRIPS.items()}
    with Museum({**rooms, "/robots.txt": says_nothing}) as museum:
        _subscribe(world.settings, [museum.url + path for path in rooms], world.clock.now)
        world.press.list("/x", link=f"{museum.url}/page", summary="The ferry sails again.")
        world.press.publish(FERRY)
        report = await world.cycle()
    assert report.number("poll", "failing") == len(DRIPS)
    assert report.number("read", "first") == 1, "the good one"
    assert world.explain(f"{museum.url}/page").trail[-1].detail.startswith("took longer than 1 s")
    with world.desk() as desk:
        for name, (_, told) in DRIPS.items():
            feed = feeding.find_feed(desk, f"{museum.url}/feed/{name}")
            assert re.search(told, feed.last_error), name


def test_the_memory_stays_within_its_limits(visit: Visit) -> None:
    assert visit.memory["program"] < PROGRAM
    assert visit.memory["parsers"] < PARSERS
