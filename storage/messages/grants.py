"""The access tokens of a platform, sealed. Each refresh token can be used once (Zalo, OAuth v4)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.messages import grants
from storage.ward import alerts, audit


@dataclass(frozen=True, slots=True)
class Grant:
    """A stored pair of tokens. Times are UTC. `spending_since`: a refresh began, and its result is not stored yet."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime | None
    spending_since: datetime | None
    dead: bool


def find(work: UnitOfWork, name: str) -> Grant | None:
    """The pair with that name; None when nothing is stored."""
    row = work.conn.execute(select(grants).where(grants.c.name == name)).one_or_none()
    if row is None:
        return None
    access, refresh = (work.seal.open_text(each) if each else "" for each in (row.access, row.refresh))
    return Grant(access, refresh, row.expires_at, row.spending_since, row.dead)


def begin(work: UnitOfWork, name: str, refresh: str) -> None:
    """Store the refresh token from the settings if nothing is stored yet. For the first start."""
    dialect = postgresql if work.postgres else sqlite
    work.conn.execute(
        dialect.insert(grants)
        .values(name=name, refresh=work.seal.close_text(refresh))
        .on_conflict_do_nothing(index_elements=["name"])
    )


def keep(work: UnitOfWork, name: str, *, access: str, refresh: str, lasts: timedelta) -> None:
    """Store a new pair, before anybody uses it. A grant that was marked as dead is valid again."""
    dialect = postgresql if work.postgres else sqlite
    values = {
        "access": work.seal.close_text(access) if access else "", "refresh": work.seal.close_text(refresh),
        "expires_at": work.now + lasts, "refreshed_at": work.now, "spending_since": None, "dead": False,
    }  # fmt: skip
    work.conn.execute(
        dialect.insert(grants).values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values)
    )
    audit.record(work, "zalo.token", actor=audit.SYSTEM)


def spending(work: UnitOfWork, name: str, *, since: datetime | None) -> None:
    """Record that the refresh token is being sent (None: that it was not sent after all)."""
    work.conn.execute(update(grants).where(grants.c.name == name).values(spending_since=since))


def die(work: UnitOfWork, name: str, *, why: str) -> None:
    """The platform no longer accepts the pair: an admin must connect again. The admins are alerted once."""
    changed = work.conn.execute(
        update(grants).where(grants.c.name == name, grants.c.dead.is_(False)).values(dead=True, spending_since=None)
    )
    if changed.rowcount:
        alerts.sound(
            work, "zalo_reconnect", detail=why, unique_key=f"zalo_reconnect:{name}:{work.now.isoformat()}"[:96]
        )
