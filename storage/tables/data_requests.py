"""The registers that NĐ 356/2025 asks for: requests about personal data, and breaches. Words of people are sealed."""

from sqlalchemy import Column, Date, Index, String, Table, Text

from storage.tables.columns import Moment, metadata, number, reference, words, yes_or_no

data_requests = Table(
    "data_requests",
    metadata,
    number(),
    Column("kind", String(16), nullable=False),  # civics.personal_data.Kind
    Column("who", Text, nullable=False),  # who asks and how to reach them; sealed
    Column("received_on", Date, nullable=False),
    yes_or_no("processor"),  # a processor holds the data too: a longer term
    Column("acknowledged_on", Date),
    Column("extended_told_on", Date),
    Column("done_on", Date),
    words("answer"),  # sealed
    Column("alerted_at", Moment),  # staff were told that it is due
    reference("staff_id", "staff.id", nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_data_requests_open", data_requests.c.done_on, data_requests.c.id)

data_breaches = Table(
    "data_breaches",
    metadata,
    number(),
    Column("what", Text, nullable=False),  # sealed
    Column("found_at", Moment, nullable=False),
    Column("notified_at", Moment),  # to the competent authority
    words("measures"),  # sealed
    Column("alerted_at", Moment),
    reference("staff_id", "staff.id", nullable=False),
    sqlite_autoincrement=True,
)
