"""The tables of the public case page and of Open311: what is shown of a case, keys of programs, their reports."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import Moment, metadata, number, reference, words

# One row per case about whose release somebody was asked or decided. The words are staff's own and name nobody.
public_cases = Table(
    "public_cases",
    metadata,
    number(),
    Column("key", String(24), nullable=False, unique=True),  # the public id, drawn at random; never the case's code
    reference("case_id", "cases.id", nullable=False, unique=True),
    Column("filed_at", Moment, nullable=False),  # of the case
    Column("asked_at", Moment),  # when its resident was asked
    Column("agreed_at", Moment),  # … and said yes
    Column("refused_at", Moment),  # … or said no, which holds for the topic's releases too
    Column("released_at", Moment),  # none: it is not public
    Column("ground", String(8), nullable=False, server_default=""),  # consent, topic
    Column("changed_at", Moment, nullable=False),
    reference("staff_id", "staff.id"),
    words("title"),
    words("body"),
    words("answer"),
    words("place"),  # without a house number
    Column("lat", Float),  # rounded to about a hundred metres
    Column("lon", Float),
    words("folded"),  # what a search looks through: triggers of the migrations keep it in the index `public_words`
    reference("before_id", "attachments.id"),
    reference("after_id", "attachments.id"),
)
_P = public_cases.c
_RELEASED = text("released_at IS NOT NULL")
Index("ix_public_cases_list", _P.filed_at, _P.id, sqlite_where=_RELEASED, postgresql_where=_RELEASED)
Index("ix_public_cases_changed_at", _P.changed_at, sqlite_where=_RELEASED, postgresql_where=_RELEASED)
# One row: triggers of the migrations count each change of what the page shows; on PostgreSQL, at the commit.
public_version = Table(
    "public_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)
# Of each month (UTC) in which cases were filed: triggers of the migrations count each change of what the public figures
# count of its cases. The sum of a month's rows says whether anything changed. On PostgreSQL each connection has a slot,
# so none waits for another; `tx` is the transaction that marked last.
case_month_marks = Table(
    "case_month_marks",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("tx", BigInteger, nullable=False, server_default="0"),
)

# A key by which another program files cases. Only its digest is stored.
open311_keys = Table(
    "open311_keys",
    metadata,
    number(),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("per_hour", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    reference("staff_id", "staff.id"),
    Column("revoked_at", Moment),
)

# What came by a key, for doubles: the public id that was given once is given again.
open311_filings = Table(
    "open311_filings",
    metadata,
    number(),
    reference("key_id", "open311_keys.id", nullable=False),
    Column("ref", String(64)),  # the other program's own number of the report (fixmystreet_id)
    Column("digest", String(64), nullable=False),  # of service, place and words, keyed
    Column("public_key", String(24), nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    UniqueConstraint("key_id", "ref", name="uq_open311_filings_key_id"),
)
Index("ix_open311_filings_key_id", open311_filings.c.key_id, open311_filings.c.at)
