"""The work queue and its records."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, those that others point to first."""
    _jobs()
    _leases()
    _generations()
    _projections()
    _quarantine()
    _ledger()
    _cycles()


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_jobs_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("stage", "article_id", name="uq_jobs_stage_article_id"),
    )
    op.create_index("ix_jobs_article_id", "jobs", ["article_id"], unique=False)
    op.create_index(
        "ix_jobs_stage_done_at_due_at", "jobs", ["stage", "done_at", "due_at"], unique=False
    )


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _generations() -> None:
    op.create_table(
        "generations",
        sa.Column("generation", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("generation", name="pk_generations"),
    )


def _projections() -> None:
    op.create_table(
        "projections",
        sa.Column("generation", BIG_ID, nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("queued_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_projections_article_id"),
        sa.PrimaryKeyConstraint("generation", "article_id", name="pk_projections"),
    )
    op.create_index(
        "ix_projections_generation_queued_at_article_id",
        "projections",
        ["generation", "queued_at", "article_id"],
        unique=False,
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.Column("feed_id", BIG_ID, nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
    )
    op.create_index("ix_quarantine_article_id", "quarantine", ["article_id"], unique=False)
    op.create_index("ix_quarantine_at", "quarantine", ["at"], unique=False)


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.Column("feed_id", BIG_ID, nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("cycle_id", BIG_ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
    )
    op.create_index("ix_ledger_article_id", "ledger", ["article_id"], unique=False)
    op.create_index("ix_ledger_at", "ledger", ["at"], unique=False)
    op.create_index("ix_ledger_cycle_id", "ledger", ["cycle_id"], unique=False)
    op.create_index("ix_ledger_feed_id", "ledger", ["feed_id"], unique=False)


def _cycles() -> None:
    op.create_table(
        "cycles",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cycles"),
    )
