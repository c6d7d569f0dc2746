"""Waiting until the schedule has done what the demo shows.

It is the thing itself that is waited for, not a time in which it should have come: on a machine
that is busy with other work everything is only slower.
"""

import sys
import time

from sqlalchemy import Connection

from flows.demo.newsroom import About
from flows.demo.site import DemoSite
from flows.supervisor import Running
from indexing.errors import PresswatchError
from indexing.models import Article
from indexing.store import Store
from indexing.store.records import articles
from indexing.store.watch import outbox
from indexing.store.work import cycles
from indexing.store.work.cycles import Cycle

PATIENCE = 1800
"""Seconds to wait for one scheduled cycle, or for what is to be seen, before the demo fails."""
LOOK_EVERY = 0.3
CORRECTED = "no-forints-for-nato-fund"


def say(line: str) -> None:
    """Print one line of the demo's own."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def watch(store: Store, site: DemoSite, running: Running, *, wanted: int) -> list[Cycle]:
    """Print each scheduled cycle as it ends, until there are enough and all is there; return them.

    On a quick machine three cycles bring all of it; on one that leaves feeds for the next cycle
    more are printed. Raises PresswatchError when a child ends by itself.
    """
    seen: list[Cycle] = []
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _fail_if_ended(running)
        for cycle in _new(store, seen):
            seen.append(cycle)
            say(f"scheduled cycle {len(seen)}  " + "\n  ".join(_told(cycle)))
            if len(seen) <= wanted:
                until = time.monotonic() + PATIENCE
        if len(seen) >= wanted and _is_all_there(store, site):
            break
        time.sleep(LOOK_EVERY)
    return seen


def corrected(site: DemoSite) -> str:
    """Return the address of the article that its outlet corrects between two polls."""
    return next(url for url, one in site.articles() if one.slug == CORRECTED)


def near_miss(site: DemoSite) -> str:
    """Return the address of an article that is near to the story, and not of it."""
    return next(url for url, one in site.articles() if one.about is About.NEAR)


def _is_all_there(store: Store, site: DemoSite) -> bool:
    with store.read() as db:
        near, changed = (_article(db, url) for url in (near_miss(site), corrected(site)))
        is_sent = bool(outbox.count_by_state(db).get("sent"))
    is_changed = changed is not None and changed.version > 1
    return is_sent and is_changed and near is not None and near.indexed_at is not None


def _article(db: Connection, url: str) -> Article | None:
    found = articles.resolve_url(db, url)
    return articles.get_article(db, found) if found else None


def _told(cycle: Cycle) -> list[str]:
    return list(cycle.report.get("lines", [cycle.outcome]))


def _new(store: Store, seen: list[Cycle]) -> list[Cycle]:
    with store.read() as db:
        ended = [one for one in cycles.latest(db) if one.ended_at and one.trigger == "schedule"]
    known = {one.id for one in seen}
    return [one for one in reversed(ended) if one.id not in known]


def _fail_if_ended(running: Running) -> None:
    if name := running.ended():
        raise PresswatchError(
            f"the {name} ended by itself", "demo", f"See {running.place.home / (name + '.log')}"
        )
