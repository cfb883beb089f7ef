"""Who may send for a bot, and whether this installation may send at all."""

from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.messages import lanes, leases, outbox
from storage.tables.ward import instance
from storage.ward import alerts, audit


def _now(work: UnitOfWork) -> datetime:
    """The database's own clock where several machines share one."""
    if not work.postgres:
        return work.now
    found: datetime = work.conn.execute(select(func.clock_timestamp())).scalar_one()
    return found


def take(work: UnitOfWork, name: str, holder: str, *, seconds: float) -> str | None:
    """Take or renew a lease. Gives who held it before (the holder itself: renewed), none when another holds it.

    A lease that runs out frees itself; the same holder takes its own back at once.
    """
    now = _now(work)
    until = now + timedelta(seconds=seconds)
    before = work.conn.execute(select(leases.c.holder).where(leases.c.name == name).with_for_update()).scalar()
    if before is None:
        dialect = postgresql if work.postgres else sqlite
        made = work.conn.execute(
            dialect.insert(leases)
            .values(name=name, holder=holder, until=until)
            .on_conflict_do_nothing()
            .returning(leases.c.name)  # an insert's row count is not told by every driver
        ).first()
        return "" if made is not None else None
    taken = work.conn.execute(
        update(leases)
        .where(leases.c.name == name, (leases.c.holder == holder) | (leases.c.until < now))
        .values(holder=holder, until=until)
    )
    return before if taken.rowcount else None


def give_back(work: UnitOfWork, name: str, holder: str) -> None:
    """End a lease early, at an orderly stop."""
    past = _now(work) - timedelta(seconds=1)
    work.conn.execute(update(leases).where(leases.c.name == name, leases.c.holder == holder).values(until=past))


def belongs(work: UnitOfWork, instance_id: str) -> bool:
    """Whether the database belongs to this installation; a new database does from now on.

    A copy that meets another instance does not send: the first one may still be alive. An alert says so.
    """
    found = work.conn.execute(select(instance.c.id)).scalar()
    if found is None:
        work.conn.execute(insert(instance).values(id=instance_id, adopted_at=work.now))
        return True
    if found != instance_id:
        alerts.sound(work, "other_instance", detail="danban adopt", unique_key=f"instance:{instance_id}")
        return False
    return True


def owner(work: UnitOfWork) -> str | None:
    """Which installation the database belongs to; none for a new one."""
    found: str | None = work.conn.execute(select(instance.c.id)).scalar()
    return found


def adopt(work: UnitOfWork, instance_id: str) -> int:
    """Make this installation the database's own. What waits becomes doubtful; gives how much."""
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
