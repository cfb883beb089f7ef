"""The tables of teams: who works in which, which cases go to whom, who stands in for whom, who is on duty on a date."""

from sqlalchemy import Column, Date, Index, String, Table, UniqueConstraint

from storage.tables.columns import Moment, metadata, number, reference

teams = Table(
    "teams",
    metadata,
    number(),
    Column("name", String(128), nullable=False),
    Column("retired_at", Moment),  # it gets no more cases; those that it has stay with it
    UniqueConstraint("name", name="uq_teams_name"),
)

team_members = Table(
    "team_members",
    metadata,
    reference("team_id", "teams.id", primary_key=True, autoincrement=False),
    reference("staff_id", "staff.id", primary_key=True, autoincrement=False, index=True),
)

# Which new cases go to which team, or to which person. Empty topic, no unit: any.
team_rules = Table(
    "team_rules",
    metadata,
    number(),
    Column("topic", String(32), nullable=False, server_default=""),
    reference("unit_id", "units.id"),
    reference("team_id", "teams.id"),
    reference("officer_id", "staff.id"),
)

# Somebody's open cases are with a colleague until a day (that day included), and new ones go there too.
handovers = Table(
    "handovers",
    metadata,
    number(),
    reference("staff_id", "staff.id", nullable=False),
    reference("to_id", "staff.id", nullable=False),
    reference("by_id", "staff.id", nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Date, nullable=False),
    Column("ended_at", Moment),
)
_runs = handovers.c.ended_at.is_(None)
Index("uq_handovers_staff_id", handovers.c.staff_id, unique=True, sqlite_where=_runs, postgresql_where=_runs)

# The cases that went along, which come back at the end. Never a sealed case.
handover_cases = Table(
    "handover_cases",
    metadata,
    reference("handover_id", "handovers.id", primary_key=True, autoincrement=False),
    reference("case_id", "cases.id", primary_key=True, autoincrement=False),
)

# Who is on duty in a shift of a date, instead of the account that the week names.
duty_dates = Table(
    "duty_dates",
    metadata,
    Column("day", Date, primary_key=True),
    Column("shift", String(8), primary_key=True),  # civics.ward.shifts.Shift
    reference("staff_id", "staff.id", nullable=False),
)
