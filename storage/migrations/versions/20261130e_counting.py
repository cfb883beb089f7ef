"""Ballots in two classes, codes that two members of staff approve, codes for persons, and counters of arrivals."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261130e"
down_revision = "20261130d"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def _key(name: str, target: str, *, of: str, nullable: bool = True) -> "sa.Column[Any]":
    return sa.Column(name, _ID, sa.ForeignKey(target, name=op.f(f"fk_{of}_{name}")), nullable=nullable)


def upgrade() -> None:
    """Three columns, five tables."""
    no = sa.text("false")
    op.add_column("poll_people", sa.Column("checked", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("poll_strips", sa.Column("apart", sa.Text(), nullable=False, server_default=""))
    op.add_column("opinions", sa.Column("apart", sa.Boolean(), nullable=False, server_default=no))
    _codes()
    op.create_table(
        "poll_arrivals",
        _key("poll_id", "polls.id", of="poll_arrivals", nullable=False),
        sa.Column("hour", _MOMENT, nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "hour", "place", name=op.f("pk_poll_arrivals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "code_misses",
        sa.Column("hour", _MOMENT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", name=op.f("pk_code_misses")),
    )


def _codes() -> None:
    op.create_table(
        "code_asks",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        _key("household_id", "households.id", of="code_asks"),
        _key("unit_id", "units.id", of="code_asks"),
        _key("claim_id", "household_claims.id", of="code_asks"),
        sa.Column("again", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("word", sa.Text(), nullable=False, server_default=""),
        sa.Column("after", sa.String(length=32), nullable=False, server_default=""),
        _key("staff_id", "staff.id", of="code_asks", nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        _key("agreed_by", "staff.id", of="code_asks"),
        sa.Column("agreed_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_asks")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person_codes",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _key("staff_id", "staff.id", of="person_codes", nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_person_codes_digest")),
    )
    op.create_table(
        "person_checks",
        _key("resident_id", "residents.id", of="person_checks", nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_person_checks")),
    )
