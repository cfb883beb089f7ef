"""The tables of the registers: entries, the lines inside them, files, steps, and reports that were made."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import Data, Moment, State, metadata, number, reference, words, yes_or_no

# One entry of one register (`civics.registers.definition`). What a field holds is in `said`; what is sealed is in
# `closed`. Of an entry that is sealed as a whole, `title`, `folded` and `said` are empty.
register_entries = Table(
    "register_entries",
    metadata,
    number(),
    Column("key", String(24), nullable=False, unique=True),  # for links that cannot be guessed
    Column("register", State(24), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),  # within the register and the year
    yes_or_no("sealed"),
    Column("state", State(16), nullable=False),
    words("title"),
    words("folded"),  # what a search looks through
    Column("said", Data, nullable=False),
    words("closed"),
    Column("on_day", Date, nullable=False),  # the day it is counted by
    Column("due_on", Date),
    Column("due_clock", String(24), nullable=False, server_default=""),
    Column("over", Boolean, nullable=False, server_default=text("false")),
    Column("public", Boolean, nullable=False, server_default=text("false")),
    reference("parent_id", "register_entries.id"),
    reference("owner_id", "staff.id"),  # who answers for it
    reference("unit_id", "units.id"),
    reference("case_id", "cases.id"),
    reference("bulletin_id", "bulletins.id"),
    reference("resident_id", "residents.id"),
    reference("chat_id", "chats.id"),
    Column("slot", String(5), nullable=False, server_default=""),  # of a day of reception, such as 08:30
    Column("turn", Integer),  # the number on that day
    Column("made_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    UniqueConstraint("register", "sealed", "year", "number", name="uq_register_entries_number"),
)
_E = register_entries.c
Index("ix_register_entries_list", _E.register, _E.on_day, _E.id)
Index(
    "ix_register_entries_due", _E.due_on, sqlite_where=_E.due_on.is_not(None), postgresql_where=_E.due_on.is_not(None)
)
Index("ix_register_entries_open", _E.register, _E.on_day, _E.id, sqlite_where=text("NOT over"),
      postgresql_where=text("NOT over"))  # fmt: skip
Index("ix_register_entries_public", _E.register, _E.on_day, _E.id, sqlite_where=text("public"),
      postgresql_where=text("public"))  # fmt: skip
for _name in ("parent_id", "case_id", "resident_id", "chat_id"):
    _given = _E[_name].is_not(None)
    Index(f"ix_register_entries_{_name}", _E[_name], sqlite_where=_given, postgresql_where=_given)

# A line inside an entry, such as one posting at one place.
register_parts = Table(
    "register_parts",
    metadata,
    number(),
    reference("entry_id", "register_entries.id", nullable=False, index=True),
    Column("part", String(24), nullable=False),
    Column("begins", Date, nullable=False),
    Column("ends", Date),
    Column("said", Data, nullable=False),
    reference("staff_id", "staff.id"),
    Column("at", Moment, nullable=False),
)

register_files = Table(
    "register_files",
    metadata,
    number(),
    reference("entry_id", "register_entries.id", nullable=False, index=True),
    Column("role", String(24), nullable=False),  # one of the register's `files`
    Column("kind", String(8), nullable=False),  # photo, file
    words("name"),
    Column("mime", String(128), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored", String(64), nullable=False, index=True),
    Column("taken_at", String(32), nullable=False, server_default=""),  # as the camera wrote it
    reference("staff_id", "staff.id"),
    Column("at", Moment, nullable=False),
)

# What was done with an entry, the oldest first. The trail of the ward has a line for each, without content.
register_steps = Table(
    "register_steps",
    metadata,
    number(),
    reference("entry_id", "register_entries.id", nullable=False, index=True),
    Column("act", String(24), nullable=False),
    Column("state", String(16), nullable=False),  # in which it left the entry
    reference("staff_id", "staff.id"),
    Column("at", Moment, nullable=False),
    words("detail"),  # names of fields, of a part, of a file's role; never what they hold
)

# A report as it was made: every figure with the rows that it counts.
register_reports = Table(
    "register_reports",
    metadata,
    number(),
    Column("kind", String(24), nullable=False),
    Column("begins", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("body", Text, nullable=False),  # JSON, as it was written once
    Column("made_at", Moment, nullable=False),
    reference("staff_id", "staff.id"),
    reference("signed_by", "staff.id"),
    Column("signed_at", Moment),
)
Index("ix_register_reports_period", register_reports.c.kind, register_reports.c.ends)

# A report that somebody asked for, which is made beside the service. Each period has one row, so a second press makes
# no second report.
register_report_tasks = Table(
    "register_report_tasks",
    metadata,
    number(),
    Column("kind", String(24), nullable=False),
    Column("begins", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("state", State(8), nullable=False),  # wanted, running, done, failed
    Column("done", Integer, nullable=False, server_default="0"),  # steps done, of
    Column("total", Integer, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("wanted_at", Moment, nullable=False),
    Column("alive_at", Moment),  # when its maker was last heard of
    Column("ended_at", Moment),
    reference("staff_id", "staff.id", nullable=False),
    reference("report_id", "register_reports.id"),  # the last one that was made
    UniqueConstraint("kind", "begins", "ends", name="uq_register_report_tasks_period"),
)
