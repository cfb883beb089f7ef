"""The tables for the time after a close: opinions and answers, records of meetings, papers, who was informed."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import Data, DataOrNone, Id, Moment, metadata

# Opinions that say nearly the same and get one answer. `place` is their order on the pages: by article, the largest
# first.
opinion_groups = Table(
    "opinion_groups",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("article", String(16), nullable=False),  # `poll_articles.code`
    Column("place", Integer, nullable=False),
    # as it is published: first the best worded opinion, later the official's version
    Column("text", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("answer", String(8), nullable=False, server_default=""),  # civics.polls.opinions.Answered; empty: none yet
    Column("reply", Text, nullable=False, server_default=""),
    Column("staff_id", Id, ForeignKey("staff.id")),
    Column("answered_at", Moment),
    sqlite_autoincrement=True,  # an open page answers a group by id, so ids are never used again
)
Index("ix_opinion_groups_place", opinion_groups.c.poll_id, opinion_groups.c.place, opinion_groups.c.id)

# What people wrote about an article. No row says who wrote it, when, or what else they wrote.
opinions = Table(
    "opinions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("article", String(16), nullable=False),
    Column("choice", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("files", Data, nullable=False),  # ids of attachments: photos and voice notes
    Column("apart", Boolean, nullable=False, server_default=text("false")),  # of an unchecked ballot, one of many
    Column("group_id", Id, ForeignKey("opinion_groups.id")),  # none until it was compared
)
Index("ix_opinions_poll", opinions.c.poll_id, opinions.c.id)
Index("ix_opinions_group", opinions.c.group_id, opinions.c.id)

opinion_tags = Table(
    "opinion_tags",
    metadata,
    Column("group_id", Id, ForeignKey("opinion_groups.id"), primary_key=True),
    Column("tag", String(40), primary_key=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
)
Index("ix_opinion_tags_poll", opinion_tags.c.poll_id, opinion_tags.c.tag)

# The ballots, cut apart by article: one letter per answer (civics.polls.recount), sorted. Nobody sees whole ballots:
# somebody who knows one answer of a neighbour could find the others in its row.
poll_strips = Table(
    "poll_strips",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("article", String(16), primary_key=True),
    Column("answers", Text, nullable=False),  # of the checked ballots
    Column("apart", Text, nullable=False, server_default=""),  # of the unchecked ballots
)

# Heavy work on a poll in a process of its own: comparing opinions, making papers. A new request does it again.
poll_tasks = Table(
    "poll_tasks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("what", String(16), nullable=False),  # storage.polls.tasks.What
    Column("sitting_id", Id, nullable=False, server_default="0"),  # 0: the poll itself
    Column("state", String(8), nullable=False),  # wanted, running, done, failed
    Column("done", Integer, nullable=False, server_default="0"),  # steps done, of
    Column("total", Integer, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("wanted_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("staff_id", Id, ForeignKey("staff.id")),
    Column("stored", String(64), nullable=False, server_default=""),  # the store's name of the last good file
    Column("size", Integer, nullable=False, server_default="0"),
    UniqueConstraint("poll_id", "what", "sitting_id", name="uq_poll_tasks_what"),
)
Index("ix_poll_tasks_state", poll_tasks.c.state, poll_tasks.c.id)

# A record of a meeting or of paper ballots in one group (none: all groups that are asked), typed in by two people.
sittings = Table(
    "sittings",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("source", String(12), nullable=False),  # meeting, paper
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("clause", String(8), nullable=False),  # the clause of Điều 15 whose ratio counts
    Column("agreed", Data),  # civics.polls.sittings.Record, once both entries are equal
    Column("agreed_at", Moment),
    Column("send_by", Date),  # to UBND and UBMTTQ (Luật 10/2022 Điều 20.3), once it passed
    Column("sent_on", Date),
    Column("created_at", Moment, nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("before", DataOrNone),  # civics.polls.ways.Before; none: begun before the steps were recorded
    Column("facts", DataOrNone),  # civics.polls.community.Facts of the quy ước that passed
    sqlite_autoincrement=True,
)
Index("ix_sittings_poll", sittings.c.poll_id)

sitting_entries = Table(
    "sitting_entries",
    metadata,
    Column("sitting_id", Id, ForeignKey("sittings.id"), primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True),
    Column("said", Data, nullable=False),
    Column("at", Moment, nullable=False),
)

# How far the informing about an outcome has come: chats up to `last_chat_id` have their message.
poll_tellings = Table(
    "poll_tellings",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("what", String(24), primary_key=True),  # closed, cancelled, published; with ".groups" for groups
    Column("last_chat_id", Id, nullable=False),
    Column("done", Boolean, nullable=False, server_default=text("false")),
)
