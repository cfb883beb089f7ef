"""What the official makes of each opinion, and the figures of a meeting."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(JSONB(), "postgresql")


def _id() -> sa.Column[Any]:
    return sa.Column("id", _ID, autoincrement=True, nullable=False)


def _key(name: str, target: str, *, of: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _ID, sa.ForeignKey(target, name=op.f(f"fk_{of}_{name}")), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _words(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def upgrade() -> None:
    """Opinions in groups with answers, heavy work, meetings keyed in twice, and how far an outcome was told."""
    op.add_column("polls", sa.Column("published_at", sa.DateTime(timezone=True)))
    op.create_index("ix_poll_people_chat", "poll_people", ["poll_id", "chat_id"])
    _opinions()
    _tasks()
    _sittings()
    op.create_table(
        "poll_tellings",
        _key("poll_id", "polls.id", of="poll_tellings"),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("last_chat_id", _ID, nullable=False),
        sa.Column("done", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "what", name=op.f("pk_poll_tellings")),
    )


def _opinions() -> None:
    op.create_table(
        "opinion_groups",
        _id(),
        _key("poll_id", "polls.id", of="opinion_groups"),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=8), server_default="", nullable=False),
        _words("reply"),
        _key("staff_id", "staff.id", of="opinion_groups", nullable=True),
        _moment("answered_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_groups")),
    )
    op.create_index("ix_opinion_groups_place", "opinion_groups", ["poll_id", "place", "id"])
    op.create_table(
        "opinions",
        _id(),
        _key("poll_id", "polls.id", of="opinions"),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", _DATA, nullable=False),
        _key("group_id", "opinion_groups.id", of="opinions", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
    )
    op.create_index("ix_opinions_poll", "opinions", ["poll_id", "id"])
    op.create_index("ix_opinions_group", "opinions", ["group_id", "id"])
    op.create_table(
        "opinion_tags",
        _key("group_id", "opinion_groups.id", of="opinion_tags"),
        sa.Column("tag", sa.String(length=40), nullable=False),
        _key("poll_id", "polls.id", of="opinion_tags"),
        sa.PrimaryKeyConstraint("group_id", "tag", name=op.f("pk_opinion_tags")),
    )
    op.create_index("ix_opinion_tags_poll", "opinion_tags", ["poll_id", "tag"])


def _tasks() -> None:
    op.create_table(
        "poll_strips",
        _key("poll_id", "polls.id", of="poll_strips"),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "article", name=op.f("pk_poll_strips")),
    )
    op.create_table(
        "poll_tasks",
        _id(),
        _key("poll_id", "polls.id", of="poll_tasks"),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("sitting_id", _ID, server_default="0", nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        _number("done"),
        _number("total"),
        _number("tries"),
        _moment("wanted_at"),
        _moment("started_at", nullable=True),
        _moment("ended_at", nullable=True),
        _key("staff_id", "staff.id", of="poll_tasks", nullable=True),
        sa.Column("stored", sa.String(length=64), server_default="", nullable=False),
        _number("size"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_tasks")),
        sa.UniqueConstraint("poll_id", "what", "sitting_id", name="uq_poll_tasks_what"),
    )
    op.create_index("ix_poll_tasks_state", "poll_tasks", ["state", "id"])


def _sittings() -> None:
    op.create_table(
        "sittings",
        _id(),
        _key("poll_id", "polls.id", of="sittings"),
        sa.Column("source", sa.String(length=12), nullable=False),
        _key("unit_id", "units.id", of="sittings", nullable=True),
        sa.Column("clause", sa.String(length=8), nullable=False),
        sa.Column("agreed", _DATA),
        _moment("agreed_at", nullable=True),
        _moment("created_at"),
        _key("staff_id", "staff.id", of="sittings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
    )
    op.create_index("ix_sittings_poll", "sittings", ["poll_id"])
    op.create_table(
        "sitting_entries",
        _key("sitting_id", "sittings.id", of="sitting_entries"),
        _key("staff_id", "staff.id", of="sitting_entries"),
        sa.Column("said", _DATA, nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("sitting_id", "staff_id", name=op.f("pk_sitting_entries")),
    )
