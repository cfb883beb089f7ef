"""Bulletins that come again, and those tied to an event."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Which time of a series a bulletin is, once each."""
    op.add_column("bulletins", sa.Column("slot", sa.String(length=24), nullable=True))
    op.create_index("uq_bulletins_slot", "bulletins", ["made_from_id", "slot"], unique=True)
    for name in ("rule", "tied"):  # a JSON null of before is no rule
        op.execute(f"UPDATE bulletins SET {name} = NULL WHERE CAST({name} AS TEXT) = 'null'")
