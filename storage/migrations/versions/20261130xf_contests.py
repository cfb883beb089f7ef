"""Law contests: players, attempts, answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261130xf"
down_revision = "20261130xe"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)
_DATA = sa.JSON().with_variant(JSONB(), "postgresql")
_PLAYERS, _ATTEMPTS, _ANSWERS = "contest_players", "contest_attempts", "contest_answers"


def _link(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}")


def _id() -> "sa.Column[int]":
    return sa.Column("id", _ID, autoincrement=True, nullable=False)


def _flag(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def upgrade() -> None:
    op.create_table(
        _PLAYERS,
        _id(),
        sa.Column("contest_id", _ID, nullable=False),
        sa.Column("resident_id", _ID, nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        _flag("named"),
        sa.Column("unit_id", _ID, nullable=True),
        sa.Column("guess", sa.Integer(), nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contest_players"),
        sa.UniqueConstraint("contest_id", "resident_id", name="uq_contest_players_contest_id"),
        _link(_PLAYERS, "contest_id", "register_entries"),
        _link(_PLAYERS, "resident_id", "residents"),
        _link(_PLAYERS, "unit_id", "units"),
    )
    op.create_index("ix_contest_players_resident_id", _PLAYERS, ["resident_id"])
    op.create_table(
        _ATTEMPTS,
        _id(),
        sa.Column("player_id", _ID, nullable=False),
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", _DATA, nullable=False),
        sa.Column("began_at", _AT, nullable=False),
        sa.Column("done_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contest_attempts"),
        sa.UniqueConstraint("player_id", "round_id", "number", name="uq_contest_attempts_number"),
        _link(_ATTEMPTS, "player_id", _PLAYERS),
        _link(_ATTEMPTS, "round_id", "register_entries"),
    )
    op.create_index("ix_contest_attempts_round_id", _ATTEMPTS, ["round_id"])
    op.create_table(
        _ANSWERS,
        _id(),
        sa.Column("attempt_id", _ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_id", _ID, nullable=False),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("answered_at", _AT, nullable=True),
        sa.Column("picked", sa.String(1), server_default="", nullable=False),
        _flag("in_time"),
        _flag("fast"),
        sa.PrimaryKeyConstraint("id", name="pk_contest_answers"),
        sa.UniqueConstraint("attempt_id", "place", name="uq_contest_answers_place"),
        _link(_ANSWERS, "attempt_id", _ATTEMPTS),
        _link(_ANSWERS, "question_id", "register_entries"),
    )
    op.create_index("ix_contest_answers_question_id", _ANSWERS, ["question_id"])
