"""The tables of ratings of official channels. No row holds both who rated and what was said."""

from sqlalchemy import BigInteger, Column, Integer, Table

from storage.tables.columns import metadata, reference

# `waiting`: ratings that are not shown yet; five at a time are added to `counted`.
channel_rates = Table(
    "channel_rates",
    metadata,
    reference("channel_id", "register_entries.id", primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("stars", Integer, primary_key=True, autoincrement=False),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("counted", Integer, nullable=False, server_default="0"),
)

# `mark`: of a resident, under the ward's key.
channel_raters = Table(
    "channel_raters",
    metadata,
    reference("channel_id", "register_entries.id", primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("mark", BigInteger, primary_key=True, autoincrement=False, index=True),
)
