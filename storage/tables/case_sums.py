"""The kept sums of the figures. Triggers of the migrations write which months have changed."""

from sqlalchemy import Column, Float, Index, Integer, String, Table

from storage.tables.columns import Moment, metadata, number

# The months (of Viet Nam, "2026-11") whose cases that are over are counted in `case_sums`.
case_months = Table(
    "case_months",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("made_at", Moment, nullable=False),
)

# How many cases of a month that are over had an outcome, as a whole and by kind, topic, unit …; never sealed ones.
case_sums = Table(
    "case_sums",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("counted_by", String(8), primary_key=True),  # storage.cases.figures.By; empty: all of the month
    Column("value", String(32), primary_key=True),  # of that column of the case, as text; empty: none
    Column("outcome", String(8), primary_key=True),  # storage.cases.filter.Outcome
    Column("number", Integer, nullable=False),
    Column("disputed", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("replied", Integer, nullable=False),  # those in which staff have said something
    Column("hours", Float, nullable=False),  # until they did, of all of these together
)

# A month in which a case that is or was over has changed since: one row per change, so nobody waits for a lock.
case_month_changes = Table("case_month_changes", metadata, number(), Column("month", String(7), nullable=False))
Index("ix_case_month_changes", case_month_changes.c.month)
