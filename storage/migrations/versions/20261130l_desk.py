"""More verbs of a case: put aside, a master, what is sent later; bodies, saved views, kinds of prepared answers."""

import sqlalchemy as sa
from alembic import op

revision = "20261130l"
down_revision = "20261130k3"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INTERIM = ("danhan", "den", "rac")  # of the prepared answers that were shipped, those that tell of no result


def upgrade() -> None:
    op.create_table(
        "bodies",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(64), server_default="", nullable=False),
        sa.Column("about", sa.String(300), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bodies"),
        sa.UniqueConstraint("name", name="uq_bodies_name"),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_saved_views_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("staff_id", "name", name="uq_saved_views_name"),
    )
    op.create_table(
        "case_sends",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.String(16), server_default="waiting", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_sends_case_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_sends_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_sends"),
    )
    op.create_index("ix_case_sends_case_id", "case_sends", ["case_id"])
    _some("ix_case_sends_due", "case_sends", "send_at", "state = 'waiting'")
    op.add_column("cases", sa.Column("snoozed_until", sa.DateTime(timezone=True)))
    _refer("cases", "master_id", "cases")
    _some("ix_cases_master", "cases", "master_id", "master_id IS NOT NULL")
    op.add_column("canned", sa.Column("verb", sa.String(16), server_default="answer", nullable=False))
    op.add_column("canned", sa.Column("topic", sa.String(32), server_default="", nullable=False))
    _refer("canned", "staff_id", "staff")
    op.add_column("canned", sa.Column("uses", sa.Integer(), server_default="0", nullable=False))
    rows = sa.table("canned", sa.column("short"), sa.column("verb"))
    op.execute(rows.update().where(rows.c.short.in_(_INTERIM)).values(verb="word"))
    op.execute(rows.update().where(rows.c.short == "hoithem").values(verb="ask"))


def _some(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _refer(table: str, column: str, to: str) -> None:
    """Add a column that refers to a row. SQLite can do it only in the words of the column itself."""
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column} REFERENCES {to} (id)")
