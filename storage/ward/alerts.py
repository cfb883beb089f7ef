"""Alerts for the admins: messages that were set aside, a refused bot. Never what a person wrote."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.people import staff
from storage.tables.ward import alerts
from storage.ward import audit


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. `kind` has its sentence under `console.alert.<kind>`; `detail` only has ids and errors."""

    id: int
    at: datetime
    kind: str
    detail: str
    seen_at: datetime | None
    seen_by: str
    key: str = ""  # it is unique by this

    @property
    def waits(self) -> bool:
        """Whether messages that were set aside may still be handled."""
        return self.kind in {"aside", "late_event"} and self.seen_at is None


_ALERTS = select(
    alerts.c.id,
    alerts.c.at,
    alerts.c.kind,
    alerts.c.detail,
    alerts.c.seen_at,
    func.coalesce(staff.c.name, ""),
    func.coalesce(alerts.c.unique_key, ""),
).outerjoin(staff, staff.c.id == alerts.c.seen_by)


def sound(work: UnitOfWork, kind: str, *, detail: str, unique_key: str | None = None) -> bool:
    """Alert the admins, once per `unique_key`; False when they had it already.

    `detail` must have no word of a resident.
    """
    insert = postgresql.insert if work.postgres else sqlite.insert
    told = work.conn.execute(
        insert(alerts)
        .values(at=work.now, kind=kind, detail=detail, unique_key=unique_key)
        .on_conflict_do_nothing(index_elements=["unique_key"])
        .returning(alerts.c.id)
    ).first()
    if told is not None:
        audit.record(work, "alert.sounded", actor=audit.SYSTEM, kind=kind)
    return told is not None


def waiting(work: UnitOfWork) -> int:
    """How many alerts nobody has seen."""
    found: int = work.conn.execute(
        select(func.count()).select_from(alerts).where(alerts.c.seen_at.is_(None))
    ).scalar_one()
    return found


def latest(work: UnitOfWork, *, limit: int = 200) -> list[Alert]:
    """Alerts: first those that nobody has seen, then the newest."""
    return listed(work, true(), limit=limit)


def listed(work: UnitOfWork, which: ColumnElement[bool], *, limit: int) -> list[Alert]:
    """Some alerts, first those that nobody has seen. Each part uses an index, so the seen ones cost nothing."""
    found: list[Alert] = []
    for seen in (alerts.c.seen_at.is_(None), alerts.c.seen_at.is_not(None)):
        if len(found) < limit:
            rows = _ALERTS.where(which, seen).order_by(alerts.c.id.desc()).limit(limit - len(found))
            found += [Alert(*row) for row in work.conn.execute(rows)]
    return found


def key_of(work: UnitOfWork, alert_id: int) -> str:
    """The unique key of an alert; empty when it has none."""
    return work.conn.execute(select(alerts.c.unique_key).where(alerts.c.id == alert_id)).scalar() or ""


def see(work: UnitOfWork, upto: int, *, staff_id: int, only: int | None = None) -> int:
    """Mark as seen all alerts up to that id (those on the page), or `only` one. Returns their number."""
    wanted = update(alerts).where(alerts.c.seen_at.is_(None))
    wanted = wanted.where(alerts.c.id == only) if only is not None else wanted.where(alerts.c.id <= upto)
    return work.conn.execute(wanted.values(seen_at=work.now, seen_by=staff_id)).rowcount
