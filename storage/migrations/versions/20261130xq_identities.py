"""Accounts at an OpenID provider by which staff may sign in."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xq"
down_revision = "20261130xp"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_identities",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("tied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_identities"),
        sa.UniqueConstraint("staff_id", name="uq_staff_identities_staff_id"),
        sa.UniqueConstraint("subject", name="uq_staff_identities_subject"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_identities_staff_id"),
    )
