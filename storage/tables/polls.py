"""The tables of polls. Who took part and what was said are in different tables: no row holds both."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import Data, DataOrNone, Id, Moment, metadata

polls = Table(
    "polls",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("key", String(16), nullable=False, unique=True),  # for links; cannot be guessed
    Column("title", Text, nullable=False),
    Column("state", String(12), nullable=False, server_default="draft"),  # civics.polls.rules.PollState
    Column("version", Integer, nullable=False),  # of the draft: `poll_versions.number`
    Column("fingerprint", String(64), nullable=False),  # of that version
    # Set up while it is a draft, frozen at the opening. No statement changes these later.
    Column("kind", String(16), nullable=False),
    Column("counted_by", String(12), nullable=False),  # person, household
    Column("secrecy", String(8), nullable=False),  # secret, named
    # whether people may change their answers until the close
    Column("changeable", Boolean, nullable=False, server_default=text("true")),
    Column("units", Data, nullable=False),  # ids of the groups that are asked
    # precondition -> the day on which it was met, according to the paper record
    Column("recorded", Data, nullable=False),
    # when a quy ước was posted on the board (NĐ 61/2023 Điều 9), or the content was published (Luật 10/2022 Điều 28.2)
    Column("posted_on", Date),
    Column("opens_at", Moment),
    Column("closes_at", Moment),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("opened_at", Moment),
    Column("closed_at", Moment),  # or cancelled
    Column("cancelled_why", Text, nullable=False, server_default=""),
    Column("result", Data),  # counted at the close
    Column("roll_version", Integer),  # `roll_versions.number`, frozen at the opening where households are counted
    Column("roll_total", Integer),  # the number of households in it, against which votes are measured
    Column("published_at", Moment),
    Column("terms", DataOrNone),  # civics.polls.terms.Terms, frozen at the opening
    Column("outcome", DataOrNone),  # civics.polls.terms.Outcome: what became of opinions under Điều 25
)

# Every text that the draft had; the highest number is valid. `source` is kept where a new text was given.
poll_versions = Table(
    "poll_versions",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("act", String(12), nullable=False),  # given, merge, split, correct, back
    Column("fingerprint", String(64), nullable=False),
    Column("draft", Text, nullable=False),  # JSON of civics.polls.draft.Draft
    Column("source", Text, nullable=False, server_default=""),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

poll_articles = Table(
    "poll_articles",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("code", String(16), nullable=False),  # stable: in buttons and ballots
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("plain", Text, nullable=False, server_default=""),
    Column("asked", Boolean, nullable=False, server_default=text("true")),
    Column("withdrawn_at", Moment),  # from then on it is hidden; its answers stay
    UniqueConstraint("poll_id", "code", name="uq_poll_articles_code"),
)

# Who took part; no choice.
poll_people = Table(
    "poll_people",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("resident_id", Id, ForeignKey("residents.id"), primary_key=True),
    Column("chat_id", Id, ForeignKey("chats.id"), nullable=False),
    Column("checked", Boolean, nullable=False, server_default=text("false")),  # civics.polls.rules.BallotClass
)

Index("ix_poll_people_chat", poll_people.c.poll_id, poll_people.c.chat_id)

# The ballots, sealed under the poll's own key outside the database, without a time or a running number. `mark` comes
# from that key too. Ballots come here in shuffled batches.
poll_ballots = Table(
    "poll_ballots",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Column("choices", Text, nullable=False),
    sqlite_with_rowid=False,
)

# Ballots that wait for their batch. A row only tells that a ballot came; its voter is inside, sealed.
poll_waiting = Table(
    "poll_waiting",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("id", String(32), primary_key=True),  # random
    Column("ballot", Text, nullable=False),
    sqlite_with_rowid=False,
)

# The public key for a vote's ballots. Its private key is wrapped once per pair of the three shares, which are stored
# nowhere (`storage.polls.shares`).
poll_shares = Table(
    "poll_shares",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("public", String(64), nullable=False),
    Column("wrapped", Data, nullable=False),  # pair of shares -> the private key, wrapped under both
    Column("marks", Data, nullable=False),  # digests of the shares, to tell which of two is wrong
    sqlite_with_rowid=False,
)

poll_receipts = Table(
    "poll_receipts",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("receipt", String(16), primary_key=True),
    Column("mark", String(64), nullable=False),  # not the ballot's, from the same key; emptied at the close
    Column("casts", Integer, nullable=False, server_default="1"),  # how often this voter sent a ballot
    sqlite_with_rowid=False,
)
Index("ix_poll_receipts_mark", poll_receipts.c.poll_id, poll_receipts.c.mark)

# What was said in a named consultation, with who said it; every answer stays, a person's last one counts.
poll_named = Table(
    "poll_named",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("resident_id", Id, ForeignKey("residents.id"), nullable=False),
    Column("choices", Text, nullable=False),  # sealed
    Column("at", Moment, nullable=False),
)
Index("ix_poll_named_resident", poll_named.c.poll_id, poll_named.c.resident_id)

# How many ballots came through the web page from one place in an hour. A place is a word that stands for a part of the
# network and means nothing a day later; no row names a chat, a ballot or a receipt. Dropped at the close.
poll_arrivals = Table(
    "poll_arrivals",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("hour", Moment, primary_key=True),
    Column("place", String(16), primary_key=True),
    Column("number", Integer, nullable=False),
    sqlite_with_rowid=False,
)
