"""What a test of the store starts from: feeds, entries, articles, alerts, of our own writing."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from indexing.models import (
    Cadence,
    DateSource,
    Document,
    Entity,
    EntityType,
    Entry,
    Extraction,
    MatchedClause,
    Mention,
    Reading,
    Topic,
)
from indexing.store.records.feeds import add_feed
from indexing.store.records.found import Found, Sighting, record_entry
from indexing.store.records.readings import Outcome, record_reading
from indexing.store.records.understanding import Understood, save_understanding
from indexing.store.watch.alerts import NewAlert, add_alert
from indexing.store.watch.channels import ChannelRow, add_channel
from indexing.store.watch.hits import NewMatch, matches_of_article, record_match

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SITE = "https://news.example"
ROOT = Path(__file__).parents[3]


def start_python(*arguments: object) -> subprocess.Popen[str]:
    """Start a Python process that knows our packages; its input and output are lines of text."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def feed(db: Connection, name: str = "feed", *, now: datetime = NOW) -> int:
    """Add a feed (or have it already); return its id."""
    url = f"{SITE}/{name}"
    return add_feed(db, url, host="news.example", title=name, interval=30 * MINUTE, now=now)[0]


def entry(name: str = "veto", **changes: object) -> Entry:
    """Return an entry whose guid and link are made of ``name``; any field can be changed."""
    plain = Entry(
        guid=f"guid-{name}", link=f"{SITE}/2026/{name}", title=f"The {name}",
        summary="<p>A teaser.</p>", content="", authors=("Lea Frei",), published_at=NOW - HOUR,
        updated_at=None, language="en", categories=("politics",), fingerprint=f"print-{name}",
    )  # fmt: skip
    return replace(plain, **changes)


def see(
    db: Connection, one: Entry, *, feed_id: int | None = None, now: datetime = NOW
) -> tuple[str, Found]:
    """Record one entry of a feed's poll; return the article's id and what the entry was."""
    known = feed(db) if feed_id is None else feed_id
    return record_entry(db, Sighting(known, "News Example", one, one.link, is_old=False), now=now)


def found(db: Connection, name: str = "veto", *, now: datetime = NOW) -> str:
    """Make an article that was found and not yet read; return its id."""
    return see(db, entry(name), now=now)[0]


def reading(text: str = "Hungary blocks the vote.", **changes: object) -> Reading:
    """Return what reading a page gave; any field can be changed."""
    plain = Reading(
        document=Document("Hungary blocks vote", text, "en"), source="page", authors=("Lea Frei",),
        published_at=NOW - HOUR, published_from=DateSource.PAGE, site_name="News Example",
        final_url="", canonical_url="",
    )  # fmt: skip
    return replace(plain, **changes)


def read(db: Connection, article_id: str, one: Reading | None = None, *urls: str) -> Outcome:
    """Record a reading of an article."""
    return record_reading(db, article_id, one or reading(), urls=urls, now=NOW)


def article(db: Connection, name: str = "veto", *, now: datetime = NOW) -> str:
    """Make an article with a text; return its id."""
    article_id = found(db, name, now=now)
    read(db, article_id, reading(f"The text of {name}, at some length."))
    return article_id


def person(name: str, entity_id: str = "") -> Entity:
    """Return a person who is mentioned once, at the start."""
    made = entity_id or f"per:{name.lower().replace(' ', '-')}"
    return Entity(made, name, EntityType.PER, "", (Mention(0, len(name), name),), 1.0)


def extraction(*entities: Entity) -> Extraction:
    """Return an extraction with these entities."""
    return Extraction(
        language="en", entities=entities, topics=(Topic("politics", "Politics", 0.8125),),
        embedding=(0.6, -0.8), terms=(("veto", 0.9), ("zürich", 0.1)), model="test 1",
    )  # fmt: skip


def understand(db: Connection, article_id: str, *entities: Entity, version: int = 1) -> None:
    """Say which entities an article names; each is spelled as its name."""
    spellings = [(one.id, one.name.lower(), one.name) for one in entities]
    understood = Understood(version, extraction(*entities), b"streams")
    save_understanding(db, article_id, understood, spellings=spellings)


def channel(db: Connection, name: str = "desk") -> int:
    """Add a channel; return its id."""
    row = ChannelRow(0, name, "mail", f"mailto://{name}@news.example", "", "")
    return add_channel(db, row, now=NOW)


def new_alert(*channel_ids: int, **changes: object) -> NewAlert:
    """Return an alert that a person asks for; any field can be changed."""
    plain = NewAlert(
        name="Veto", query="veto AND nato", cadence=Cadence.DAILY, at="08:00", weekday=0,
        zone="Europe/Budapest", quiet=None, per_story=True, channel_ids=channel_ids,
    )  # fmt: skip
    return replace(plain, **changes)


def alert(db: Connection, *channel_ids: int, now: datetime = NOW) -> int:
    """Add an alert; return its id."""
    return add_alert(db, new_alert(*channel_ids), now=now, next_delivery_at=None)


CLAUSES = (
    MatchedClause("veto", "title", ("vetoes",), ((8, 14),)),
    MatchedClause("topic:politics", "topic", ("politics",), ()),
)


def meet(
    db: Connection, alert_id: int, article_id: str, subject: str = "s1", *, now: datetime = NOW
) -> str:
    """Let an article meet an alert's query; return what ``record_match`` said."""
    new = NewMatch(alert_id, article_id, 1, 1, subject, CLAUSES, is_old=False)
    return record_match(db, new, now=now, generation_after=DAY)


def match(db: Connection, alert_id: int, article_id: str, subject: str = "s1") -> int:
    """Let an article meet an alert's query; return the match's id."""
    meet(db, alert_id, article_id, subject)
    found_ = [one for one in matches_of_article(db, article_id) if one.alert_id == alert_id]
    return found_[0].id
