"""Reports as they were made. None is ever changed: its figures and its papers are the same any time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select, update

from civics.registers.reports import Table, as_json, tables_of
from civics.registers.values import RegisterWhy
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.tables.people import staff
from storage.tables.registers import register_reports
from storage.ward import audit

_R = register_reports.c


@dataclass(frozen=True, slots=True)
class Head:
    """One report in a list. `signed_by`: the name of who takes responsibility for it; until then it is a draft."""

    id: int
    kind: str
    begins: date
    ends: date
    made_at: datetime
    staff_id: int | None
    signed_at: datetime | None
    signed_by: str


@dataclass(frozen=True, slots=True)
class Report(Head):
    """One report, with its tables as they were made."""

    body: str

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables."""
        return tables_of(json.loads(self.body))


_HEAD = (
    _R.id, _R.kind, _R.begins, _R.ends, _R.made_at, _R.staff_id, _R.signed_at, func.coalesce(staff.c.name, ""),
)  # fmt: skip
_FROM = register_reports.outerjoin(staff, staff.c.id == _R.signed_by)


def written(tables: Sequence[Table]) -> str:
    """The tables as they are stored."""
    return json.dumps(as_json(tables), ensure_ascii=False, sort_keys=True)


def add(work: UnitOfWork, kind: str, begins: date, ends: date, *, body: str, by: int) -> int:
    """Keep a report as it is now; returns its id. `body`: what `written` gave."""
    values = {"kind": kind, "begins": begins, "ends": ends, "body": body, "made_at": work.now, "staff_id": by}
    made: int = work.conn.execute(insert(register_reports).values(**values).returning(_R.id)).scalar_one()
    audit.record(work, "report.made", actor=audit.STAFF, staff_id=by, report=made, kind=kind)
    return made


def get(work: UnitOfWork, report_id: int) -> Report:
    """One report. Raises NotFoundError."""
    row = work.conn.execute(select(*_HEAD, _R.body).select_from(_FROM).where(_R.id == report_id)).first()
    if row is None:
        raise NotFoundError("There is no such report.")
    return Report(*row)


def last_signed(work: UnitOfWork) -> Report | None:
    """The newest report for which somebody has taken responsibility."""
    signed = select(*_HEAD, _R.body).select_from(_FROM).where(_R.signed_at.is_not(None))
    row = work.conn.execute(signed.order_by(_R.id.desc()).limit(1)).first()
    return None if row is None else Report(*row)


def newest(work: UnitOfWork, *, limit: int = 50) -> list[Head]:
    """The newest first, without their tables, which may be megabytes."""
    found = select(*_HEAD).select_from(_FROM).order_by(_R.id.desc()).limit(limit)
    return [Head(*row) for row in work.conn.execute(found)]


def sign(work: UnitOfWork, report_id: int, *, by: int) -> None:
    """Take responsibility for a report. Raises ConflictError (STATE) when somebody has done so."""
    mine = update(register_reports).where(_R.id == report_id, _R.signed_at.is_(None))
    if work.conn.execute(mine.values(signed_by=by, signed_at=work.now)).rowcount == 0:
        raise ConflictError(RegisterWhy.STATE)
    audit.record(work, "report.signed", actor=audit.STAFF, staff_id=by, report=report_id)
