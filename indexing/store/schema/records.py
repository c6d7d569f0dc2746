"""What is known of feeds and articles: the system of record."""

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from indexing.store.schema.columns import BigId, Json, metadata, moment, number, text

EXPIRED = "expired"
"""The state of an article whose text was past its time: what is left of it is a tombstone."""

feeds = Table(
    "feeds",
    metadata,
    Column("id", BigId, primary_key=True),
    text("url", unique=True),
    text("title"),
    text("site_url"),
    text("status"),
    text("etag"),
    text("last_modified"),
    text("body_hash"),
    Column("interval_seconds", Double, nullable=False),
    moment("next_poll_at", nullable=False),
    moment("last_poll_at"),
    moment("last_ok_at"),
    moment("last_full_at"),
    moment("last_new_at"),
    number("failures"),
    text("last_error"),
    Column("entries_a_day", Double, nullable=False, default=0.0),
    Column("has_been_polled", Boolean, nullable=False, default=False),
    text("host"),
    moment("added_at", nullable=False),
    text("owner"),
    moment("leased_until", nullable=False),
    number("attempts"),
    Index(None, "next_poll_at"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    text("url"),
    Column("feed_id", BigId, ForeignKey("feeds.id"), nullable=False),
    text("guid"),
    text("source"),
    Column("entry", Json),  # what the feed said of it at last sight
    text("state"),
    Column("duplicate_of", String, ForeignKey("articles.id")),
    text("title"),
    Column("authors", Json),
    text("language"),
    moment("published_at"),
    text("published_from"),
    moment("first_seen_at", nullable=False),
    moment("indexed_at"),
    Column("is_old", Boolean, nullable=False, default=False),
    number("version"),
    number("revision"),
    number("rereads"),
    Column("story_id", String, ForeignKey("stories.id")),
    Column("story_score", Double, nullable=False, default=0.0),
    Column("copy_of", String),
    Index(None, "first_seen_at"),
    Index(None, "story_id"),
    Index(None, "feed_id"),
    Index(None, "copy_of"),
)

guids = Table(
    "guids",
    metadata,
    Column("feed_id", BigId, ForeignKey("feeds.id"), nullable=False),
    Column("guid", String, nullable=False),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    text("fingerprint"),
    PrimaryKeyConstraint("feed_id", "guid"),
)

article_urls = Table(
    "article_urls",
    metadata,
    Column("url_id", String, primary_key=True),
    text("url"),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    Index(None, "article_id"),
)

versions = Table(
    "versions",
    metadata,
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    number("version"),
    text("source"),
    text("title"),
    text("text"),
    text("text_hash"),
    moment("read_at", nullable=False),
    text("summary"),  # what changed against the version before, in words
    PrimaryKeyConstraint("article_id", "version"),
)

extractions = Table(
    "extractions",
    metadata,
    Column("article_id", String, ForeignKey("articles.id"), primary_key=True),
    number("version"),
    text("model"),
    Column("extraction", LargeBinary, nullable=False),
    Column("streams", LargeBinary, nullable=False),
)

entities = Table(
    "entities",
    metadata,
    Column("id", String, primary_key=True),
    text("name"),
    text("type"),
    text("kind"),
    number("articles"),
)

entity_names = Table(
    "entity_names",
    metadata,
    Column("folded", String, nullable=False),
    Column("entity_id", String, ForeignKey("entities.id"), nullable=False),
    text("spelling"),
    number("articles"),
    PrimaryKeyConstraint("folded", "entity_id"),
    Index(None, "entity_id"),
)

redirects = Table(
    "redirects",
    metadata,
    Column("entity_id", String, primary_key=True),
    Column("target_id", String, nullable=False),
    text("evidence"),
    moment("made_at", nullable=False),
    Index(None, "target_id"),
)

name_decisions = Table(
    "name_decisions",  # a person's word over the redirects: two ids are one entity, or are not
    metadata,
    Column("one_id", String, nullable=False),  # the lesser of the two
    Column("other_id", String, nullable=False),
    Column("is_same", Boolean, nullable=False),
    text("made_by"),
    moment("made_at", nullable=False),
    PrimaryKeyConstraint("one_id", "other_id"),
    Index(None, "other_id"),
)
