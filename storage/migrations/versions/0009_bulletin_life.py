"""What happens to a bulletin after it was sent: how fast it goes, when it is done, corrections and recalls."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _mark(name: str) -> sa.Column[Any]:
    return sa.Column(name, _ID, server_default="0", nullable=False)


def upgrade() -> None:
    """Rate and end of a bulletin; corrections with their bodies; rows of the outbox that change earlier messages."""
    op.add_column("bulletins", sa.Column("rate", sa.Integer()))
    op.add_column("bulletins", _mark("settled"))
    op.add_column("outbox", _words("more_ids"))
    op.add_column("outbox", sa.Column("correction_id", _ID))
    op.add_column("outbox", _words("aims"))
    op.create_index(
        "ix_outbox_correction",
        "outbox",
        ["correction_id", "chat_id", "part"],
        unique=True,
        sqlite_where=sa.text("correction_id IS NOT NULL"),
        postgresql_where=sa.text("correction_id IS NOT NULL"),
    )
    _corrections()


def _corrections() -> None:
    op.create_table(
        "bulletin_corrections",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column(
            "bulletin_id", _ID, sa.ForeignKey("bulletins.id", name="fk_bulletin_corrections_bulletin_id"),
            nullable=False,
        ),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("last_chat", _ID, nullable=False),
        _mark("checkpoint"),
        sa.Column("spread", sa.BigInteger(), server_default="0", nullable=False),
        _mark("settled"),
        sa.Column(
            "staff_id", _ID, sa.ForeignKey("staff.id", name="fk_bulletin_corrections_staff_id"), nullable=False
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin_corrections"),
    )  # fmt: skip
    op.create_index("ix_bulletin_corrections_bulletin_id", "bulletin_corrections", ["bulletin_id"])
    op.create_index("ix_bulletin_corrections_state", "bulletin_corrections", ["state"])
    op.create_table(
        "correction_bodies",
        sa.Column(
            "correction_id", _ID,
            sa.ForeignKey("bulletin_corrections.id", name="fk_correction_bodies_correction_id"), nullable=False,
        ),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("aim", sa.Integer()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("correction_id", "channel", "part", name="pk_correction_bodies"),
    )  # fmt: skip
