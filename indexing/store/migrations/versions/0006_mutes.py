"""Alerts on corrections; what an alert holds back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and the column; alerts that are known already tell of no correction."""
    op.add_column("alerts", sa.Column("on_corrections", sa.Boolean(), nullable=True))
    op.create_table(
        "mutes",
        sa.Column("alert_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_mutes_alert_id"),
        sa.PrimaryKeyConstraint("alert_id", "kind", "value", name="pk_mutes"),
    )
