"""What people watch and are told: follows, searches, stories, alerts, deliveries."""

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
    UniqueConstraint,
)

from indexing.store.schema.columns import BigId, Json, metadata, moment, number, text

follows = Table(
    "follows",
    metadata,
    Column("slug", String, primary_key=True),
    text("name"),
    text("title"),
    text("text"),
    text("origin"),  # file or address the reference came from
    Column("extraction", LargeBinary, nullable=False),
    Column("tuning", Json),
    Column("is_paused", Boolean, nullable=False, default=False),
    moment("made_at", nullable=False),
    moment("looked_at"),  # up to when a person has seen what is new
    Column("former_tuning", Json),  # what the last tuning replaced; null: nothing to go back to
    moment("published_at"),  # the reference; null: nobody knows
)

relations = Table(
    "relations",
    metadata,
    Column("slug", String, ForeignKey("follows.slug"), nullable=False),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    Column("score", Double, nullable=False),
    Column("lexical", Double, nullable=False),
    Column("entities", Double, nullable=False),
    Column("embedding", Double, nullable=False),
    Column("reasons", Json),
    PrimaryKeyConstraint("slug", "article_id"),
    Index(None, "article_id"),
    Index(None, "slug", "score"),
)

asides = Table(
    "asides",  # what a person called wrong: with all its copies it is no coverage of the follow
    metadata,
    Column("slug", String, ForeignKey("follows.slug"), nullable=False),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    PrimaryKeyConstraint("slug", "article_id"),
)

searches = Table(
    "searches",
    metadata,
    Column("name", String, primary_key=True),
    text("query"),
    moment("made_at", nullable=False),
    moment("looked_at", nullable=False),  # up to when a person has seen what is new
)

stories = Table(
    "stories",
    metadata,
    Column("id", String, primary_key=True),
    text("title"),
    moment("first_at", nullable=False),
    moment("last_at", nullable=False),
    Column("merged_into", String, ForeignKey("stories.id")),
    Index(None, "last_at"),
)

story_changes = Table(
    "story_changes",
    metadata,
    Column("id", BigId, primary_key=True),
    text("kind"),  # merge, split
    Column("story_id", String, ForeignKey("stories.id"), nullable=False),  # goes on
    Column("other_id", String, ForeignKey("stories.id"), nullable=False),  # merged, or split off
    Column("before", Json),  # how articles, hits and titles stood: what undoing puts back
    text("made_by"),
    moment("made_at", nullable=False),
    text("undone_by"),
    moment("undone_at"),
    Index(None, "story_id"),
    Index(None, "other_id"),
)

candidates = Table(
    "candidates",
    metadata,
    Column("key", String, nullable=False),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    moment("seen_at", nullable=False),
    PrimaryKeyConstraint("key", "article_id"),
    Index(None, "article_id"),
    Index(None, "seen_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", BigId, primary_key=True),
    text("name"),
    number("version", 1),
    text("cadence"),
    text("at"),  # HH:MM, local
    number("weekday"),  # 0 is Monday
    text("zone"),
    Column("quiet", Json),  # [from, to] local, or null
    Column("per_story", Boolean, nullable=False, default=True),
    Column("is_removed", Boolean, nullable=False, default=False),
    moment("muted_until"),
    text("fault"),  # why it is set aside, empty when it works
    moment("made_at", nullable=False),
    moment("last_delivery_at"),
    moment("next_delivery_at"),
    Column("on_corrections", Boolean),  # also tell when what fired is changed later
    Column("on_spikes", Boolean),  # also tell when there is far more than usual
    moment("spiked_at"),  # when that was told last
)

alert_versions = Table(
    "alert_versions",
    metadata,
    Column("alert_id", BigId, ForeignKey("alerts.id"), nullable=False),
    number("version", 1),
    text("query"),
    moment("made_at", nullable=False),
    PrimaryKeyConstraint("alert_id", "version"),
)

channels = Table(
    "channels",
    metadata,
    Column("id", BigId, primary_key=True),
    text("name", unique=True),
    text("kind"),
    text("address"),  # as a person gave it, secrets included; shown masked
    text("secret"),  # webhook signing secret
    text("parked"),  # why it is parked, empty when it works
    moment("made_at", nullable=False),
)

alert_channels = Table(
    "alert_channels",
    metadata,
    Column("alert_id", BigId, ForeignKey("alerts.id"), nullable=False),
    Column("channel_id", BigId, ForeignKey("channels.id"), nullable=False),
    PrimaryKeyConstraint("alert_id", "channel_id"),
)

mutes = Table(
    "mutes",
    metadata,
    Column("alert_id", BigId, ForeignKey("alerts.id"), nullable=False),
    Column("kind", String, nullable=False),  # story, source
    Column("value", String, nullable=False),  # story id, or folded name
    moment("until", nullable=False),
    PrimaryKeyConstraint("alert_id", "kind", "value"),
)

hits = Table(
    "hits",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("alert_id", BigId, ForeignKey("alerts.id"), nullable=False),
    Column("subject", String, nullable=False),  # story id, or article id if per article
    number("generation", 1),
    moment("made_at", nullable=False),
    UniqueConstraint("alert_id", "subject", "generation"),
)

matches = Table(
    "matches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("alert_id", BigId, ForeignKey("alerts.id"), nullable=False),
    Column("article_id", String, ForeignKey("articles.id"), nullable=False),
    number("query_version", 1),
    number("article_version", 1),
    Column("hit_id", BigId, ForeignKey("hits.id"), nullable=False),
    Column("clauses", Json),  # why: clause, field, words, spans
    text("how"),  # fired, joined, corrected, swept
    Column("is_old", Boolean, nullable=False, default=False),
    moment("made_at", nullable=False),
    UniqueConstraint("alert_id", "article_id", "query_version", "article_version"),
    Index(None, "hit_id"),
    Index(None, "article_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("alert_id", BigId, ForeignKey("alerts.id"), nullable=False),
    Column("channel_id", BigId, ForeignKey("channels.id"), nullable=False),
    text("message_id", unique=True),
    Column("payload", LargeBinary, nullable=False),  # frozen: what was decided is what is sent
    text("state"),  # waiting, sent, parked, dropped
    moment("made_at", nullable=False),
    moment("due_at", nullable=False),
    text("owner"),
    moment("leased_until", nullable=False),
    number("attempts"),
    number("tries"),
    moment("sent_at"),
    text("answer"),
    Index(None, "state", "due_at"),
)

delivery_matches = Table(
    "delivery_matches",
    metadata,
    Column("channel_id", BigId, ForeignKey("channels.id"), nullable=False),
    Column("match_id", BigId, ForeignKey("matches.id"), nullable=False),
    Column("delivery_id", BigId, ForeignKey("deliveries.id"), nullable=False),
    # a match goes to a channel in one delivery only: "never twice" is this key
    PrimaryKeyConstraint("channel_id", "match_id"),
    Index(None, "match_id"),
    Index(None, "delivery_id"),
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("delivery_id", BigId, ForeignKey("deliveries.id"), nullable=False),
    moment("at", nullable=False),
    Column("is_ok", Boolean, nullable=False),
    text("answer"),
    Index(None, "delivery_id"),
)
