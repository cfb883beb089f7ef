"""How processes share the wards out: each holds leases on its fair part of those that run, for each of its roles."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.province.registry import Registry, State
from storage.province.tables import processes, shares, wards

LEASE = 30.0  # seconds


def take(registry: Registry, holder: str, roles: Iterable[str], *, revision: str) -> dict[str, list[str]]:
    """Say that this process lives, renew its leases, and take or give up wards until it has its fair part.

    `roles`: work, send, web. Somebody works for each ward and somebody sends for it, in one process or in two; pages
    are shown by every process with `web`, which holds no lease. It takes only wards whose schema is at its `revision`:
    during an upgrade the others belong to the earlier release.

    Gives, by role, the codes of the wards for which it acts until the next call, which must come well within `LEASE`
    seconds.
    """
    roles = sorted(roles)

    def body(conn: Connection) -> dict[str, list[str]]:
        now = _now(conn, registry)
        running = {row.code: row.revision for row in conn.execute(select(wards).where(wards.c.state == State.RUNNING))}
        conn.execute(delete(shares).where(shares.c.code.not_in(running)))
        runs = {code for code, its in running.items() if its == revision}
        others = {role: _alive(conn, holder, role, now) for role in roles}
        return {role: _taken(conn, holder, role, runs, others=others[role], now=now) for role in roles if role != "web"}

    return registry.run(body)


def leave(registry: Registry, holder: str) -> None:
    """Give all leases back: the process ends in an orderly way, and others need not wait."""

    def body(conn: Connection) -> None:
        conn.execute(delete(shares).where(shares.c.holder == holder))
        conn.execute(delete(processes).where(processes.c.holder == holder))

    registry.run(body)


def give_back(registry: Registry, holder: str, code: str) -> None:
    """Give the leases of one ward back: this process cannot serve it now."""
    registry.run(lambda conn: conn.execute(delete(shares).where(shares.c.code == code, shares.c.holder == holder)))


def holders(registry: Registry) -> dict[str, dict[str, str]]:
    """Which process acts for each ward, by role."""

    def body(conn: Connection) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for row in conn.execute(select(shares).order_by(shares.c.code, shares.c.role.desc())):
            found.setdefault(row.code, {})[row.role] = row.holder
        return found

    return registry.run(body)


def alive(registry: Registry) -> int:
    """How many processes live."""

    def body(conn: Connection) -> int:
        living = processes.c.seen_at > _now(conn, registry) - _lease()
        return int(conn.execute(select(func.count(processes.c.holder.distinct())).where(living)).scalar_one())

    return registry.run(body)


def _lease() -> timedelta:
    return timedelta(seconds=LEASE)


def _alive(conn: Connection, holder: str, role: str, now: datetime) -> int:
    """Note that this process lives, forget those that ended; gives the number of the others with this role."""
    conn.execute(delete(processes).where(processes.c.seen_at < now - _lease()))
    row = _insert(conn)(processes).values(holder=holder, role=role, seen_at=now)
    conn.execute(row.on_conflict_do_update(index_elements=["holder", "role"], set_={"seen_at": now}))
    there = select(func.count()).select_from(processes).where(processes.c.holder != holder, processes.c.role == role)
    return int(conn.execute(there).scalar_one())


def _taken(conn: Connection, holder: str, role: str, runs: set[str], *, others: int, now: datetime) -> list[str]:
    """The wards of this process in one role, after it gave up those beyond its part and took what is free."""
    fair = ceil(len(runs) / (others + 1))
    its = shares.c.role == role
    held = {row.code: row for row in conn.execute(select(shares).where(its).order_by(shares.c.code))}
    mine = sorted(code for code, row in held.items() if row.holder == holder and code in runs)
    for code in mine[fair:]:
        conn.execute(delete(shares).where(its, shares.c.code == code, shares.c.holder == holder))
    mine = mine[:fair]
    free = sorted(code for code in runs if code not in held or held[code].until < now)
    until = now + _lease()
    if mine:
        conn.execute(update(shares).where(its, shares.c.code.in_(mine), shares.c.holder == holder).values(until=until))
    for code in free[: fair - len(mine)]:
        past = update(shares).where(its, shares.c.code == code, shares.c.until < now)
        made = _insert(conn)(shares).values(code=code, role=role, holder=holder, until=until).on_conflict_do_nothing()
        if (
            conn.execute(past.values(holder=holder, until=until)).rowcount
            or conn.execute(made.returning(shares.c.code)).first() is not None
        ):
            mine.append(code)
    return sorted(mine)


def _insert(conn: Connection):  # type: ignore[no-untyped-def]
    return postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert


def _now(conn: Connection, registry: Registry) -> datetime:
    """The time of the database, where machines share one."""
    if conn.dialect.name != "postgresql":
        return registry.clock()
    found: datetime = conn.execute(select(func.clock_timestamp())).scalar_one()
    return found
