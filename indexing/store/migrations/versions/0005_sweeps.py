"""What alerts looked at: the article's revision, so that a sweep can tell what changed since."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Jobs done before this know no revision: what they missed will count as changed since."""
    op.add_column("jobs", sa.Column("revision", sa.Integer(), nullable=True))
