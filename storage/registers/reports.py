"""Reports as they were made. None is ever changed: its figures and its papers are the same any time."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from civics.registers.reports import Table, as_json, tables_of
from civics.registers.values import RegisterWhy
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.tables.people import staff
from storage.tables.registers import register_reports
from storage.ward import audit

_R = register_reports.c


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `signed_by`: the name of who takes responsibility for it; until then it is a draft."""

    id: int
    kind: str
    begins: date
    ends: date
    body: str
    made_at: datetime
    staff_id: int | None
    signed_at: datetime | None
    signed_by: str

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables."""
        return tables_of(json.loads(self.body))


_REPORT = select(
    _R.id, _R.kind, _R.begins, _R.ends, _R.body, _R.made_at, _R.staff_id, _R.signed_at, staff.c.name
).select_from(register_reports.outerjoin(staff, staff.c.id == _R.signed_by))


def add(work: UnitOfWork, kind: str, begins: date, ends: date, *, tables: tuple[Table, ...], by: int) -> int:
    """Keep a report as it is now; returns its id."""
    body = json.dumps(as_json(tables), ensure_ascii=False, sort_keys=True)
    values = {"kind": kind, "begins": begins, "ends": ends, "body": body, "made_at": work.now, "staff_id": by}
    made: int = work.conn.execute(insert(register_reports).values(**values).returning(_R.id)).scalar_one()
    audit.record(work, "report.made", actor=audit.STAFF, staff_id=by, report=made, kind=kind)
    return made


def get(work: UnitOfWork, report_id: int) -> Report:
    """One report. Raises NotFoundError."""
    row = work.conn.execute(_REPORT.where(_R.id == report_id)).first()
    if row is None:
        raise NotFoundError("There is no such report.")
    return Report(*row[:-1], row[-1] or "")


def newest(work: UnitOfWork, *, limit: int = 50) -> list[Report]:
    """The newest first."""
    return [Report(*row[:-1], row[-1] or "") for row in work.conn.execute(_REPORT.order_by(_R.id.desc()).limit(limit))]


def sign(work: UnitOfWork, report_id: int, *, by: int) -> None:
    """Take responsibility for a report. Raises ConflictError (STATE) when somebody has done so."""
    mine = update(register_reports).where(_R.id == report_id, _R.signed_at.is_(None))
    if work.conn.execute(mine.values(signed_by=by, signed_at=work.now)).rowcount == 0:
        raise ConflictError(RegisterWhy.STATE)
    audit.record(work, "report.signed", actor=audit.STAFF, staff_id=by, report=report_id)
