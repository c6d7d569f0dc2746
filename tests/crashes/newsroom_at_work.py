"""What a newsroom has before it starts, and what must be true once its work is done."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from kiosks import HOOK, KIOSKS, Row, event_of, feed_path
from sqlalchemy import Connection, func, select

from indexing.desk.alerts import alerting, channelling
from indexing.desk.room import opened_desk
from indexing.desk.upkeep import overseeing
from indexing.models import Cadence
from indexing.settings import Settings, load_settings
from indexing.store import Store
from indexing.store.records import feeds
from indexing.store.schema import articles, deliveries, delivery_matches, jobs, ledger, matches

SETTINGS = """
[presswatch]
data_dir = "data"
[fetching]
allow_hosts = ["127.0.0.1"]
per_host_delay = "0s"
per_host_concurrency = 8
[workers]
processes = 1
"""
PATIENCE = 600
ONCE = ("found", "first", "understood", "unrelated", "indexed")
"""Outcomes that the ledger has once for every article; nothing is followed here."""

ALERTS = (1, 2)
"""The alerts of ``prepare``: one that tells per story, and one that tells of each article."""


def write_settings(folder: Path, store: str, more: str = "") -> Settings:
    """Write a settings file for kiosks on loopback, and read it."""
    path = folder / "presswatch.toml"
    path.write_text(f'{SETTINGS}[store]\nurl = "{store}"\n{more}')
    return load_settings(path)


def prepare(settings: Settings, row: Row, *more: str) -> None:
    """Know the feeds, and want to be told of every article, and of every story.

    The kiosks' hook is told, and each address in ``more``.
    """
    with opened_desk(settings) as desk:
        with desk.store.write() as db:
            for kiosk in range(KIOSKS):
                feeds.add_feed(
                    db, row.url + feed_path(kiosk), host="127.0.0.1", title=f"Kiosk {kiosk}",
                    interval=settings.feeds.start, now=desk.now,
                )  # fmt: skip
        channelling.add_channel(desk, f"webhook+{row.url}{HOOK}", "hook")
        for per_story in (True, False):
            request = alerting.AlertRequest(
                "lang:en", to=("hook", *more), cadence=Cadence.AT_ONCE, per_story=per_story
            )
            alerting.add_alert(desk, request)


def make_all_due(settings: Settings) -> None:
    """Let every feed be due."""
    with opened_desk(settings) as desk, desk.store.write() as db:
        feeds.make_all_due(db, now=desk.now)


def start(settings: Settings, *command: str) -> subprocess.Popen[str]:
    """Start the command line as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli", *command, "--config", str(settings.path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finished(child: subprocess.Popen[str]) -> str:
    """Wait until a command ends, which must go well; return what it said."""
    said, complained = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0, said + complained
    return said


def wait_for_lines(settings: Settings, outcome: str, number: int = 1) -> None:
    """Wait until the ledger has so many lines with this outcome."""
    until = time.monotonic() + PATIENCE
    found = select(func.count()).select_from(ledger).where(ledger.c.outcome == outcome)
    with closing(Store.open(settings)) as store:
        while time.monotonic() < until:
            with store.read() as db:
                if db.execute(found).scalar_one() >= number:
                    return
            time.sleep(0.005)  # looking, not waiting for a fixed time
    raise TimeoutError(f"no {number} lines say {outcome}")


def check_all_done(settings: Settings, row: Row, paths: Iterable[str]) -> None:
    """Hold the store, the index, the stories and the webhooks to ``paths``: each once."""
    ids = check_records(settings, row, paths)
    with opened_desk(settings) as desk, desk.store.read() as db:
        _check_deliveries(db, row, ids)


def check_records(settings: Settings, row: Row, paths: Iterable[str]) -> set[str]:
    """Hold the store, the index and the stories to ``paths``; return the articles' ids."""
    with opened_desk(settings) as desk:
        with desk.store.read() as db:
            known = {one.url: one for one in db.execute(select(articles))}
            ids = {one.id for one in known.values()}
            assert set(known) == {row.url + path for path in paths}
            assert left_to_do(db) == []
            _check_ledger(db, ids)
            _check_stories({url: one.story_id for url, one in known.items()})
        assert overseeing.verify_index(desk).is_equal
        held = desk.index.ids(generation=desk.index.generation())
        assert held == {one.id: one.revision for one in known.values()}
    return ids


def left_to_do(db: Connection) -> list[str]:
    """Return the stages of the jobs that are not done; looks back are for later."""
    is_open = jobs.c.done_at.is_(None) & (jobs.c.stage != "read")
    return list(db.execute(select(jobs.c.stage).where(is_open)).scalars())


def _check_ledger(db: Connection, ids: set[str]) -> None:
    for outcome in ONCE:
        told = db.execute(select(ledger.c.article_id).where(ledger.c.outcome == outcome)).scalars()
        counted = Counter(told)
        assert set(counted) == ids, outcome
        assert set(counted.values()) == {1}, f"{outcome}: {counted.most_common(3)}"
    lines = db.execute(select(ledger).where(ledger.c.stage == "match"))
    matched = Counter((line.article_id, line.facts["alert"]) for line in lines)
    assert matched == {(one, alert): 1 for one in ids for alert in ALERTS}


def _check_stories(story_of: dict[str, str]) -> None:
    pairs = {(event_of(url), story) for url, story in story_of.items()}
    events, stories = {event for event, _ in pairs}, {story for _, story in pairs}
    assert len(pairs) == len(events) == len(stories), sorted(pairs)


def _check_deliveries(db: Connection, row: Row, ids: set[str]) -> None:
    assert set(db.execute(select(deliveries.c.state)).scalars()) == {"sent"}
    alert_of = dict(db.execute(select(matches.c.id, matches.c.alert_id)).all())
    assert Counter(alert_of.values()) == dict.fromkeys(ALERTS, len(ids))
    told = Counter(db.execute(select(delivery_matches.c.match_id)).scalars())
    assert set(told.values()) == {1}
    assert {one for one, alert in alert_of.items() if alert == 2} <= set(told)
    sent = db.execute(select(func.count()).select_from(deliveries)).scalar_one()
    assert len(dict(row.hooks)) == sent
    assert _articles_told(row) == dict.fromkeys(ids, 1)


def _articles_told(row: Row) -> Counter[str]:
    """Return how often the alert that tells of every article by itself told of each.

    A message that came twice came under one id: whoever receives it knows.
    """
    return Counter(
        article["id"]
        for body in dict(row.hooks).values()
        if body["alert"]["id"] == 2
        for story in body["stories"]
        for article in story["articles"]
    )
