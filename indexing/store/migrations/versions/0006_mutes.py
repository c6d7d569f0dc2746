"""Alerts on corrections; what an alert holds back; channels that begin in the middle of one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table; channels that are known already get all that they were meant to get."""
    op.add_column("alerts", sa.Column("on_corrections", sa.Boolean(), nullable=True))
    op.add_column("alert_channels", sa.Column("after_match", BIG_ID, nullable=True))
    op.create_table(
        "mutes",
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_mutes_alert_id"),
        sa.PrimaryKeyConstraint("alert_id", "kind", "value", name="pk_mutes"),
    )
