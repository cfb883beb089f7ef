"""Polls on draft rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Polls, their articles, who took part, and apart from them what was said."""
    _polls()
    _versions()
    _articles()
    _answers()
    _named()


def _polls() -> None:
    op.create_table(
        "polls",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("counted_by", sa.String(length=12), nullable=False),
        sa.Column("secrecy", sa.String(length=8), nullable=False),
        sa.Column("changeable", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("units", _DATA, nullable=False),
        sa.Column("recorded", _DATA, nullable=False),
        sa.Column("posted_on", sa.Date()),
        sa.Column("opens_at", sa.DateTime(timezone=True)),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("cancelled_why", sa.Text(), server_default="", nullable=False),
        sa.Column("result", _DATA),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_polls_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sa.UniqueConstraint("key", name=op.f("uq_polls_key")),
    )


def _versions() -> None:
    op.create_table(
        "poll_versions",
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_versions_poll_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_poll_versions_staff_id")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_poll_versions")),
    )


def _articles() -> None:
    op.create_table(
        "poll_articles",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), server_default="", nullable=False),
        sa.Column("asked", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_articles_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_articles")),
        sa.UniqueConstraint("poll_id", "code", name="uq_poll_articles_code"),
    )


def _answers() -> None:
    op.create_table(
        "poll_people",
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("resident_id", _ID, nullable=False),
        sa.Column("chat_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_people_poll_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["residents.id"], name=op.f("fk_poll_people_resident_id")),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_poll_people_chat_id")),
        sa.PrimaryKeyConstraint("poll_id", "resident_id", name=op.f("pk_poll_people")),
    )
    op.create_table(
        "poll_ballots",
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_ballots_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "mark", name=op.f("pk_poll_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll_receipts",
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("receipt", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_receipts_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "receipt", name=op.f("pk_poll_receipts")),
        sqlite_with_rowid=False,
    )


def _named() -> None:
    op.create_table(
        "poll_named",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("resident_id", _ID, nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_named_poll_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["residents.id"], name=op.f("fk_poll_named_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_named")),
    )
    op.create_index("ix_poll_named_resident", "poll_named", ["poll_id", "resident_id"])
