"""The work queue and its records: jobs, leases, what was set aside, what happened."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from indexing.store.schema.columns import BigId, Json, metadata, moment, number, text

jobs = Table(
    "jobs",
    metadata,
    Column("id", BigId, primary_key=True),
    text("stage"),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    moment("due_at", nullable=False),
    text("owner"),
    moment("leased_until", nullable=False),
    number("attempts"),  # the fencing token: rises with every claim
    number("tries"),  # postponements in a row
    number("deaths"),  # workers that died with this job in hand
    moment("done_at"),
    Column("revision", Integer),  # of the article that was matched; null for other stages
    UniqueConstraint("stage", "article_id"),
    Index(None, "stage", "done_at", "due_at"),
    Index(None, "article_id"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    text("owner"),
    moment("leased_until", nullable=False),
)

generations = Table(
    "generations",
    metadata,
    Column("generation", BigId, primary_key=True, autoincrement=False),
    text("state"),  # current, building
    moment("made_at", nullable=False),
)

projections = Table(
    "projections",
    metadata,
    Column("generation", BigId, nullable=False),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    moment("queued_at", nullable=False),
    PrimaryKeyConstraint("generation", "article_id"),
    Index(None, "generation", "queued_at", "article_id"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("article_id", String),
    Column("feed_id", BigId),
    text("url"),
    text("stage"),
    text("kind"),
    text("reason"),
    Column("body", LargeBinary),
    moment("at", nullable=False),
    Index(None, "at"),
    Index(None, "article_id"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", BigId, primary_key=True),
    moment("at", nullable=False),
    Column("article_id", String),
    Column("feed_id", BigId),
    text("stage"),
    text("outcome"),
    text("detail"),
    Column("facts", Json),
    Column("cycle_id", BigId),
    Index(None, "article_id"),
    Index(None, "feed_id"),
    Index(None, "cycle_id"),
    Index(None, "at"),
)

cycles = Table(
    "cycles",
    metadata,
    Column("id", BigId, primary_key=True),
    text("lane"),
    text("trigger"),  # schedule, run, demo
    moment("started_at", nullable=False),
    moment("ended_at"),
    text("outcome"),
    Column("report", Json),
)
