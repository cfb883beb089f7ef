"""The tables of law contests: who takes part, each attempt, each question that was asked with its answer."""

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint

from storage.tables.columns import Data, Moment, metadata, number, reference, words, yes_or_no

# One person in one contest. Who is forgotten keeps the points, without name and resident.
contest_players = Table(
    "contest_players",
    metadata,
    number(),
    reference("contest_id", "register_entries.id", nullable=False),
    reference("resident_id", "residents.id", index=True),
    words("name"),
    yes_or_no("named"),  # agreed that the ward publishes the name
    reference("unit_id", "units.id"),
    Column("guess", Integer),  # how many will answer everything right
    Column("made_at", Moment, nullable=False),
    UniqueConstraint("contest_id", "resident_id", name="uq_contest_players_contest_id"),
)

# `items`: the questions with the order of their options, as they were drawn.
contest_attempts = Table(
    "contest_attempts",
    metadata,
    number(),
    reference("player_id", "contest_players.id", nullable=False),
    reference("round_id", "register_entries.id", nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("items", Data, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("done_at", Moment),
    UniqueConstraint("player_id", "round_id", "number", name="uq_contest_attempts_number"),
)

# `picked`: the bank's letter; "" until there is an answer, and when there is none in the end.
contest_answers = Table(
    "contest_answers",
    metadata,
    number(),
    reference("attempt_id", "contest_attempts.id", nullable=False),
    Column("place", Integer, nullable=False),
    reference("question_id", "register_entries.id", nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("picked", String(1), nullable=False, server_default=""),
    yes_or_no("in_time"),
    yes_or_no("fast"),  # faster than one can read
    UniqueConstraint("attempt_id", "place", name="uq_contest_answers_place"),
)

# Who asks which question for a dialogue (the register `dialogue_question`).
dialogue_backers = Table(
    "dialogue_backers",
    metadata,
    reference("question_id", "register_entries.id", primary_key=True),
    reference("resident_id", "residents.id", primary_key=True, index=True),
)
