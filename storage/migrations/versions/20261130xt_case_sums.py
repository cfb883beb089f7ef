"""Sums of the figures, kept by month, and a note of each month in which a case has changed since."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xt"
down_revision = "20261130xr"
branch_labels = None
depends_on = None

# What the figures count a case by.
_COUNTED = (
    *("state", "sealed", "kind", "topic", "unit_id", "team_id", "officer_id", "chat_id", "origin", "filed_at"),
    *("first_said_at", "answered_at", "answer_due_at", "disputes"),
)
# Is it over, and not sealed: neither running cases nor sealed ones are in the sums.
_OVER = "({}.state NOT IN ('new', 'taken', 'waiting', 'forwarded', 'reopened') AND NOT {}.sealed)"


def upgrade() -> None:
    op.create_table(
        "case_months",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_case_months"),
    )
    op.create_table(
        "case_sums",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("counted_by", sa.String(8), nullable=False),
        sa.Column("value", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("number", "disputed", "answered", "replied")),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("month", "counted_by", "value", "outcome", name="pk_case_sums"),
    )
    op.create_table(
        "case_month_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_month_changes"),
    )
    op.create_index("ix_case_month_changes", "case_month_changes", ["month"])
    op.create_index("ix_cases_sealed", "cases", ["filed_at"], sqlite_where=sa.text("sealed = 1"),
                    postgresql_where=sa.text("sealed"))  # fmt: skip
    if op.get_bind().dialect.name == "sqlite":
        _noted()
    else:
        _noted_by_function()


def _noted() -> None:
    month = "strftime('%Y-%m', {}.filed_at, '+7 hours')"
    over = {each: _OVER.format(each, each) for each in ("old", "new")}
    for act, of, condition in (
        ("INSERT", ("new",), over["new"]),
        ("DELETE", ("old",), over["old"]),
        (f"UPDATE OF {', '.join(_COUNTED)}", ("old", "new"), f"{over['old']} OR {over['new']}"),
    ):  # fmt: skip
        notes = " ".join(f"INSERT INTO case_month_changes (month) VALUES ({month.format(each)});" for each in of)
        name = f"cases_summed_{act.partition(' ')[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {act} ON cases WHEN {condition} BEGIN {notes} END")


def _noted_by_function() -> None:
    month = "to_char(timezone('Asia/Ho_Chi_Minh', {}.filed_at), 'YYYY-MM')"
    note = "INSERT INTO case_month_changes (month) VALUES ({});"
    op.execute(
        f"""CREATE FUNCTION case_month_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF TG_OP <> 'INSERT' THEN {note.format(month.format("OLD"))} END IF;
          IF TG_OP <> 'DELETE' THEN {note.format(month.format("NEW"))} END IF;
          RETURN NULL;
        END $$"""
    )
    over = {each: _OVER.format(each, each) for each in ("OLD", "NEW")}
    for act, condition in (
        ("INSERT", over["NEW"]),
        ("DELETE", over["OLD"]),
        (f"UPDATE OF {', '.join(_COUNTED)}", f"{over['OLD']} OR {over['NEW']}"),
    ):  # fmt: skip
        op.execute(
            f"CREATE TRIGGER cases_summed_{act.partition(' ')[0].lower()} AFTER {act} ON cases "
            f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION case_month_changed()"
        )
