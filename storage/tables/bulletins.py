"""Tables of bulletins. Each recipient's row is in the outbox, with the bulletin's id: one row per chat and part.

Moments are UTC. The text of a bulletin is public, so nothing here is sealed.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import Data, DataOrNone, Id, Moment, metadata, words

bulletins = Table(
    "bulletins",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),  # Markdown
    # reaches subscribers beyond the units of the audience
    Column("topic", String(32), nullable=False, server_default=""),
    Column("fills", Data, nullable=False),  # {placeholder: its text}
    Column("keywords", Data, nullable=False),  # {"QUYUOC": which dialog it starts}
    Column("audience", Data, nullable=False),  # civics.bulletins.rules.Audience as JSON
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("state", String(12), nullable=False, server_default="draft"),
    Column("author_id", Id, ForeignKey("staff.id"), nullable=False),
    words("sent_back"),  # why whoever read it gave it back to its author; empty once approval is asked for again
    Column("approver_id", Id, ForeignKey("staff.id")),
    Column("approved_count", Integer),  # the number that the approver typed
    Column("question", Text, nullable=False, server_default=""),
    Column("choices", Data, nullable=False),  # labels of the question's choices: [label, …]
    Column("planned_at", Moment),
    Column(
        "tied", DataOrNone
    ),  # a tie to an event: {"to": what, "key": which, "days": before (-) or after it, "at": "18:30"}
    Column("rule", DataOrNone),  # of a recurrence: civics.bulletins.rules.Rule as JSON
    Column("made_from_id", Id, ForeignKey("bulletins.id")),  # the recurring bulletin, or the one that this continues
    Column("slot", String(24)),  # the planned time in a series (civics.bulletins.schedules.Slot)
    Column("shown_on_page", Boolean, nullable=False, server_default=text("true")),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("checkpoint", Id, nullable=False, server_default="0"),  # the last chat that has its row
    Column("spread", BigInteger, nullable=False, server_default="0"),  # how many chats have a row
    Column("made_at", Moment, nullable=False),
    Column("asked_at", Moment),
    Column("approved_at", Moment),
    Column("started_at", Moment),
    Column("spread_at", Moment),  # when every chat had its row
    Column("ended_at", Moment),
    Column("corrected_at", Moment),
    Column("trial_code", String(8)),  # who writes this code to the bot before that time gets the bulletin as a trial
    Column("trial_until", Moment),
    Column("rate", Integer),  # most recipients per second, chosen by a person; none: as fast as the platforms allow
    Column("settled", Id, nullable=False, server_default="0"),  # every chat up to this one has its final state
)
Index("ix_bulletins_state", bulletins.c.state, bulletins.c.planned_at)

# Append only: the text before each correction, and the recall.
Index("uq_bulletins_slot", bulletins.c.made_from_id, bulletins.c.slot, unique=True)

bulletin_versions = Table(
    "bulletin_versions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("act", String(12), nullable=False),  # corrected, recalled
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("bulletin_id", "version", name="uq_bulletin_versions_version"),
)

# A proposed correction, until a second person has read it.
bulletin_proposals = Table(
    "bulletin_proposals",
    metadata,
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),  # the bulletin's version that the proposer read
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

# What is sent: Outgoing as JSON, one row per channel and part, not per recipient. Channel "": all others.
bulletin_bodies = Table(
    "bulletin_bodies",
    metadata,
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)

# A correction or recall, for the chats that have the bulletin.
bulletin_corrections = Table(
    "bulletin_corrections",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), nullable=False, index=True),
    Column("act", String(12), nullable=False),  # corrected, recalled
    Column("state", String(12), nullable=False),  # spreading, sending, done
    Column("last_chat", Id, nullable=False),  # chats after this one got the new text from the start
    Column("checkpoint", Id, nullable=False, server_default="0"),
    Column("spread", BigInteger, nullable=False, server_default="0"),
    Column("settled", Id, nullable=False, server_default="0"),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
Index("ix_bulletin_corrections_state", bulletin_corrections.c.state)

# One step of a correction, one row per channel. `way`: edit, delete, new (an additional part), say (nothing can
# change).
correction_bodies = Table(
    "correction_bodies",
    metadata,
    Column("correction_id", Id, ForeignKey("bulletin_corrections.id"), primary_key=True),
    Column("channel", String(16), primary_key=True),  # "": all others
    Column("part", Integer, primary_key=True),
    Column("way", String(8), nullable=False),
    Column("aim", Integer),  # the part that it changes
    Column("body", Text, nullable=False),
)

bulletin_files = Table(
    "bulletin_files",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # photo, file
    Column("name", Text, nullable=False),
    Column("mime", String(128), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored", String(64), nullable=False),
    Column("place", Integer, nullable=False, server_default="0"),
)

topics = Table(
    "topics",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("title", String(128), nullable=False),
    Column("closed_at", Moment),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("topic", String(32), ForeignKey("topics.key"), primary_key=True),
    Column("chat_id", Id, ForeignKey("chats.id"), primary_key=True, index=True),
    Column("at", Moment, nullable=False),
)

# Texts for a kit that staff wrote instead of those made from the bulletin.
bulletin_kits = Table(
    "bulletin_kits",
    metadata,
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("spoken", Text, nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

# Words for the loudspeaker whose sound somebody heard to the end. Other words are heard anew.
kit_sounds = Table(
    "kit_sounds",
    metadata,
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

kit_takings = Table(
    "kit_takings",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), nullable=False, index=True),
    Column("staff_id", Id, ForeignKey("staff.id")),
    Column("part", String(16), nullable=False),  # text, card, spoken, leaf
    Column("at", Moment, nullable=False),
    Column("unit_id", Id, ForeignKey("units.id")),  # the unit whose link was used, when nobody was signed in
    Column("unique_key", String(64)),  # counts each use once per day
    UniqueConstraint("unique_key", name="uq_kit_takings_key"),
)

# The link for the head of a group to the material to pass on. A new generation makes the old link invalid.
kit_links = Table(
    "kit_links",
    metadata,
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("word", String(16)),  # the end of the address; only the person who has it counts for the group
    UniqueConstraint("word", name="uq_kit_links_word"),
)

bulletin_answers = Table(
    "bulletin_answers",
    metadata,
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), primary_key=True),
    Column("chat_id", Id, ForeignKey("chats.id"), primary_key=True),
    Column("choice", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

# Cases that began as an answer to a bulletin.
bulletin_cases = Table(
    "bulletin_cases",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("bulletin_id", Id, ForeignKey("bulletins.id"), nullable=False, index=True),
)
