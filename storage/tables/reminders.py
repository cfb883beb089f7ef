"""The table of reminders: on which day a member of staff is reminded of a case."""

from sqlalchemy import Column, Date, Index, Table

from storage.tables.columns import Moment, metadata, number, reference, words, yes_or_no

reminders = Table(
    "reminders",
    metadata,
    number(),
    reference("case_id", "cases.id", nullable=False, index=True),
    reference("for_id", "staff.id", nullable=False),
    reference("by_id", "staff.id", nullable=False),
    words("text"),  # sealed with the case
    Column("due_on", Date, nullable=False),
    Column("moved_from", Date),  # the day before the last move, so that a move can be undone
    yes_or_no("with_case"),  # it ends when the case is over
    Column("made_at", Moment, nullable=False),
    Column("told_on", Date),  # the day of which a notice was sent
    Column("ended_at", Moment),
    sqlite_autoincrement=True,  # a number is not given twice: a page that is open elsewhere names it
)
_open = reminders.c.ended_at.is_(None)
Index("ix_reminders_open", reminders.c.for_id, reminders.c.due_on, sqlite_where=_open, postgresql_where=_open)
Index("ix_reminders_due", reminders.c.due_on, sqlite_where=_open, postgresql_where=_open)
