"""Ratings of official channels: who has rated and what was said, apart."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xl"
down_revision = "20261130xj"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name, last, more in (
        ("channel_rates", sa.Column("stars", sa.Integer, nullable=False), ("waiting", "counted")),
        ("channel_raters", sa.Column("mark", sa.BigInteger, nullable=False), ()),
    ):
        op.create_table(
            name,
            sa.Column("channel_id", _ID, nullable=False),
            sa.Column("year", sa.Integer, nullable=False),
            last,
            *(sa.Column(each, sa.Integer, nullable=False, server_default="0") for each in more),
            sa.PrimaryKeyConstraint("channel_id", "year", last.name, name=f"pk_{name}"),
            sa.ForeignKeyConstraint(["channel_id"], ["register_entries.id"], name=f"fk_{name}_channel_id"),
        )
    op.create_index("ix_channel_raters_mark", "channel_raters", ["mark"])
