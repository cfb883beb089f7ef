"""The tables of staff's own chat groups: which groups they are, and which case has a card in which of them."""

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from storage.tables.columns import Id, Moment, metadata, number, reference, yes_or_no

staff_groups = Table(
    "staff_groups",
    metadata,
    number(),
    reference("chat_id", "chats.id", nullable=False, unique=True),
    Column("after_case", Id, nullable=False),  # cases with a higher id get a card
    yes_or_no("topics"),  # each case gets a topic of the group
    yes_or_no("shows_words"),  # cards show what the resident wrote; never on Telegram
    reference("staff_id", "staff.id", nullable=False),  # who tied it, or last chose what it shows
    Column("made_at", Moment, nullable=False),
)

# The messages themselves are rows of the outbox with the key "card:<group>:<case>".
staff_cards = Table(
    "staff_cards",
    metadata,
    number(),
    reference("group_id", "staff_groups.id", nullable=False),
    reference("case_id", "cases.id", nullable=False, index=True),
    Column("version", Integer, nullable=False),  # of the case, as the card shows it
    Column("unread", Boolean, nullable=False),
    Column("shown", String(64), nullable=False),  # digest of what the card says
    Column("thread", String(32), nullable=False, server_default=""),  # the topic
    yes_or_no("over"),  # the case was over when the card was last changed
    UniqueConstraint("group_id", "case_id", name="uq_staff_cards_case"),
)
