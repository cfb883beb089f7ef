"""The tables of the registry. They are in a database of their own, beside those of the wards, and hold no secret.

`steps` brings a registry of an earlier release to them.
"""

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, Text

from storage.tables.columns import Moment

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})

wards = Table(
    "wards",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(128), nullable=False),
    Column("hosts", JSON, nullable=False),
    Column("settings", JSON, nullable=False),  # those that differ and are no secret
    Column("units", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # `registry.State`
    Column("problem", Text, nullable=False, server_default=""),  # why it failed
    Column("revision", String(32), nullable=False, server_default=""),  # of its schema
    Column("number", Integer, nullable=False),  # grows with each change of this row
    Column("changed_at", Moment, nullable=False),
    Column("backup_at", Moment),
    Column("figures", JSON),  # `registry.Figures`, as the process that serves it told last
    Column("figures_at", Moment),
)

# Which process works for a ward, and which one sends. It only shares out the work: what must happen once is held in the
# ward's own database.
shares = Table(
    "shares",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("role", String(8), primary_key=True),  # work, send
    Column("holder", String(80), nullable=False),
    Column("until", Moment, nullable=False),
)

processes = Table(
    "processes",
    metadata,
    Column("holder", String(80), primary_key=True),
    Column("role", String(8), primary_key=True),  # web, work, send: one row for each that it has
    Column("seen_at", Moment, nullable=False),
)

# What was done with the wards, and by whom. Rows are only added; a ward that is dropped keeps its own.
acts = Table(
    "acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("code", String(32), nullable=False),
    Column("act", String(16), nullable=False),  # a state of the ward, or a word of `acts.ACTS`
    Column("who", String(80), nullable=False),  # an account of the machine, or a process
    Column("detail", Text, nullable=False, server_default=""),
)

version = Table("version", metadata, Column("number", Integer, nullable=False))  # of this schema: one row
