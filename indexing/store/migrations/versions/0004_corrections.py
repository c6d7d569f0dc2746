"""What a person corrects: tuned follows, stories merged and split, names joined and parted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables; follows remember what their last tuning replaced."""
    op.add_column("follows", sa.Column("former_tuning", sa.Text(), nullable=True))
    _asides()
    _story_changes()
    _name_decisions()


def _asides() -> None:
    op.create_table(
        "asides",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_asides_article_id"),
        sa.ForeignKeyConstraint(["slug"], ["follows.slug"], name="fk_asides_slug"),
        sa.PrimaryKeyConstraint("slug", "article_id", name="pk_asides"),
    )


def _story_changes() -> None:
    op.create_table(
        "story_changes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("story_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.Column("undone_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["stories.id"], name="fk_story_changes_other_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_story_changes_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_story_changes"),
    )
    op.create_index("ix_story_changes_other_id", "story_changes", ["other_id"], unique=False)
    op.create_index("ix_story_changes_story_id", "story_changes", ["story_id"], unique=False)


def _name_decisions() -> None:
    op.create_table(
        "name_decisions",
        sa.Column("one_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("one_id", "other_id", name="pk_name_decisions"),
    )
    op.create_index("ix_name_decisions_other_id", "name_decisions", ["other_id"], unique=False)
