"""Teams, their rules, who stands in for whom, duty by date; what figures are counted by; tags and links of cases."""

import sqlalchemy as sa
from alembic import op

revision = "20261130q"
down_revision = "20261130p"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHEN = sa.DateTime(timezone=True)
_SAID = "('word', 'ask', 'answer')"


def upgrade() -> None:
    _teams()
    _handovers()
    op.create_table(
        "duty_dates",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(8), nullable=False),
        *_refers("duty_dates", staff_id="staff"),
        sa.PrimaryKeyConstraint("day", "shift", name="pk_duty_dates"),
    )
    op.create_table(
        "case_tags",
        *_refers("case_tags", case_id="cases"),
        sa.Column("tag", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "tag", name="pk_case_tags"),
    )
    op.create_index("ix_case_tags_tag", "case_tags", ["tag", "case_id"])
    op.create_table(
        "case_links",
        *_refers("case_links", case_id="cases", other_id="cases"),
        sa.PrimaryKeyConstraint("case_id", "other_id", name="pk_case_links"),
    )
    op.create_index("ix_case_links_other_id", "case_links", ["other_id"])
    _cases()
    op.add_column("bulletins", sa.Column("sent_back", sa.Text(), server_default="", nullable=False))


def _teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("retired_at", _WHEN),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("name", name="uq_teams_name"),
    )
    op.create_table(
        "team_members",
        *_refers("team_members", team_id="teams", staff_id="staff"),
        sa.PrimaryKeyConstraint("team_id", "staff_id", name="pk_team_members"),
    )
    op.create_index("ix_team_members_staff_id", "team_members", ["staff_id"])
    op.create_table(
        "team_rules",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(32), server_default="", nullable=False),
        *_refers("team_rules", nullable=True, unit_id="units", team_id="teams", officer_id="staff"),
        sa.PrimaryKeyConstraint("id", name="pk_team_rules"),
    )


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        *_refers("handovers", staff_id="staff", to_id="staff", by_id="staff"),
        sa.Column("since", _WHEN, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_at", _WHEN),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
    )
    runs = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_handovers_staff_id", "handovers", ["staff_id"], unique=True, sqlite_where=runs, postgresql_where=runs
    )
    op.create_table(
        "handover_cases",
        *_refers("handover_cases", handover_id="handovers", case_id="cases"),
        sa.PrimaryKeyConstraint("handover_id", "case_id", name="pk_handover_cases"),
    )


def _cases() -> None:
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # SQLite can add a column that refers to a row only in the words of the column itself
    op.execute(f"ALTER TABLE cases ADD COLUMN team_id {kind} CONSTRAINT fk_cases_team_id REFERENCES teams (id)")
    op.create_index("ix_cases_team_id", "cases", ["team_id", "id"])
    op.add_column("cases", sa.Column("first_said_at", _WHEN))
    op.add_column("cases", sa.Column("said_at", _WHEN))
    op.add_column("cases", sa.Column("answer_due_at", _WHEN))
    op.add_column("cases", sa.Column("disputes", sa.Integer(), server_default="0", nullable=False))
    for column, which in (("first_said_at", "min"), ("said_at", "max")):
        op.execute(
            f"UPDATE cases SET {column} = (SELECT {which}(entries.at) FROM entries WHERE entries.case_id = cases.id "  # noqa: S608  # our own words
            f"AND entries.kind IN {_SAID} AND entries.taken_back_at IS NULL)"
        )
    # The date of an answered case was not kept. Whose resident was told that it is late was answered late.
    op.execute("UPDATE cases SET answer_due_at = coalesce(late_told_at, answered_at) WHERE answered_at IS NOT NULL")
    op.execute(
        "UPDATE cases SET disputes = (SELECT count(*) FROM audit WHERE audit.case_id = cases.id "
        "AND audit.act = 'case.reopened')"
    )


def _refers(table: str, *, nullable: bool = False, **columns: str) -> list[sa.schema.SchemaItem]:
    """Columns that refer to rows of other tables."""
    made: list[sa.schema.SchemaItem] = [sa.Column(each, _ID, nullable=nullable) for each in columns]
    keys = [
        sa.ForeignKeyConstraint([each], [f"{to}.id"], name=f"fk_{table}_{each}") for each, to in columns.items()
    ]
    return [*made, *keys]
