"""Feeds, stories and articles: the system of record."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, those that others point to first."""
    _stories()
    _feeds()
    _articles()
    _guids()
    _article_urls()
    _versions()
    _extractions()
    _entities()
    _entity_names()
    _redirects()


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("first_at", sa.Double(), nullable=False),
        sa.Column("last_at", sa.Double(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["stories.id"], name="fk_stories_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index("ix_stories_last_at", "stories", ["last_at"], unique=False)


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("site_url", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("interval_seconds", sa.Double(), nullable=False),
        sa.Column("next_poll_at", sa.Double(), nullable=False),
        sa.Column("last_poll_at", sa.Double(), nullable=True),
        sa.Column("last_ok_at", sa.Double(), nullable=True),
        sa.Column("last_full_at", sa.Double(), nullable=True),
        sa.Column("last_new_at", sa.Double(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("entries_a_day", sa.Double(), nullable=False),
        sa.Column("has_been_polled", sa.Boolean(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("added_at", sa.Double(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("url", name="uq_feeds_url"),
    )
    op.create_index("ix_feeds_next_poll_at", "feeds", ["next_poll_at"], unique=False)


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("feed_id", BIG_ID, nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("duplicate_of", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("published_at", sa.Double(), nullable=True),
        sa.Column("published_from", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.Double(), nullable=False),
        sa.Column("indexed_at", sa.Double(), nullable=True),
        sa.Column("is_old", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rereads", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.String(), nullable=True),
        sa.Column("story_score", sa.Double(), nullable=False),
        sa.Column("copy_of", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["duplicate_of"], ["articles.id"], name="fk_articles_duplicate_of"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_articles_feed_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_articles_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
    )
    op.create_index("ix_articles_copy_of", "articles", ["copy_of"], unique=False)
    op.create_index("ix_articles_feed_id", "articles", ["feed_id"], unique=False)
    op.create_index("ix_articles_first_seen_at", "articles", ["first_seen_at"], unique=False)
    op.create_index("ix_articles_story_id", "articles", ["story_id"], unique=False)


def _guids() -> None:
    op.create_table(
        "guids",
        sa.Column("feed_id", BIG_ID, nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_guids_article_id"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_guids_feed_id"),
        sa.PrimaryKeyConstraint("feed_id", "guid", name="pk_guids"),
    )


def _article_urls() -> None:
    op.create_table(
        "article_urls",
        sa.Column("url_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_urls_article_id"),
        sa.PrimaryKeyConstraint("url_id", name="pk_article_urls"),
    )
    op.create_index("ix_article_urls_article_id", "article_urls", ["article_id"], unique=False)


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("read_at", sa.Double(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_versions_article_id"),
        sa.PrimaryKeyConstraint("article_id", "version", name="pk_versions"),
    )


def _extractions() -> None:
    op.create_table(
        "extractions",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("extraction", sa.LargeBinary(), nullable=False),
        sa.Column("streams", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_extractions_article_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_extractions"),
    )


def _entities() -> None:
    op.create_table(
        "entities",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entities"),
    )


def _entity_names() -> None:
    op.create_table(
        "entity_names",
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("spelling", sa.String(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name="fk_entity_names_entity_id"),
        sa.PrimaryKeyConstraint("folded", "entity_id", name="pk_entity_names"),
    )
    op.create_index("ix_entity_names_entity_id", "entity_names", ["entity_id"], unique=False)


def _redirects() -> None:
    op.create_table(
        "redirects",
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("target_id", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", name="pk_redirects"),
    )
    op.create_index("ix_redirects_target_id", "redirects", ["target_id"], unique=False)
