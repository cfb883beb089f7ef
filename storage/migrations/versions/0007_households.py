"""The roll of households, and who speaks for each."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(JSONB(), "postgresql")


def _key(name: str, target: str, *, of: str, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, _ID, sa.ForeignKey(target, name=op.f(f"fk_{of}_{name}")), nullable=nullable)


def _id() -> "sa.Column[Any]":
    return sa.Column("id", _ID, autoincrement=True, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """The roll, codes and claims, and the frozen roll of a consultation."""
    _roll()
    _speaking()
    _polls()


def _roll() -> None:
    op.create_table(
        "roll_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        _key("staff_id", "staff.id", of="roll_versions"),
        _moment("at"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_roll_versions")),
    )
    op.create_table(
        "households",
        _id(),
        _key("unit_id", "units.id", of="households"),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("representative", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer()),
        sa.ForeignKeyConstraint(["since"], ["roll_versions.number"], name=op.f("fk_households_since")),
        sa.ForeignKeyConstraint(["until"], ["roll_versions.number"], name=op.f("fk_households_until")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    op.create_index(op.f("ix_households_unit_id"), "households", ["unit_id"])
    standing = sa.text("until IS NULL")
    op.create_index(
        "ix_households_code", "households", ["code"], unique=True, sqlite_where=standing, postgresql_where=standing
    )
    op.create_table(
        "household_acts",
        _id(),
        _key("household_id", "households.id", of="household_acts"),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("detail", _DATA, nullable=False),
        _key("staff_id", "staff.id", of="household_acts", nullable=True),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_acts")),
    )
    op.create_index(op.f("ix_household_acts_household_id"), "household_acts", ["household_id"])


def _speaking() -> None:
    op.create_table(
        "household_codes",
        _id(),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _key("household_id", "households.id", of="household_codes"),
        sa.Column("speaks", sa.Boolean(), nullable=False),
        _moment("made_at"),
        _moment("expires_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_household_codes_digest")),
    )
    op.create_index(op.f("ix_household_codes_household_id"), "household_codes", ["household_id"])
    op.create_table(
        "household_claims",
        _id(),
        _key("household_id", "households.id", of="household_claims"),
        _key("resident_id", "residents.id", of="household_claims"),
        sa.Column("speaks", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        _moment("at"),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_claims")),
    )
    op.create_index(op.f("ix_household_claims_household_id"), "household_claims", ["household_id"])
    holding = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_household_claims_resident", "household_claims", ["resident_id"], unique=True, sqlite_where=holding,
        postgresql_where=holding,
    )


def _polls() -> None:
    op.add_column("polls", sa.Column("roll_version", sa.Integer()))
    op.add_column("polls", sa.Column("roll_total", sa.Integer()))
    op.create_table(
        "poll_households",
        _key("poll_id", "polls.id", of="poll_households"),
        _key("household_id", "households.id", of="poll_households"),
        _key("unit_id", "units.id", of="poll_households"),
        sa.Column("took_on", sa.Date()),
        sa.Column("changed_on", sa.Date()),
        sa.Column("on_paper", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "household_id", name=op.f("pk_poll_households")),
    )
    op.create_table(
        "poll_named_households",
        _id(),
        _key("poll_id", "polls.id", of="poll_named_households"),
        _key("household_id", "households.id", of="poll_named_households"),
        _key("resident_id", "residents.id", of="poll_named_households", nullable=True),
        _key("staff_id", "staff.id", of="poll_named_households", nullable=True),
        sa.Column("choices", sa.Text(), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_named_households")),
    )
    op.create_index("ix_poll_named_households", "poll_named_households", ["poll_id", "household_id"])
