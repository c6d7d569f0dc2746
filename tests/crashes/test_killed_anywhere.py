"""Monitor and deliverer, either killed -9 at random instants: nothing is lost or told twice.

What may come again is a message whose sender died between the other side's "taken" and our
"sent". Mail server and store cannot commit together, so one of them is first. Were "sent" written
first, a death in between would lose the message; so it is written last, and a death in between
sends it again, under the id that it had: mail programs and receivers of webhooks drop that. The
test counts such messages apart, and shows that there is no other way to them: no try ever failed,
each delivery was marked as sent once, and each time that a message came again had a sender of its
own, so that all but the last one died between "taken" and "sent". A sender that dies leaves one
such message a channel at most.
"""

import os
import random
import sys
from collections import Counter
from contextlib import closing

import pytest
from crew import Crew
from kiosks import EVENTS, KIOSKS
from newsroom_at_work import ALERTS, ONCE, check_records, finished, prepare, start, write_settings
from receipts import count, hooks_taken, mails_taken, open_post_office
from sqlalchemy import func, select, true

from indexing.desk.room import opened_desk
from indexing.store import Store
from indexing.store.schema import (
    channels,
    deliveries,
    delivery_attempts,
    delivery_matches,
    ledger,
    matches,
)

pytestmark = pytest.mark.slow
IS_PROOF = bool(os.environ.get("PRESSWATCH_PROOF"))
KILLS = 50 if IS_PROOF else 6
SEED = int(os.environ.get("PRESSWATCH_SEED", "20261124"))
NEWS = [(kiosk, slug) for slug in EVENTS for kiosk in range(0, KIOSKS, 1 if IS_PROOF else 5)]
LEAST = {"monitor": len(ONCE) + len(ALERTS), "deliverer": 2}
"""What an article brings at least: lines in the ledger, one a match; messages, one a channel.

A kill comes at a random one of these steps, up to ``LONGEST`` seconds after it is seen: so it
falls into work, on a quick machine and on a slow one.
"""
LONGEST = 0.3
EVERY_ARTICLE = ALERTS[1]
"""The alert that sends a message an article: what a message leaves out does not blur the count."""
SETTINGS = """
[feeds]
start = "1s"
floor = "1s"
ceiling = "2s"
[alerts]
growth_every = "0s"
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "presswatch@example.org"
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request):
    """The name of a store, and its address."""
    is_file = request.param == "sqlite"
    return request.param, "" if is_file else request.getfixturevalue("new_database")()


@pytest.fixture
def post():
    """A mail server, and its port."""
    with open_post_office() as opened:
        yield opened


def test_whatever_is_killed_each_hit_is_told_on_each_channel_once(store, tmp_path, row, post):
    office, port = post
    settings = write_settings(tmp_path, store[1], SETTINGS.format(port=port))
    prepare(settings, row, "mailto:desk@example.org")
    finished(start(settings, "run", "-q"))  # what a new feed brings at first is old, and waits
    paths, deaths = _kill_while_news_come(settings, row, office)
    finished(start(settings, "run", "--all", "-q"))

    got = {"webhook": hooks_taken(row), "mail": mails_taken(office, row)}
    urls = [row.url + path for path in paths]
    counted = {one: count(got[one], urls, alert=EVERY_ARTICLE) for one in got}
    _print_table(store[0], counted)
    assert {(one.lost, one.double) for one in counted.values()} == {(0, 0)}
    assert max(one.repeated for one in counted.values()) <= deaths, "one a dead sender at most"
    _check_messages(settings, got)
    check_records(settings, row, paths)


def _kill_while_news_come(settings, row, office):
    """Kill one of the two again and again, with news before each time.

    Return the paths of the news, and how many deliverers died.
    """
    chance, paths, deaths = random.Random(SEED), [], 0
    with Crew(settings) as crew, closing(Store.open(settings)) as store:
        seen = {
            "monitor": lambda: _lines(store),
            "deliverer": lambda: len(row.hooks) + len(office.mails),
        }
        for kill in range(KILLS):
            crew.wait_until_ready()
            role, after = chance.choice(list(LEAST)), chance.uniform(0, LONGEST)
            news = NEWS[len(paths) : len(NEWS) * (kill + 1) // KILLS]
            mark = seen[role]() + chance.randint(1, LEAST[role] * len(news))
            sys.stdout.write(f"seed {SEED}: {role} killed {after:.3f} s after step {mark}\n")
            paths += [row.tell(*one) for one in news]
            crew.kill(role, once=lambda of=seen[role], mark=mark: of() >= mark, after=after)
            deaths += role == "deliverer"
    return paths, deaths


def _lines(store):
    """Return how many lines the monitor has written into the ledger."""
    with store.read() as db:
        of_monitor = select(func.count()).select_from(ledger).where(ledger.c.stage != "deliver")
        return db.execute(of_monitor).scalar_one()


def _check_messages(settings, got):
    """Hold what arrived to the outbox: every message, every match of either alert, sent once."""
    came = Counter(one.id for receipts in got.values() for one in receipts)
    assert len({one for receipts in got.values() for one in receipts}) == len(came)
    with opened_desk(settings) as desk, desk.store.read() as db:
        rows = {one.message_id: one for one in db.execute(select(deliveries))}
        assert {one.state for one in rows.values()} == {"sent"}
        assert set(came) == set(rows)
        tries = db.execute(select(delivery_attempts)).all()
        assert all(one.is_ok for one in tries), [one.answer for one in tries]
        marked = Counter(one.delivery_id for one in tries)
        assert marked == {one.id: 1 for one in rows.values()}
        for identity, times in came.items():  # each sender but the last died, or it would be marked
            assert times <= rows[identity].attempts, "it came again, and no sender had died"
        pairs = db.execute(select(delivery_matches.c.match_id, delivery_matches.c.channel_id))
        wanted = db.execute(select(matches.c.id, channels.c.id).join(channels, true()))
        assert sorted(map(tuple, pairs)) == sorted(map(tuple, wanted))


def _print_table(store, counted):
    """Print a line a channel; to stderr, since workers of pytest-xdist have no stdout."""
    sys.stderr.write("\n")
    for channel, one in counted.items():
        sys.stderr.write(
            f"{store:10}  {channel:7}  {KILLS} kills -9  {one.hits} hits  {one.lost} lost  "
            f"{one.double} double  {one.repeated} repeated, same id\n"
        )
