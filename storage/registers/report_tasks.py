"""Reports that were asked for, to be made beside the service. Each period has one row.

A row is claimed by a maker, which says again and again that it is alive. If it is killed, the next one takes the row
over a minute later. A report is stored in the same commit that ends its task, so a kill leaves either both or neither.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, insert, or_, select, update

from core.errors import NotFoundError
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.registers import reports
from storage.tables.registers import register_report_tasks

MOST_TRIES = 3
CLAIM = timedelta(minutes=1)  # after the last word of its maker
WANTED, RUNNING, DONE, FAILED = "wanted", "running", "done", "failed"
_TOLD = timedelta(days=7)
BELL = "tasks"  # the same maker also makes the papers of consultations

_T = register_report_tasks.c


@dataclass(frozen=True, slots=True)
class ReportTask:
    """One report that was asked for: `done` of `total` steps. `report_id`: the last report of this period."""

    id: int
    kind: str
    begins: date
    ends: date
    state: str
    done: int
    total: int
    tries: int
    ended_at: datetime | None
    staff_id: int
    report_id: int | None

    @property
    def under_way(self) -> bool:
        """Whether it is not finished."""
        return self.state in {WANTED, RUNNING}


_TASK = select(*(_T[name] for name in ReportTask.__dataclass_fields__))


def want(work: UnitOfWork, kind: str, begins: date, ends: date, *, by: int) -> int:
    """Ask for a report, or ask for it again; returns the id of the task. While it is being made, nothing changes."""
    here = and_(_T.kind == kind, _T.begins == begins, _T.ends == ends)
    found = work.conn.execute(select(_T.id, _T.state).where(here).with_for_update()).first()
    fresh = {
        "state": WANTED, "done": 0, "total": 0, "tries": 0, "wanted_at": work.now, "alive_at": None, "staff_id": by,
    }  # fmt: skip
    if found is None:
        new = insert(register_report_tasks).values(kind=kind, begins=begins, ends=ends, **fresh).returning(_T.id)
        task_id: int = work.conn.execute(new).scalar_one()
    else:
        task_id = found.id
        if found.state in {DONE, FAILED}:
            work.conn.execute(update(register_report_tasks).where(_T.id == task_id).values(**fresh))
    work.ring(BELL)
    return task_id


def any_waiting(work: UnitOfWork) -> bool:
    """Whether a report waits for a maker; nothing is claimed."""
    return _ANY.scalar(work, {"p_stale": work.now - CLAIM}) is not None


def claim(work: UnitOfWork) -> ReportTask | None:
    """The next report to make. `tries` counts this try already. One that was tried too often fails."""
    rows = _TASK.where(_free(work.now - CLAIM)).order_by(_T.id).limit(1)
    row = work.conn.execute(rows.with_for_update(skip_locked=True) if work.postgres else rows).first()
    if row is None:
        return None
    task = ReportTask(*row)
    if task.tries >= MOST_TRIES:
        fail(work, task)
        return claim(work)
    begun = {"state": RUNNING, "tries": task.tries + 1, "alive_at": work.now, "done": 0, "total": 0}
    return ReportTask(
        *work.conn.execute(
            update(register_report_tasks).where(_T.id == task.id).values(**begun).returning(*_TASK.selected_columns)
        ).one()
    )


def _free(stale: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """What nobody has claimed, or whose maker has said nothing since `stale`."""
    return or_(_T.state == WANTED, and_(_T.state == RUNNING, _T.alive_at < stale))


_ANY = Prepared(select(_T.id).where(_free(bindparam("p_stale"))).limit(1))


def alive(work: UnitOfWork, task: ReportTask, done: int, total: int) -> bool:
    """Its maker is alive and has come so far. False when the task belongs to another maker by now."""
    values = {"alive_at": work.now, "done": done, "total": total}
    return work.conn.execute(update(register_report_tasks).where(_mine(task)).values(**values)).rowcount > 0


def finish(work: UnitOfWork, task: ReportTask, body: str) -> int | None:
    """Store the report that was made; returns its id. None, and nothing is stored, when the task is another maker's."""
    mine = select(_T.id).where(_mine(task)).with_for_update()
    if work.conn.execute(mine).first() is None:
        return None
    made = reports.add(work, task.kind, task.begins, task.ends, body=body, by=task.staff_id)
    values = {"state": DONE, "ended_at": work.now, "report_id": made}
    work.conn.execute(update(register_report_tasks).where(_T.id == task.id).values(**values))
    return made


def again(work: UnitOfWork, task: ReportTask) -> None:
    """This try failed. It is tried once more, while tries are left."""
    if task.tries >= MOST_TRIES:
        fail(work, task)
    else:
        work.conn.execute(update(register_report_tasks).where(_mine(task)).values(state=WANTED))


def fail(work: UnitOfWork, task: ReportTask) -> None:
    """It could not be made; the page says what to do."""
    values = {"state": FAILED, "ended_at": work.now}
    work.conn.execute(update(register_report_tasks).where(_mine(task)).values(**values))


def _mine(task: ReportTask) -> ColumnElement[bool]:
    """The row, while it belongs to this try."""
    return and_(_T.id == task.id, _T.tries == task.tries, _T.state.in_((WANTED, RUNNING)))


def get(work: UnitOfWork, task_id: int) -> ReportTask:
    """One task. Raises NotFoundError."""
    row = work.conn.execute(_TASK.where(_T.id == task_id)).first()
    if row is None:
        raise NotFoundError("No such report was asked for.")
    return ReportTask(*row)


def shown(work: UnitOfWork, task_id: int | None) -> list[ReportTask]:
    """What is being made or has failed in the last week, and the task with that id, the newest first."""
    fails = and_(_T.state == FAILED, _T.wanted_at > work.now - _TOLD)
    wanted = or_(_T.state.in_((WANTED, RUNNING)), fails, _T.id == (task_id or 0))
    return [ReportTask(*row) for row in work.conn.execute(_TASK.where(wanted).order_by(_T.id.desc()).limit(20))]
