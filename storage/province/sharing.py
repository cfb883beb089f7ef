"""How processes share the wards out: each holds leases on its fair part of those that run, and works for them."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.province.registry import Registry, State
from storage.province.tables import processes, shares, wards

LEASE = 30.0  # seconds
_ALIVE = timedelta(seconds=LEASE)


def take(registry: Registry, holder: str, *, revision: str) -> list[str]:
    """Say that this process lives, renew its leases, and take or give up wards until it has its fair part.

    It takes only wards whose schema is at its `revision`: during an upgrade the others belong to the earlier release.

    Gives the codes of the wards for which it works until the next call, which must come well within `LEASE` seconds.
    """

    def body(conn: Connection) -> list[str]:
        now = _now(conn, registry)
        others = _alive(conn, holder, now)
        running = {row.code: row.revision for row in conn.execute(select(wards).where(wards.c.state == State.RUNNING))}
        conn.execute(delete(shares).where(shares.c.code.not_in(running)))
        runs = {code for code, its in running.items() if its == revision}
        fair = ceil(len(runs) / (others + 1))
        held = {row.code: row for row in conn.execute(select(shares).order_by(shares.c.code))}
        mine = sorted(code for code, row in held.items() if row.holder == holder and code in runs)
        for code in mine[fair:]:
            conn.execute(delete(shares).where(shares.c.code == code, shares.c.holder == holder))
        mine = mine[:fair]
        free = sorted(code for code in runs if code not in held or held[code].until < now)
        until = now + timedelta(seconds=LEASE)
        if mine:
            conn.execute(update(shares).where(shares.c.code.in_(mine), shares.c.holder == holder).values(until=until))
        for code in free[: fair - len(mine)]:
            if _taken(conn, code, holder, now=now, until=until):
                mine.append(code)
        return sorted(mine)

    return registry.run(body)


def leave(registry: Registry, holder: str) -> None:
    """Give all leases back: the process ends in an orderly way, and others need not wait."""

    def body(conn: Connection) -> None:
        conn.execute(delete(shares).where(shares.c.holder == holder))
        conn.execute(delete(processes).where(processes.c.holder == holder))

    registry.run(body)


def give_back(registry: Registry, holder: str, code: str) -> None:
    """Give one lease back: this process cannot serve that ward now."""
    registry.run(lambda conn: conn.execute(delete(shares).where(shares.c.code == code, shares.c.holder == holder)))


def holders(registry: Registry) -> dict[str, str]:
    """Which process works for each ward."""
    return registry.run(lambda conn: {row.code: row.holder for row in conn.execute(select(shares))})


def alive(registry: Registry) -> int:
    """How many processes live."""

    def body(conn: Connection) -> int:
        living = processes.c.seen_at > _now(conn, registry) - _ALIVE
        return int(conn.execute(select(func.count()).select_from(processes).where(living)).scalar_one())

    return registry.run(body)


def _alive(conn: Connection, holder: str, now: datetime) -> int:
    """Note that this process lives, forget those that ended; gives the number of the others."""
    conn.execute(delete(processes).where(processes.c.seen_at < now - _ALIVE))
    row = _insert(conn)(processes).values(holder=holder, seen_at=now)
    conn.execute(row.on_conflict_do_update(index_elements=["holder"], set_={"seen_at": now}))
    there = select(func.count()).select_from(processes).where(processes.c.holder != holder)
    return int(conn.execute(there).scalar_one())


def _taken(conn: Connection, code: str, holder: str, *, now: datetime, until: datetime) -> bool:
    past = update(shares).where(shares.c.code == code, shares.c.until < now)
    if conn.execute(past.values(holder=holder, until=until)).rowcount:
        return True
    row = _insert(conn)(shares).values(code=code, holder=holder, until=until).on_conflict_do_nothing()
    return conn.execute(row.returning(shares.c.code)).first() is not None


def _insert(conn: Connection):  # type: ignore[no-untyped-def]
    return postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert


def _now(conn: Connection, registry: Registry) -> datetime:
    """The time of the database, where machines share one."""
    if conn.dialect.name != "postgresql":
        return registry.clock()
    found: datetime = conn.execute(select(func.clock_timestamp())).scalar_one()
    return found
