"""The tables of the ward itself: settings, groups and hamlets, the trail, alerts, jobs."""

from sqlalchemy import BigInteger, Column, Date, Float, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.columns import Data, DataOrNone, Moment, metadata, number, reference, words

units = Table(
    "units",
    metadata,
    number(),
    Column("code", String(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),  # to_dan_pho, xom
    Column("name", String(128), nullable=False),
    Column("aliases", Data, nullable=False),
    Column("valid_from", Moment),
    Column("valid_to", Moment),
    reference("merged_into", "units.id"),
    Column("former", DataOrNone),  # [[name, day on which it lost it], …]
)

# What the ward has loaded from a map; the box around a boundary finds it.
unit_boundaries = Table(
    "unit_boundaries",
    metadata,
    reference("unit_id", "units.id", primary_key=True, autoincrement=False),
    Column("rings", Data, nullable=False),  # [[longitude, latitude], …] for each ring
    *(Column(each, Float, nullable=False) for each in ("south", "north", "west", "east")),
)

# Topics of the ward's own; the topic of a case is `own-<id>` then. A retired one stays for the cases that have it.
own_topics = Table(
    "own_topics",
    metadata,
    number(),
    Column("title", String(64), nullable=False, unique=True),
    Column("former", Data, nullable=False),  # [[title, day on which it lost it], …]
    Column("made_at", Moment, nullable=False),
    Column("retired_at", Moment),
)

canned = Table(
    "canned",
    metadata,
    number(),
    Column("short", String(32), nullable=False, unique=True),
    Column("title", String(128), nullable=False),
    Column("text", Text, nullable=False),
    Column("verb", String(16), nullable=False, server_default="answer"),  # what it is: word, ask, answer
    Column("topic", String(32), nullable=False, server_default=""),  # only for cases of this topic; empty: for all
    reference("staff_id", "staff.id"),  # whose own it is; none: everybody's
    Column("uses", Integer, nullable=False, server_default="0"),
)

# Pictures and PDFs that go with a prepared answer.
canned_files = Table(
    "canned_files",
    metadata,
    number(),
    reference("canned_id", "canned.id", nullable=False, index=True),
    words("name"),
    Column("mime", String(128), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("stored", String(64), nullable=False),
    Column("shown", String(64), nullable=False, server_default=""),
    Column("thumb", String(64), nullable=False, server_default=""),
    Column("width", Integer, nullable=False, server_default="0"),
    Column("height", Integer, nullable=False, server_default="0"),
    Column("at", Moment, nullable=False),
)

# Days off and days worked that an admin has set. Rows are only added: the newest one of a day holds, and the number of
# the newest of all is the revision by which dates count.
ward_days = Table(
    "ward_days",
    metadata,
    number(),
    Column("day", Date, nullable=False),
    Column("what", String(8), nullable=False),  # storage.ward.days.What
    Column("source", Text, nullable=False),
    reference("staff_id", "staff.id", nullable=False),
    Column("set_at", Moment, nullable=False),
)

# The address book of bodies to which cases are forwarded.
bodies = Table(
    "bodies",
    metadata,
    number(),
    Column("name", String(200), nullable=False, unique=True),
    Column("phone", String(64), nullable=False, server_default=""),
    Column("about", String(300), nullable=False, server_default=""),  # what it is competent for, its address
)

# A member of staff's own views of the queue: a name for a query of the list's address.
saved_views = Table(
    "saved_views",
    metadata,
    number(),
    reference("staff_id", "staff.id", nullable=False),
    Column("name", String(64), nullable=False),
    Column("query", String(1000), nullable=False),
    UniqueConstraint("staff_id", "name", name="uq_saved_views_name"),
)

# Settings that admins change at run time (promises, reception hours, duty phone …), key to JSON.
ward = Table("ward", metadata, Column("key", String(64), primary_key=True), Column("value", Data, nullable=False))


counters = Table(
    "counters", metadata, Column("name", String(32), primary_key=True), Column("value", BigInteger, nullable=False)
)


# Append only (triggers refuse everything else). `detail` never holds what a person said.
audit = Table(
    "audit",
    metadata,
    number(),
    Column("at", Moment, nullable=False),
    Column("act", String(48), nullable=False),
    Column("actor", String(16), nullable=False),  # staff, resident, system, command
    reference("staff_id", "staff.id"),
    reference("case_id", "cases.id", index=True),
    Column("detail", Data, nullable=False),
)
Index(
    "ix_audit_staff",
    audit.c.staff_id,
    audit.c.id,
    sqlite_where=audit.c.staff_id.is_not(None),
    postgresql_where=audit.c.staff_id.is_not(None),
)

# The same for sealed cases: in the open trail, the time of a line or a gap would show that such a case exists.
sealed_trail = Table(
    "sealed_trail",
    metadata,
    number(),
    reference("case_id", "cases.id", nullable=False, index=True),
    Column("line", Text, nullable=False),  # sealed JSON: at, act, actor, staff_id, detail
)

# The chain over the sealed trail (`storage.ward.sealed_chain`).
sealed_links = Table(
    "sealed_links",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("line_id", BigInteger, nullable=False, unique=True),
    Column("link", String(64), nullable=False),
)

# The chain over the trail: each link commits to one line and to the link before it. Written in batches.
audit_links = Table(
    "audit_links",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3 …: two writers cannot fork it
    Column("audit_id", BigInteger, nullable=False, unique=True),
    Column(
        "detail", String(64), nullable=False
    ),  # keyed digest of the line's detail: it may be erased and still verify
    Column("link", String(64), nullable=False),
)

# The head of each day, which can be printed or sent out.
audit_heads = Table(
    "audit_heads",
    metadata,
    Column("day", Date, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("link", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    number(),
    Column("at", Moment, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("unique_key", String(96), unique=True),
    Column("seen_at", Moment),
    reference("seen_by", "staff.id"),
)
Index("ix_alerts_kind", alerts.c.kind, alerts.c.id)
Index(
    "ix_alerts_unseen",
    alerts.c.id,
    sqlite_where=alerts.c.seen_at.is_(None),
    postgresql_where=alerts.c.seen_at.is_(None),
)

# The installation that owns this database. A copy that finds another id here does not send.
instance = Table(
    "instance", metadata, Column("id", String(64), primary_key=True), Column("adopted_at", Moment, nullable=False)
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("slot", String(32), primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("done_at", Moment),
)
