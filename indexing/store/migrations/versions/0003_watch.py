"""What people watch and are told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, those that others point to first."""
    _follows()
    _relations()
    _candidates()
    _alerts()
    _alert_versions()
    _channels()
    _alert_channels()
    _hits()
    _matches()
    _deliveries()
    _delivery_matches()
    _delivery_attempts()


def _follows() -> None:
    op.create_table(
        "follows",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("extraction", sa.LargeBinary(), nullable=False),
        sa.Column("tuning", sa.Text(), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("looked_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("slug", name="pk_follows"),
    )


def _relations() -> None:
    op.create_table(
        "relations",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("lexical", sa.Double(), nullable=False),
        sa.Column("entities", sa.Double(), nullable=False),
        sa.Column("embedding", sa.Double(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_relations_article_id"),
        sa.ForeignKeyConstraint(["slug"], ["follows.slug"], name="fk_relations_slug"),
        sa.PrimaryKeyConstraint("slug", "article_id", name="pk_relations"),
    )
    op.create_index("ix_relations_article_id", "relations", ["article_id"], unique=False)
    op.create_index("ix_relations_slug_score", "relations", ["slug", "score"], unique=False)


def _candidates() -> None:
    op.create_table(
        "candidates",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_candidates_article_id"),
        sa.PrimaryKeyConstraint("key", "article_id", name="pk_candidates"),
    )
    op.create_index("ix_candidates_article_id", "candidates", ["article_id"], unique=False)
    op.create_index("ix_candidates_seen_at", "candidates", ["seen_at"], unique=False)


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("quiet", sa.Text(), nullable=True),
        sa.Column("per_story", sa.Boolean(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("muted_until", sa.Double(), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("last_delivery_at", sa.Double(), nullable=True),
        sa.Column("next_delivery_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )


def _alert_versions() -> None:
    op.create_table(
        "alert_versions",
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_alert_versions_alert_id"),
        sa.PrimaryKeyConstraint("alert_id", "version", name="pk_alert_versions"),
    )


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("parked", sa.String(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
        sa.UniqueConstraint("name", name="uq_channels_name"),
    )


def _alert_channels() -> None:
    op.create_table(
        "alert_channels",
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("channel_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_alert_channels_alert_id"),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name="fk_alert_channels_channel_id"
        ),
        sa.PrimaryKeyConstraint("alert_id", "channel_id", name="pk_alert_channels"),
    )


def _hits() -> None:
    op.create_table(
        "hits",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_hits_alert_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hits"),
        sa.UniqueConstraint(
            "alert_id", "subject", "generation", name="uq_hits_alert_id_subject_generation"
        ),
    )


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("query_version", sa.Integer(), nullable=False),
        sa.Column("article_version", sa.Integer(), nullable=False),
        sa.Column("hit_id", BIG_ID, nullable=False),
        sa.Column("clauses", sa.Text(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("is_old", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_matches_alert_id"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_matches_article_id"),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name="fk_matches_hit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
        sa.UniqueConstraint(
            "alert_id",
            "article_id",
            "query_version",
            "article_version",
            name="uq_matches_alert_id_article_id_query_version_article_version",
        ),
    )
    op.create_index("ix_matches_article_id", "matches", ["article_id"], unique=False)
    op.create_index("ix_matches_hit_id", "matches", ["hit_id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("channel_id", BIG_ID, nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Double(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_deliveries_alert_id"),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_deliveries_channel_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("message_id", name="uq_deliveries_message_id"),
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"], unique=False)


def _delivery_matches() -> None:
    op.create_table(
        "delivery_matches",
        sa.Column("channel_id", BIG_ID, nullable=False),
        sa.Column("match_id", BIG_ID, nullable=False),
        sa.Column("delivery_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name="fk_delivery_matches_channel_id"
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_delivery_matches_delivery_id"
        ),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_delivery_matches_match_id"),
        sa.PrimaryKeyConstraint("channel_id", "match_id", name="pk_delivery_matches"),
    )
    op.create_index(
        "ix_delivery_matches_delivery_id", "delivery_matches", ["delivery_id"], unique=False
    )
    op.create_index("ix_delivery_matches_match_id", "delivery_matches", ["match_id"], unique=False)


def _delivery_attempts() -> None:
    op.create_table(
        "delivery_attempts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("delivery_id", BIG_ID, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("is_ok", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_delivery_attempts_delivery_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_attempts"),
    )
    op.create_index(
        "ix_delivery_attempts_delivery_id", "delivery_attempts", ["delivery_id"], unique=False
    )
