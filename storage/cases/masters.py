"""Master cases: many residents report the same matter, and a message in the master case goes to each of them.

A linked case keeps its own code, clock, state and follow-up. Sealed cases are never linked.
"""

from typing import Any

from sqlalchemy import Row, select, update

from civics.cases.moves import Why
from civics.cases.states import DONE
from core.errors import ConflictError
from storage.cases.acts import acting
from storage.cases.views import OtherCase, first_words
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.ward import audit
from storage.ward.sight import Reader, may_know

MOST = 200  # cases that one master may have


def link(work: UnitOfWork, case_id: int, *, master_id: int, by: Reader, version: int | None = None) -> int:
    """Link the case to the master; returns its new version. If it is a master itself, its linked cases come with it.

    Raises NotFoundError, NotAllowedError, and ConflictError: SEALED; TOO_MANY; WHICH_MASTER when `master_id` is the
    case itself, a linked case or a dropped one.
    """
    row, master = acting(work, case_id, by=by, version=version), acting(work, master_id, by=by, version=None)
    if row.sealed or master.sealed:
        raise ConflictError("A sealed case follows none and leads none.", why=Why.SEALED)
    if master_id == case_id or master.master_id is not None or master.state == "dropped":
        raise ConflictError("That case cannot be the master.", why=Why.WHICH_MASTER)
    own = list(work.conn.execute(select(cases.c.id).where(cases.c.master_id == case_id)).scalars())
    if len(_of(work, master_id)) + len(own) + 1 > MOST:
        raise ConflictError(f"A master has at most {MOST} cases.", why=Why.TOO_MANY)
    for each in own:
        work.conn.execute(update(cases).where(cases.c.id == each).values(master_id=master_id))
        audit.record(work, "case.linked", actor=by.actor, staff_id=by.staff_id, case_id=each)
    return _set(work, row, master_id, by=by)


def unlink(work: UnitOfWork, case_id: int, *, by: Reader, version: int | None = None) -> int:
    """End the link; returns the case's new version. Messages that were sent stay as they are."""
    row = acting(work, case_id, by=by, version=version)
    return row.version if row.master_id is None else _set(work, row, None, by=by)


def followers(work: UnitOfWork, master_id: int, *, reader: Reader) -> list[OtherCase]:
    """The cases linked to a master of which the reader may know, the oldest first."""
    rows = work.conn.execute(
        select(cases.c.id, cases.c.code, cases.c.kind, cases.c.state, cases.c.filed_at, cases.c.text)
        .where(cases.c.master_id == master_id, cases.c.sealed.is_(False), may_know(work, reader))
        .order_by(cases.c.id)
    )
    return [OtherCase(*row[:-1], first_words(row.text)) for row in rows]


def open_followers(work: UnitOfWork, master_id: int) -> list[int]:
    """The ids of the linked cases that are not over: a message in the master is sent in these too."""
    found = select(cases.c.id).where(cases.c.master_id == master_id, cases.c.state.not_in(DONE))
    return list(work.conn.execute(found.where(cases.c.sealed.is_(False)).order_by(cases.c.id)).scalars())


def disputed(work: UnitOfWork, case_id: int) -> None:
    """The resident of a linked case says that the matter is not solved: the master's officer sees it there."""
    master_id = work.conn.execute(select(cases.c.master_id).where(cases.c.id == case_id)).scalar()
    if master_id is None:
        return
    work.conn.execute(update(cases).where(cases.c.id == master_id).values(unread=True))
    audit.record(work, "case.follower_disputed", actor=audit.RESIDENT, case_id=master_id)


def _of(work: UnitOfWork, master_id: int) -> list[int]:
    return list(work.conn.execute(select(cases.c.id).where(cases.c.master_id == master_id)).scalars())


def _set(work: UnitOfWork, row: Row[*tuple[Any, ...]], master_id: int | None, *, by: Reader) -> int:
    version: int = row.version + 1
    work.conn.execute(update(cases).where(cases.c.id == row.id).values(master_id=master_id, version=version))
    act = "case.unlinked" if master_id is None else "case.linked"
    audit.record(work, act, actor=by.actor, staff_id=by.staff_id, case_id=row.id)
    if master_id is not None:
        audit.record(work, "case.follower", actor=by.actor, staff_id=by.staff_id, case_id=master_id)
    return version
