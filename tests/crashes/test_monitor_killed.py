"""The monitor, killed -9 at random moments: nothing is lost, nothing comes twice."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from flows.demo.newsstand import Pace
from flows.demo.site import DemoSite
from indexing.desk import alerting, channelling, feeding, overseeing
from indexing.desk.room import opened_desk
from indexing.models import Cadence
from indexing.settings import Settings
from indexing.store.schema import jobs, ledger
from indexing.store.watch import hits, outbox

pytestmark = pytest.mark.slow
KILLS = 50 if os.environ.get("PRESSWATCH_PROOF") else 20
LONGEST = 9.0  # seconds: a whole cycle with its start-up takes about so long


def test_a_monitor_killed_at_random_moments_loses_nothing_and_repeats_nothing(
    write_settings: Callable[[str], Settings],
) -> None:
    settings = write_settings()
    chance = random.Random(20240612)
    with DemoSite(now=datetime.now(UTC), pace=Pace.HAND) as site:
        _prepare(settings, site)
        for kill in range(KILLS):
            if kill == KILLS // 2:
                site.advance()  # news, in the middle of it all
            _run_and_kill(settings, chance.uniform(0.2, LONGEST))
        for _ in range(2):
            assert _run(settings).wait(120) == 0
        _check(settings, site)


def _prepare(settings: Settings, site: DemoSite) -> None:
    with opened_desk(settings) as desk:
        for title, url in site.feed_urls()[:13]:  # the outlets; hazards have their own tests
            with desk.store.write() as db:
                feeding.feeds.add_feed(
                    db, feeding.absolute_url(url), host="127.0.0.1", title=title,
                    interval=settings.feeds.start, now=desk.now,
                )  # fmt: skip
        channelling.add_channel(desk, f"webhook+{site.sink_url}", "desk")
        request = alerting.AlertRequest("orban OR nato", to=("desk",), cadence=Cadence.AT_ONCE)
        alerting.add_alert(desk, request)
        request = alerting.AlertRequest("police OR court", to=("desk",), cadence=Cadence.HOURLY)
        alerting.add_alert(desk, request)


def _run(settings: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flows.cli", "run", "--config", str(settings.path), "-q"]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)


def _run_and_kill(settings: Settings, after: float) -> None:
    child = _run(settings)
    try:
        child.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _check(settings: Settings, site: DemoSite) -> None:
    with opened_desk(settings) as desk:
        assert overseeing.verify_index(desk).is_equal
        with desk.store.read() as db:
            left = db.execute(
                select(func.count())
                .select_from(jobs)
                .where(jobs.c.done_at.is_(None), jobs.c.due_at <= desk.now)
            ).scalar_one()
            assert left == 0, "work was left"
            indexed = Counter(
                db.execute(
                    select(ledger.c.article_id).where(ledger.c.outcome == "indexed")
                ).scalars()
            )
            assert set(indexed.values()) == {1}, "an article was indexed twice"
            assert len(indexed) == overseeing.status(desk).articles
            fired = [one for one in hits.matches_of_alert(db, 1, limit=1000) if not one.is_old]
            for match in fired:
                assert len(outbox.deliveries_of_match(db, match.id)) == 1
        assert fired
    told = Counter(hook.headers["webhook-id"] for hook in site.hooks)
    bodies = {hook.headers["webhook-id"]: hook.body for hook in site.hooks}
    articles = Counter(
        article["id"]
        for body in bodies.values()
        if body["alert"]["id"] == 1
        for story in body["stories"]
        for article in story["articles"]
    )
    assert set(articles.values()) == {1}, "an article was told of under two ids"
    assert {match.article_id for match in fired} == set(articles), told
    sys.stdout.write(
        f"\n{KILLS} kills -9: {len(indexed)} articles indexed once, "
        f"{len(fired)} matches told once, "
        "0 lost, 0 double\n"
    )
