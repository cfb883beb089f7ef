"""A mark for each month in which cases were filed: it changes with whatever the public figures count of them."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xv"
down_revision = "20261130xu"
branch_labels = None
depends_on = None

_COUNTED = (
    *("filed_at", "topic", "unit_id", "kind", "state", "emergency", "answered_at", "answer_due_at", "due_at"),
    *("disputes", "sealed", "names_staff_id", "names_unit_id"),
)
_UPDATE = f"UPDATE OF {', '.join(_COUNTED)}"


def upgrade() -> None:
    op.create_table(
        "case_month_marks",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("month", "slot", name="pk_case_month_marks"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _marked()
    else:
        _marked_by_connection()


def _marked() -> None:
    for name, act, rows in (
        ("in", "INSERT", ("new",)), ("out", "DELETE", ("old",)), ("anew", _UPDATE, ("old", "new")),
    ):  # fmt: skip
        months = " UNION ".join(f"SELECT substr({each}.filed_at, 1, 7) AS month" for each in rows)
        op.execute(
            f"CREATE TRIGGER cases_marked_{name} AFTER {act} ON cases BEGIN "  # noqa: S608  # ours
            f"INSERT INTO case_month_marks (month, slot, version) SELECT month, 0, 1 FROM ({months}) WHERE true "
            "ON CONFLICT (month, slot) DO UPDATE SET version = version + 1; END"
        )


def _marked_by_connection() -> None:
    """Each connection has rows of its own, so nobody waits; one transaction marks a month once."""
    months = "SELECT DISTINCT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM') FROM unnest(ARRAY[OLD.filed_at, NEW.filed_at])"
    op.execute(
        f"""CREATE FUNCTION cases_marked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO case_month_marks (month, slot, version, tx)
            SELECT month, pg_backend_pid() % 64, 1, txid_current() FROM ({months} AS moments (at)) AS found (month)
            WHERE month IS NOT NULL ORDER BY month
            ON CONFLICT (month, slot) DO UPDATE
            SET version = case_month_marks.version + 1, tx = excluded.tx WHERE case_month_marks.tx <> excluded.tx;
          RETURN NULL;
        END $$"""  # noqa: S608  # ours
    )
    op.execute(
        f"CREATE TRIGGER cases_marked AFTER INSERT OR DELETE OR {_UPDATE} ON cases "
        "FOR EACH ROW EXECUTE FUNCTION cases_marked()"
    )
