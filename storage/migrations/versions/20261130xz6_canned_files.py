"""Files of prepared answers."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xz6"
down_revision = "20261130xz5"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "canned_files",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("canned_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("mime", sa.String(128), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("stored", sa.String(64), nullable=False),
        sa.Column("shown", sa.String(64), nullable=False, server_default=""),
        sa.Column("thumb", sa.String(64), nullable=False, server_default=""),
        sa.Column("width", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("height", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned_files"),
        sa.ForeignKeyConstraint(["canned_id"], ["canned.id"], name="fk_canned_files_canned_id"),
    )
    op.create_index("ix_canned_files_canned_id", "canned_files", ["canned_id"])
