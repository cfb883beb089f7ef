"""The tables of answers: the records with all their versions, the latest answer of each chat, and the questions."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.columns import Data, Id, Moment, State, metadata, number, reference, words

# A record is its live version. Of a version only the state changes: proposed, live, past, refused.
answer_versions = Table(
    "answer_versions",
    metadata,
    number(),
    Column("key", String(64), nullable=False),
    Column("number", Integer, nullable=False),  # counts the versions of one record, from 1
    Column("body", Data, nullable=False),  # see `civics.answers.records.as_json`
    Column("retires", Boolean, nullable=False),  # whether this version ends the record once it is agreed
    Column("state", State(16), nullable=False),
    reference("proposed_by", "staff.id"),  # empty in the demo ward
    Column("proposed_at", Moment, nullable=False),
    reference("decided_by", "staff.id"),
    Column("decided_at", Moment),
    UniqueConstraint("key", "number", name="uq_answer_versions_key_number"),
)
Index("ix_answer_versions_state", answer_versions.c.state, answer_versions.c.key)
Index("ix_answer_versions_decided", answer_versions.c.decided_at)  # each question asks whether there are new versions

# The latest answer of a chat, so that a follow-up ("thế phí bao nhiêu") is understood. Sealed: it holds the question.
answer_talks = Table(
    "answer_talks",
    metadata,
    Column("chat_id", Id, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_answer_talks_at", answer_talks.c.at)

# Questions that no record answers, without who asked them; long numbers are masked.
answer_questions = Table(
    "answer_questions",
    metadata,
    number(),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", String(200), nullable=False),  # the same words are stored once
    Column("times", Integer, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("nearest", Data, nullable=False),  # keys of the nearest records
    words("answered_by"),  # the key of the record to which staff have attached it
    UniqueConstraint("folded", name="uq_answer_questions_folded"),
)
Index("ix_answer_questions_day", answer_questions.c.day)

answer_counts = Table(
    "answer_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("what", String(32), primary_key=True),  # answer, clarify, pass, right, wrong
    Column("times", Integer, nullable=False),
)

# What a language model chose among records. The question stands as it left the ward, without personal data.
answer_choices = Table(
    "answer_choices",
    metadata,
    number(),
    Column("at", Moment, nullable=False),
    Column("question", Text, nullable=False),
    Column("offered", Data, nullable=False),  # keys of records
    words("chosen"),
    Column("outcome", String(16), nullable=False),  # chosen, none, odd, failed
    Column("took_ms", Integer, nullable=False),
)
Index("ix_answer_choices_at", answer_choices.c.at)
