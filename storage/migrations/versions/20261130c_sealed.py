"""A sealed case leads to nobody: its links are blinded, its trail is sealed; no counter tells how many there are.

The links of cases that are sealed already are hidden by the service within an hour (`storage.cases.sealing.sweep`): a
migration has no key.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130c"
down_revision = "20261130b"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BLIND = ("chat", "resident", "run", "unit", "names_staff", "names_unit")


def upgrade() -> None:
    op.execute(sa.text("DELETE FROM counters WHERE name LIKE 'case:%'"))
    for name in _BLIND:
        op.add_column("cases", sa.Column(f"{name}_blind", sa.BigInteger()))
    op.create_index("ix_cases_chat_blind", "cases", ["chat_blind"])
    op.create_index("ix_cases_resident_blind", "cases", ["resident_blind"])
    op.create_index("ix_cases_run_blind", "cases", ["run_blind"], unique=True)
    if op.get_bind().dialect.name == "sqlite":  # ids below zero must not be counted on from
        for table in ("cases", "entries"):
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
                batch_op.alter_column("id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("entry_messages") as batch_op:
        batch_op.alter_column("chat_id", existing_type=_ID, nullable=True)
    op.create_table(
        "sealed_trail",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_sealed_trail_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_trail"),
    )
    op.create_index("ix_sealed_trail_case_id", "sealed_trail", ["case_id"])
    _append_only("sealed_trail")


def _append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
