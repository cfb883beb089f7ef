"""Heavy work on a consultation, outside the service's process: comparing opinions, making papers. One row per task.

A row is claimed for ten minutes; if a maker is killed, the next one takes it over. A new request does the work again,
and meanwhile the last good paper can still be downloaded.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, insert, or_, select, update

from civics.polls.sittings import QUY_UOC, Held
from core.errors import NotFoundError
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.poll_results import poll_tasks
from storage.tables.polls import polls

MOST_TRIES = 3
CLAIM = timedelta(minutes=10)


class What(StrEnum):
    """What the task does."""

    COMPARE = "compare"  # find nearly identical opinions
    SUMMARY = "summary"  # opinions per article with their answers, .docx
    TABLE = "table"  # all of it as .xlsx
    ONLINE = "online"  # biên bản kết quả biểu quyết trực tuyến: NĐ 59/2023 Điều 5.4, form 03
    COUNT = "count"  # biên bản kiểm phiếu: NĐ 59/2023 form 02, on paper form 04
    MINUTES = "minutes"  # nghị quyết hoặc biên bản: NĐ 59/2023 form 03; of a quy ước NĐ 61/2023 form 02
    REQUEST = "request"  # the request to recognise a quy ước: NĐ 61/2023 form 01


def papers_of(held: Held) -> tuple[What, ...]:
    """What the law asks to be written of a meeting or ballot: a count of ballots, minutes, a request for a quy ước.

    Two people must have agreed on it.
    """
    assert held.agreed is not None
    return (
        *((What.COUNT,) if held.agreed.board else ()),
        What.MINUTES,
        *((What.REQUEST,) if held.clause == QUY_UOC else ()),
    )


WANTED, RUNNING, DONE, FAILED = "wanted", "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class Task:
    """One task: `done` of `total` steps; `stored` is its file's name in the store, empty when there is none."""

    id: int
    poll_id: int
    key: str
    what: What
    sitting_id: int
    state: str
    done: int
    total: int
    tries: int
    ended_at: datetime | None
    stored: str
    size: int

    @property
    def under_way(self) -> bool:
        """Whether the task is not finished."""
        return self.state in (WANTED, RUNNING)


_TASK = select(
    *(poll_tasks.c[name] if name != "key" else polls.c.key for name in Task.__dataclass_fields__)
).select_from(poll_tasks.join(polls, polls.c.id == poll_tasks.c.poll_id))


def want(work: UnitOfWork, poll_id: int, what: What, *, sitting_id: int = 0, staff_id: int | None = None) -> None:
    """Request a task, or request it again. While it waits or runs, nothing changes. Rings "tasks"."""
    here = (
        poll_tasks.c.poll_id == poll_id, poll_tasks.c.what == what.value, poll_tasks.c.sitting_id == sitting_id,
    )  # fmt: skip
    state = work.conn.execute(select(poll_tasks.c.state).where(*here).with_for_update()).scalar()
    fresh = {"state": WANTED, "done": 0, "total": 0, "tries": 0, "wanted_at": work.now, "started_at": None}
    if state is None:
        new = {"poll_id": poll_id, "what": what.value, "sitting_id": sitting_id, "staff_id": staff_id}
        work.conn.execute(insert(poll_tasks).values(**new, **fresh))
    elif state in (DONE, FAILED):
        work.conn.execute(update(poll_tasks).where(*here).values(**fresh, staff_id=staff_id))
    work.ring("tasks")


def any_waiting(work: UnitOfWork) -> bool:
    """Whether a task waits; nothing is claimed."""
    return _ANY.scalar(work, {"p_stale": work.now - CLAIM}) is not None


def claim(work: UnitOfWork) -> Task | None:
    """The next task, claimed for ten minutes. A task with too many tries fails."""
    rows = _TASK.where(_free(work.now - CLAIM)).order_by(poll_tasks.c.id).limit(1)
    row = work.conn.execute(rows.with_for_update(of=poll_tasks, skip_locked=True) if work.postgres else rows).first()
    if row is None:
        return None
    task = _made(row)
    if task.tries >= MOST_TRIES:
        end(work, task.id, FAILED)
        return claim(work)
    begun = {"state": RUNNING, "tries": task.tries + 1, "started_at": work.now, "done": 0}
    work.conn.execute(update(poll_tasks).where(poll_tasks.c.id == task.id).values(**begun))
    return task


def _free(stale: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """What nobody has claimed since `stale`."""
    return or_(poll_tasks.c.state == WANTED, and_(poll_tasks.c.state == RUNNING, poll_tasks.c.started_at < stale))


_ANY = Prepared(select(poll_tasks.c.id).where(_free(bindparam("p_stale"))).limit(1))


def progress(work: UnitOfWork, task_id: int, done: int, total: int) -> None:
    """Store how far it has come."""
    work.conn.execute(update(poll_tasks).where(poll_tasks.c.id == task_id).values(done=done, total=total))


def again(work: UnitOfWork, task_id: int) -> None:
    """It failed and will be tried again, while tries are left."""
    work.conn.execute(update(poll_tasks).where(poll_tasks.c.id == task_id).values(state=WANTED))


def later(work: UnitOfWork, task_id: int) -> None:
    """The file store does not answer: it is tried again, and this try does not count."""
    values = {"state": WANTED, "tries": poll_tasks.c.tries - 1}
    work.conn.execute(update(poll_tasks).where(poll_tasks.c.id == task_id).values(**values))


def end(work: UnitOfWork, task_id: int, state: str, *, stored: str = "", size: int = 0) -> None:
    """It is done, with its file if it makes one, or it has failed."""
    values: dict[str, object] = {"state": state, "ended_at": work.now}
    if stored:
        values |= {"stored": stored, "size": size}
    work.conn.execute(update(poll_tasks).where(poll_tasks.c.id == task_id).values(**values))


def of(work: UnitOfWork, poll_id: int) -> list[Task]:
    """All tasks of a consultation."""
    return [_made(row) for row in work.conn.execute(_TASK.where(poll_tasks.c.poll_id == poll_id))]


def made(work: UnitOfWork, poll_id: int, what: What, *, sitting_id: int = 0) -> Task:
    """The task whose file exists. Raises NotFoundError."""
    for each in of(work, poll_id):
        if each.what is what and each.sitting_id == sitting_id and each.stored:
            return each
    raise NotFoundError("There is no such paper yet.")


def _made(row: object) -> Task:
    values = dict(row._mapping)  # type: ignore[attr-defined]  # noqa: SLF001  # SQLAlchemy's public name for it
    values["what"] = What(values["what"])
    return Task(**values)
