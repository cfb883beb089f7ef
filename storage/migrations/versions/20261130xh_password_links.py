"""Links by which somebody who forgot the password sets another."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xh"
down_revision = "20261130xg"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "password_links",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_password_links"),
        sa.UniqueConstraint("digest", name="uq_password_links_digest"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_password_links_staff_id"),
    )
    op.create_index("ix_password_links_staff_id", "password_links", ["staff_id"])
