"""The law of 2026: terms of consultations, decisions of the community, orders that stop a clock, data requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261130m"
down_revision = "20261130l"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("polls", sa.Column("terms", _DATA))
    op.add_column("polls", sa.Column("outcome", _DATA))
    for column in (
        sa.Column("complex_ground", sa.String(2), nullable=False, server_default=""),
        sa.Column("complex_paper", sa.Text(), nullable=False, server_default=""),
        sa.Column("complex_on", sa.Date()),
        sa.Column("rules", sa.String(16), nullable=False, server_default=""),
        sa.Column("paused_on", sa.Date()),
        sa.Column("paused_days", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("cases", column)
    _orders()
    _decisions()
    _data()


def _orders() -> None:
    op.create_table(
        "case_orders",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False, server_default=""),
        sa.Column("ground", sa.String(16), nullable=False, server_default=""),
        sa.Column("send_by", sa.Date()),
        sa.Column("sent_on", sa.Date()),
        sa.Column("staff_id", _ID),
        sa.PrimaryKeyConstraint("id", name="pk_case_orders"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_orders_case_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_orders_staff_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_orders_case", "case_orders", ["case_id", "id"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(8), nullable=False),
        sa.Column("ward_wide", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("facts", _DATA, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("key", name="uq_decisions_key"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_decisions_staff_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decision_votes",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("decision_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("before", _DATA, nullable=False),
        sa.Column("agreed", _DATA),
        sa.Column("agreed_at", _MOMENT),
        sa.Column("send_by", sa.Date()),
        sa.Column("sent_on", sa.Date()),
        sa.Column("alerted_at", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision_votes"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_decision_votes_decision_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_decision_votes_unit_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_decision_votes_staff_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_votes_decision", "decision_votes", ["decision_id", "id"])
    unsent = sa.text("sent_on IS NULL")
    op.create_index(
        "ix_decision_votes_unsent", "decision_votes", ["send_by"], sqlite_where=unsent, postgresql_where=unsent
    )
    op.create_table(
        "decision_entries",
        sa.Column("vote_id", _ID, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("said", _DATA, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("vote_id", "staff_id", name="pk_decision_entries"),
        sa.ForeignKeyConstraint(["vote_id"], ["decision_votes.id"], name="fk_decision_entries_vote_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_decision_entries_staff_id"),
    )
    op.create_table(
        "compared_forms",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("said", sa.Text(), nullable=False, server_default=""),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_compared_forms"),
        sa.UniqueConstraint("form", name="uq_compared_forms_form"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_compared_forms_staff_id"),
    )


def _data() -> None:
    op.create_table(
        "data_requests",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("processor", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("acknowledged_on", sa.Date()),
        sa.Column("extended_told_on", sa.Date()),
        sa.Column("done_on", sa.Date()),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("alerted_at", _MOMENT),
        sa.Column("staff_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_requests"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_data_requests_staff_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_data_requests_open", "data_requests", ["done_on", "id"])
    op.create_table(
        "data_breaches",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("found_at", _MOMENT, nullable=False),
        sa.Column("notified_at", _MOMENT),
        sa.Column("measures", sa.Text(), server_default="", nullable=False),
        sa.Column("alerted_at", _MOMENT),
        sa.Column("staff_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_breaches"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_data_breaches_staff_id"),
        sqlite_autoincrement=True,
    )
