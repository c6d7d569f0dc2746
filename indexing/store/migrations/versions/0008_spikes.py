"""Alerts on spikes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the columns; alerts that are known already tell of no spike."""
    op.add_column("alerts", sa.Column("on_spikes", sa.Boolean(), nullable=True))
    op.add_column("alerts", sa.Column("spiked_at", sa.Double(), nullable=True))
