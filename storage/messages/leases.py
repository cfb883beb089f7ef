"""Leases: which process may send for a bot, and whether this installation may send at all."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.messages import lanes, leases, outbox
from storage.tables.ward import instance
from storage.ward import alerts, audit

_HOLDER = Prepared(select(leases.c.holder).where(leases.c.name == bindparam("p_name")).with_for_update())
_TAKE = Prepared(
    update(leases)
    .where(
        leases.c.name == bindparam("p_name"),
        (leases.c.holder == bindparam("p_holder")) | (leases.c.until < bindparam("p_now")),
    )
    .values(holder=bindparam("p_holder"), until=bindparam("p_until"))
    .returning(leases.c.name)
)
_OWNER = Prepared(select(instance.c.id))


def _now(work: UnitOfWork) -> datetime:
    """The present time, from the database's clock where several machines share a database."""
    if not work.postgres:
        return work.now
    found: datetime = work.conn.execute(select(func.clock_timestamp())).scalar_one()
    return found


def take(work: UnitOfWork, name: str, holder: str, *, seconds: float) -> str | None:
    """Take or renew a lease. Returns the previous holder (itself: renewed), or None when another process holds it.

    A lease expires by itself. The same holder can take its own lease back at once.
    """
    now = _now(work)
    until = now + timedelta(seconds=seconds)
    before: str | None = _HOLDER.scalar(work, {"p_name": name})
    if before is None:
        dialect = postgresql if work.postgres else sqlite
        made = work.conn.execute(
            dialect.insert(leases)
            .values(name=name, holder=holder, until=until)
            .on_conflict_do_nothing()
            .returning(leases.c.name)  # not every driver reports the row count of an insert
        ).first()
        return "" if made is not None else None
    values = {"p_name": name, "p_holder": holder, "p_now": now, "p_until": until}
    return before if _TAKE.scalar(work, values) is not None else None


def give_back(work: UnitOfWork, name: str, holder: str) -> None:
    """End a lease early, when the process stops in an orderly way."""
    past = _now(work) - timedelta(seconds=1)
    work.conn.execute(update(leases).where(leases.c.name == name, leases.c.holder == holder).values(until=past))


def beside(work: UnitOfWork, group: str, holder: str, *, seconds: float) -> list[str]:
    """Say that this holder works in a group, for so many seconds; returns all who do, sorted.

    Called again and again while there is work. For PostgreSQL: only there do several processes work.
    """
    now = _now(work)
    mine = postgresql.insert(leases).values(
        name=f"{group}{holder}", holder=holder, until=now + timedelta(seconds=seconds)
    )
    renewed = mine.on_conflict_do_update(index_elements=["name"], set_={"until": mine.excluded.until})
    work.conn.execute(renewed)
    here = leases.c.name.startswith(group, autoescape=True)
    # Two who remove each other's old row never wait for each other.
    old = select(leases.c.name).where(here, leases.c.until < now).with_for_update(skip_locked=True)
    work.conn.execute(delete(leases).where(leases.c.name.in_(old)))
    return list(work.conn.execute(select(leases.c.holder).where(here, leases.c.until >= now)).scalars().all())


def belongs(work: UnitOfWork, instance_id: str) -> bool:
    """Whether the database belongs to this installation. A new database belongs to it from now on.

    If it belongs to another one, nothing is sent, because the other may still run. The admins get an alert.
    """
    found = _OWNER.scalar(work, {})
    if found is None:  # all processes of an installation may start for the first time at once
        new = (postgresql if work.postgres else sqlite).insert(instance).values(id=instance_id, adopted_at=work.now)
        work.conn.execute(new.on_conflict_do_nothing())
        return True
    if found != instance_id:
        alerts.sound(work, "other_instance", detail="danban adopt", unique_key=f"instance:{instance_id}")
        return False
    return True


def owner(work: UnitOfWork) -> str | None:
    """The installation that the database belongs to; None for a new database."""
    found: str | None = work.conn.execute(select(instance.c.id)).scalar()
    return found


def adopt(work: UnitOfWork, instance_id: str) -> int:
    """Make the database belong to this installation. Waiting messages become doubtful; returns their number."""
    work.conn.execute(instance.delete())
    work.conn.execute(insert(instance).values(id=instance_id, adopted_at=work.now))
    doubtful = work.conn.execute(
        update(outbox)
        .where(outbox.c.state.in_(("waiting", "sending")))
        .values(state="doubtful", says="send.doubtful", error="adopted")
    ).rowcount
    work.conn.execute(update(lanes).values(ready_at=None, busy=False, held_until=None))
    work.conn.execute(leases.delete())
    audit.record(work, "instance.adopted", actor="command", doubtful=doubtful)
    return doubtful
