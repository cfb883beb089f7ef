"""The tables of cases. A text column of a sealed case holds a `storage.database.seal` token."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    case,
    not_,
    or_,
    text,
)
from sqlalchemy.sql.elements import Grouping

from civics.cases.states import ANSWERED, DONE, UNANSWERED
from storage.tables.columns import Data, Moment, State, metadata, number, reference, words, yes_or_no

cases = Table(
    "cases",
    metadata,
    number(),
    Column("code", String(24), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("topic", String(32), nullable=False, server_default="khac"),
    Column("state", State(16), nullable=False, server_default="new"),
    yes_or_no("sealed"),
    yes_or_no("urgent"),
    Column("emergency", String(64), nullable=False, server_default=""),
    Column("safe_at", Moment),  # of an emergency: when the person said that they are safe
    Column("origin", String(8), nullable=False),  # private, group, desk, phone
    reference("chat_id", "chats.id", index=True),  # where answers go; none for cases from the desk or the phone
    Column(
        "channel", String(16), nullable=False, server_default=""
    ),  # of that chat; triggers of the migrations keep it
    reference("resident_id", "residents.id", index=True),
    reference("run_id", "runs.id", unique=True),  # one finished dialog files one case
    Column("group_message_id", String(64), nullable=False, server_default=""),  # the answer is a reply to this message
    words("group_quote"),
    words("name"),  # how to address the person; sealed with the case
    words("phone"),
    Column("text", Text, nullable=False),
    words("place"),
    Column("lat", Float),
    Column("lon", Float),
    words("lat_lon"),  # the same for a sealed case, sealed
    reference("unit_id", "units.id"),
    reference("officer_id", "staff.id", index=True),
    words("forwarded_to"),
    reference("names_staff_id", "staff.id"),  # the person whom a denunciation names: they must not see it
    reference("names_unit_id", "units.id"),
    Column("filed_at", Moment, nullable=False),
    Column("form_date", Moment),  # of a valid đơn, entered by staff: starts a legal clock
    Column("accepted_on", Moment),  # thụ lý: starts the next one
    yes_or_no("spoken"),  # the form is the minutes of a spoken statement
    yes_or_no("second"),  # khiếu nại lần 2: another clock
    Column("extended", String(16), nullable=False, server_default=""),  # the cause for which the period was lengthened
    # of a complex case (NĐ 124/2020 Điều 3a): which of the seven grounds, the paper that says so, and its day
    Column("complex_ground", String(2), nullable=False, server_default=""),
    words("complex_paper"),
    Column("complex_on", Date),
    # the set of rules by which its legal periods count (civics.cases.clocks.RULES); "": those before NĐ 155/2026
    Column("rules", String(16), nullable=False, server_default=""),
    Column("paused_on", Date),  # tạm đình chỉ: no legal period runs until it goes on (NĐ 124/2020 Điều 28b)
    Column("paused_days", Integer, nullable=False, server_default="0"),  # of the pauses that are over
    Column("promised", Data),  # the ward's promises when it was filed: {clock: number}; none: those of the table
    yes_or_no("anonymous"),
    Column("clock_from", Moment),  # when it was reopened: the clock counts from then
    Column("due_at", Moment),
    Column("due_name", String(32), nullable=False, server_default=""),
    words("due_basis"),
    yes_or_no("due_legal"),
    Column("calendar_version", String(32), nullable=False, server_default=""),
    # the newest row of `ward_days` when its period began: a day that is set later moves no date that was promised
    Column("days_revision", Integer, nullable=False, server_default="0"),
    Column("taken_at", Moment),
    Column("answered_at", Moment),
    Column("closed_at", Moment),
    Column("late_told_at", Moment),
    Column("heard_at", Moment, nullable=False),  # the resident's last message
    yes_or_no("unread"),
    Column("photos", Integer, nullable=False, server_default="0"),
    Column("snoozed_until", Moment),  # put aside until that day, or until the resident writes
    # the team that works on it; none beside a sealed case: a team tells what the words are about
    reference("team_id", "teams.id"),
    Column("first_said_at", Moment),  # when staff first said something to the resident
    Column("said_at", Moment),  # … and last
    Column("answer_due_at", Moment),  # of an answered case: the date that ran until the answer
    Column("disputes", Integer, nullable=False, server_default="0"),  # how often the resident said "chưa xong"
    reference("master_id", "cases.id"),  # the case that is answered for this one too; never of or to a sealed case
    # of the row; a form with an older version is refused
    Column("version", Integer, nullable=False, server_default="1"),
    # For a sealed case, these replace the columns with similar names (storage.ward.links).
    Column("chat_blind", BigInteger, index=True),
    Column("resident_blind", BigInteger, index=True),
    Column("run_blind", BigInteger),
    Column("unit_blind", BigInteger),
    Column("names_staff_blind", BigInteger),
    Column("names_unit_blind", BigInteger),
    # otherwise the row after a sealed one, whose id is negative, would get the next negative id
    sqlite_autoincrement=True,
)
Index("ix_cases_state_due", cases.c.state, cases.c.due_at)
Index("ix_cases_run_blind", cases.c.run_blind, unique=True)
Index("ix_cases_resident", cases.c.resident_id, cases.c.id)
Index("ix_cases_filed", cases.c.filed_at)
for _name in ("state", "kind", "topic", "unit_id", "team_id", "origin", "channel"):  # the filters of the list
    Index(f"ix_cases_{_name}", cases.c[_name], cases.c.id)
Index("ix_cases_unit_topic", cases.c.unit_id, cases.c.topic, cases.c.id)
# Reports that somebody may follow instead of filing one more, the newest first (`storage.cases.followers`).
FOLLOWED = cases.c.sealed.is_(False) & cases.c.state.not_in(DONE)
Index("ix_cases_near", cases.c.topic, cases.c.filed_at, sqlite_where=FOLLOWED, postgresql_where=FOLLOWED)

# Closed cases are many and their number only grows. Frequent queries concern the others, and each has an index without
# closed cases.
RUNNING = cases.c.state.not_in((ANSWERED, *DONE))
# The condition lists the states that are left out. With an index by state, a page would sort all rows instead of
# reading from the newest on.
OVER = cases.c.state.not_in(UNANSWERED)
CLOSED = cases.c.state.not_in((*UNANSWERED, ANSWERED))
Index("ix_cases_running", cases.c.id, sqlite_where=RUNNING, postgresql_where=RUNNING)
_answered = cases.c.state == ANSWERED
Index("ix_cases_answered", cases.c.id, sqlite_where=_answered, postgresql_where=_answered)
Index("ix_cases_answered_by", cases.c.officer_id, cases.c.id, sqlite_where=_answered, postgresql_where=_answered)
_linked = cases.c.master_id.is_not(None)
Index("ix_cases_master", cases.c.master_id, sqlite_where=_linked, postgresql_where=_linked)
# What became of a case: each of these is rare, and a page of them would read the whole table to find the next one.
_late, _unanswered = cases.c.answered_at > cases.c.answer_due_at, cases.c.answered_at.is_(None)
for _name, _which in (("late", _late), ("ended", _unanswered & OVER), ("disputed", cases.c.disputes > text("0"))):
    Index(f"ix_cases_{_name}", cases.c.id, sqlite_where=_which, postgresql_where=_which)
# The public figures count every case of a year: this index holds all that they ask, so that no row is read.
_nameless = cases.c.sealed.is_(False) & cases.c.names_staff_id.is_(None) & cases.c.names_unit_id.is_(None)
_TOLD = (
    *("filed_at", "topic", "unit_id", "kind", "state", "emergency", "answered_at", "answer_due_at", "due_at"),
    *("disputes", "sealed", "names_staff_id", "names_unit_id"),
)
Index("ix_cases_told", *(cases.c[name] for name in _TOLD), sqlite_where=_nameless, postgresql_where=_nameless)
Index("ix_cases_urgent", cases.c.id, sqlite_where=text("urgent = 1"), postgresql_where=cases.c.urgent)
# Who spoke last, and when: every case has an answer, so each has an index of its own or one of the value.
_theirs = or_(cases.c.said_at.is_(None), cases.c.said_at < cases.c.heard_at)
for _name, _which in (("heard_last", _theirs), ("said_last", not_(_theirs))):
    Index(f"ix_cases_{_name}", cases.c.id, sqlite_where=_which, postgresql_where=_which)
LAST_WORD = case((cases.c.said_at > cases.c.heard_at, cases.c.said_at), else_=cases.c.heard_at)
Index("ix_cases_last_word", Grouping(LAST_WORD), cases.c.id)  # PostgreSQL asks for the brackets
Index("ix_cases_sealed", cases.c.filed_at, sqlite_where=text("sealed = 1"), postgresql_where=cases.c.sealed)
Index("ix_cases_unread", cases.c.id, sqlite_where=text("unread = 1"), postgresql_where=cases.c.unread)

# The timeline, parts of which the resident sees: messages of the resident, answers, internal notes.
entries = Table(
    "entries",
    metadata,
    number(),
    reference("case_id", "cases.id", nullable=False),
    # said, answer, word (interim), ask (asks the resident back), note, draft (of an answer that waits for a leader),
    # told (our notice), edit, outside
    Column("kind", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    reference("staff_id", "staff.id"),
    words("text"),
    words("before"),  # for an edit: the text before it
    Column("message_id", String(64), nullable=False, server_default=""),  # the platform's id of the message
    Column("album", String(64), nullable=False, server_default=""),
    reference("chat_id", "chats.id"),
    # the case's state before; taking an answer back restores it
    Column("state_before", String(16), nullable=False, server_default=""),
    Column("taken_back_at", Moment),
    Column("released_at", Moment),  # an answer that may be sent to everybody who follows the case
    sqlite_autoincrement=True,  # as above
)
Index("ix_entries_case", entries.c.case_id, entries.c.id)
Index("ix_entries_message", entries.c.chat_id, entries.c.message_id)
_results = entries.c.kind == "answer"
Index("ix_entries_results", entries.c.at, sqlite_where=_results, postgresql_where=_results)

# Additional messages of one entry (people tell a petition in several); `entries.message_id` is the one with its text.
entry_messages = Table(
    "entry_messages",
    metadata,
    number(),
    reference("entry_id", "entries.id", nullable=False, index=True),
    reference("chat_id", "chats.id"),  # none beside a sealed case: there the message's id is a mark
    Column("message_id", String(64), nullable=False),
    UniqueConstraint("chat_id", "message_id", "entry_id", name="uq_entry_messages_message"),
)

# What staff wrote to be sent at a chosen hour. Until then the case is what it was. Never of a sealed case.
case_sends = Table(
    "case_sends",
    metadata,
    number(),
    reference("case_id", "cases.id", nullable=False, index=True),
    Column("verb", String(16), nullable=False),  # word, ask, answer
    Column("text", Text, nullable=False),
    reference("staff_id", "staff.id", nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("send_at", Moment, nullable=False),
    yes_or_no("paid"),
    Column("state", State(16), nullable=False, server_default="waiting"),  # waiting, sent, back, failed
)
_waits = case_sends.c.state == "waiting"
Index("ix_case_sends_due", case_sends.c.send_at, sqlite_where=_waits, postgresql_where=_waits)
# Chats that follow a case which somebody else has reported. Never of a sealed case.
case_followers = Table(
    "case_followers",
    metadata,
    reference("case_id", "cases.id", primary_key=True, autoincrement=False),
    reference("chat_id", "chats.id", primary_key=True, autoincrement=False, index=True),
    Column("since", Moment, nullable=False),
    Column("told_state", State(16), nullable=False),  # what the follower was told last
)

# Who has the case open right now, and whether they are writing.
presence = Table(
    "presence",
    metadata,
    reference("case_id", "cases.id", primary_key=True),
    reference("staff_id", "staff.id", primary_key=True),
    Column("seen_at", Moment, nullable=False),
    yes_or_no("writing"),
)

# A group message that somebody asked to file. It is only a pointer, until the message's author agrees (24 hours).
pointers = Table(
    "pointers",
    metadata,
    number(),
    Column("key", String(12), nullable=False, unique=True),
    reference("chat_id", "chats.id", nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("author", String(64), nullable=False),
    Column("asked_message_id", String(64), nullable=False, server_default=""),
    Column("raw", LargeBinary, nullable=False),  # sealed; removed when the author refuses or the time is over
    Column("expires_at", Moment, nullable=False),
    reference("case_id", "cases.id"),
    UniqueConstraint("chat_id", "message_id", name="uq_pointers_message"),
)
Index(
    "ix_pointers_case",
    pointers.c.case_id,
    sqlite_where=pointers.c.case_id.is_not(None),
    postgresql_where=pointers.c.case_id.is_not(None),
)

# Orders on a khiếu nại or tố cáo that stop its clock, let it go on, or end it. For a sealed case, `paper` is sealed.
case_orders = Table(
    "case_orders",
    metadata,
    number(),
    reference("case_id", "cases.id", nullable=False),
    Column("what", String(16), nullable=False),  # civics.cases.orders.What
    Column("day", Date, nullable=False),
    words("paper"),  # the number of the decision
    Column("ground", String(16), nullable=False, server_default=""),
    Column("send_by", Date),  # to those whom it concerns (NĐ 124/2020 Điều 28b)
    Column("sent_on", Date),
    reference("staff_id", "staff.id"),  # none beside a sealed case: its trail says it
    sqlite_autoincrement=True,
)
Index("ix_case_orders_case", case_orders.c.case_id, case_orders.c.id)

# Words of the ward's own on a case, for its lists. Never of a sealed case.
case_tags = Table(
    "case_tags",
    metadata,
    reference("case_id", "cases.id", primary_key=True, autoincrement=False),
    Column("tag", String(32), primary_key=True),
)
Index("ix_case_tags_tag", case_tags.c.tag, case_tags.c.case_id)

# Cases that belong together, without one being answered for the other; the smaller id first. Never of a sealed case.
case_links = Table(
    "case_links",
    metadata,
    reference("case_id", "cases.id", primary_key=True, autoincrement=False),
    reference("other_id", "cases.id", primary_key=True, autoincrement=False, index=True),
)
