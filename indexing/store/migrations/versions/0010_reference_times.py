"""When a follow's reference was published."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the column; of follows that are known already nobody knows it."""
    op.add_column("follows", sa.Column("published_at", sa.Double(), nullable=True))
