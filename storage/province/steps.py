"""Brings a registry to this release, step by step, as each ward's database has its own steps.

There are few, and every process asks for them at its start, so they do without Alembic, which takes much memory.
"""

from collections.abc import Callable

from sqlalchemy import JSON, Column, Connection, Integer, MetaData, String, Table, Text, delete, insert, inspect, select
from sqlalchemy import text as sql

from core.errors import SettingError
from storage.province.tables import version
from storage.tables.columns import Moment

_LOCK = 6_215_002


def bring(conn: Connection) -> int:
    """Bring the registry to the newest step, in this transaction; gives its number.

    Processes that start together wait for each other. Raises SettingError for a registry of a newer release.
    """
    if (at := number(conn)) == NEWEST:
        return at
    if conn.dialect.name == "postgresql":
        conn.execute(sql("SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), :k))"), {"k": _LOCK})
        at = number(conn)
    if at > NEWEST:
        raise SettingError(f"The registry is at step {at}, of a newer release; this one knows {NEWEST}.")
    for step in STEPS[at:]:
        step(conn)
    conn.execute(delete(version))
    conn.execute(insert(version).values(number=NEWEST))
    return NEWEST


def number(conn: Connection) -> int:
    """The step of a registry: 0 for a new one, 1 for one from before steps were counted."""
    there = inspect(conn)
    if there.has_table("version"):
        return int(conn.execute(select(version.c.number)).scalar_one())
    return int(there.has_table("wards"))


def _first(conn: Connection) -> None:
    """The tables as they were before steps were counted."""
    its = MetaData(naming_convention={"pk": "pk_%(table_name)s"})
    Table(
        "wards", its,
        Column("code", String(32), primary_key=True), Column("name", String(128), nullable=False),
        *(Column(name, JSON, nullable=False) for name in ("hosts", "settings", "units", "words")),
        Column("state", String(16), nullable=False), Column("problem", Text, nullable=False, server_default=""),
        Column("revision", String(32), nullable=False, server_default=""), Column("number", Integer, nullable=False),
        Column("changed_at", Moment, nullable=False), Column("backup_at", Moment), Column("figures", JSON),
        Column("figures_at", Moment),
    )  # fmt: skip
    Table(
        "shares", its,
        Column("code", String(32), primary_key=True), Column("holder", String(80), nullable=False),
        Column("until", Moment, nullable=False),
    )  # fmt: skip
    Table("processes", its, Column("holder", String(80), primary_key=True), Column("seen_at", Moment, nullable=False))
    its.create_all(conn, checkfirst=False)


def _roles_and_acts(conn: Connection) -> None:
    """A lease for each role of a ward, the roles of each process, what was done by whom, and the number of the step.

    Leases last for seconds, so the old ones go. Processes of the earlier release go on with the wards that they hold.
    """
    for each in ("shares", "processes"):
        conn.execute(sql(f"DROP TABLE {each}"))
    its = MetaData(naming_convention={"pk": "pk_%(table_name)s"})
    Table(
        "shares", its,
        Column("code", String(32), primary_key=True), Column("role", String(8), primary_key=True),
        Column("holder", String(80), nullable=False), Column("until", Moment, nullable=False),
    )  # fmt: skip
    Table(
        "processes", its,
        Column("holder", String(80), primary_key=True), Column("role", String(8), primary_key=True),
        Column("seen_at", Moment, nullable=False),
    )  # fmt: skip
    Table(
        "acts", its,
        Column("id", Integer, primary_key=True), Column("at", Moment, nullable=False),
        Column("code", String(32), nullable=False), Column("act", String(16), nullable=False),
        Column("who", String(80), nullable=False), Column("detail", Text, nullable=False, server_default=""),
    )  # fmt: skip
    Table("version", its, Column("number", Integer, nullable=False))
    its.create_all(conn, checkfirst=False)


STEPS: tuple[Callable[[Connection], None], ...] = (_first, _roles_and_acts)
NEWEST = len(STEPS)
