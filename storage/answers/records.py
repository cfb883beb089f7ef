"""Records with all their versions. One person proposes a version, another agrees; from then on it gives the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, update

from civics.answers.records import Record, as_json, record
from civics.ward.why import SecondWhy
from core.errors import ConflictError, NotFoundError
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.answers import answer_versions
from storage.ward import audit
from storage.ward.sight import Reader

PROPOSED, LIVE, PAST, REFUSED = "proposed", "live", "past", "refused"
_V = answer_versions.c
_MARK = "answers"  # the revision in what a transaction knows
_REVISION = Prepared(select(func.count(), func.max(_V.decided_at)).where(_V.decided_at.is_not(None)))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record. `retires`: once it is agreed, the record gives no more answers."""

    id: int
    number: int
    record: Record
    retires: bool
    state: str
    proposed_by: int | None
    proposed_at: datetime
    decided_by: int | None
    decided_at: datetime | None


def live(work: UnitOfWork) -> tuple[Version, ...]:
    """The live version of each record, by key."""
    return _versions(work, _V.state == LIVE)


def waiting(work: UnitOfWork) -> tuple[Version, ...]:
    """The versions that wait for a second person, by key."""
    return _versions(work, _V.state == PROPOSED)


def history(work: UnitOfWork, key: str) -> tuple[Version, ...]:
    """Every version of a record, the newest first."""
    return tuple(reversed(_versions(work, _V.key == key)))


def revision(work: UnitOfWork) -> tuple[int, str]:
    """A mark that changes whenever the live versions do. The messages of one transaction read it once."""
    return work.once(_MARK, lambda: _revision(work))


def _revision(work: UnitOfWork) -> tuple[int, str]:
    count, newest = _REVISION.first(work, {})
    return count, str(newest)


def live_one(work: UnitOfWork, version_id: int) -> Record | None:
    """The live record of which this id is a version, current or past; None when the record is retired."""
    key = select(_V.key).where(_V.id == version_id).scalar_subquery()
    row = work.conn.execute(select(_V.body).where(_V.key == key, _V.state == LIVE)).first()
    return None if row is None else record(row.body)


def propose(work: UnitOfWork, new: Record, *, by: Reader, retires: bool = False) -> int:
    """Write a version that waits for a second person; returns its id. An earlier one that waits is refused by it."""
    _end(work, new.key, PROPOSED, REFUSED)
    newest = work.conn.execute(select(func.max(_V.number)).where(_V.key == new.key)).scalar()
    statement = insert(answer_versions).values(
        key=new.key, number=(newest or 0) + 1, body=as_json(new), retires=retires, state=PROPOSED,
        proposed_by=by.staff_id,
        proposed_at=work.now,
    )  # fmt: skip
    found = work.conn.execute(statement).inserted_primary_key
    _record(work, "answer.propose", by=by, key=new.key, number=(newest or 0) + 1)
    return int(found[0]) if found else 0


def agree(work: UnitOfWork, version_id: int, *, by: Reader) -> None:
    """Answer from this version from now on.

    Raises ConflictError, SecondWhy: OWN for who proposed it, GONE when it waits no more.
    """
    found = waiting_one(work, version_id)
    if found.proposed_by == by.staff_id:
        raise ConflictError(SecondWhy.OWN)
    _end(work, found.record.key, LIVE, PAST)
    _decide(work, version_id, PAST if found.retires else LIVE, by=by)
    _record(work, "answer.agree", by=by, key=found.record.key, number=found.number)


def refuse(work: UnitOfWork, version_id: int, *, by: Reader) -> None:
    """Let a version go. Whoever proposed it may do so too. Raises ConflictError, SecondWhy.GONE."""
    found = waiting_one(work, version_id)
    _decide(work, version_id, REFUSED, by=by)
    _record(work, "answer.refuse", by=by, key=found.record.key, number=found.number)


def begin(work: UnitOfWork, records: Sequence[Record]) -> None:
    """Give a ward without records its first ones, without a second person. Only for the demo ward."""
    rows = [
        {
            "key": each.key, "number": 1, "body": as_json(each), "retires": False, "state": LIVE,
            "proposed_at": work.now, "decided_at": work.now,
        }
        for each in records
    ]  # fmt: skip
    if rows:
        work.conn.execute(insert(answer_versions), rows)
        work.known.pop(_MARK, None)


def waiting_one(work: UnitOfWork, version_id: int) -> Version:
    """A version that waits, and waits until this transaction ends. Raises ConflictError, SecondWhy.GONE."""
    row = work.conn.execute(select(answer_versions).where(_V.id == version_id).with_for_update()).mappings().first()
    if row is None:
        raise NotFoundError("Không có bản đề nghị này.")
    if row["state"] != PROPOSED:
        raise ConflictError(SecondWhy.GONE)
    return _version(row)


def _record(work: UnitOfWork, act: str, *, by: Reader, key: str, number: int) -> None:
    audit.record(work, act, actor=by.actor, staff_id=by.staff_id, key=key, number=number)


def _decide(work: UnitOfWork, version_id: int, state: str, *, by: Reader) -> None:
    decided = {"state": state, "decided_by": by.staff_id, "decided_at": work.now}
    work.conn.execute(update(answer_versions).where(_V.id == version_id).values(**decided))
    work.known.pop(_MARK, None)


def _end(work: UnitOfWork, key: str, state: str, becomes: str) -> None:
    work.conn.execute(update(answer_versions).where(_V.key == key, _V.state == state).values(state=becomes))


def _versions(work: UnitOfWork, which: ColumnElement[bool]) -> tuple[Version, ...]:
    statement = select(answer_versions).where(which).order_by(_V.key, _V.number)
    return tuple(_version(row) for row in work.conn.execute(statement).mappings())


def _version(row: RowMapping) -> Version:
    return Version(
        id=row["id"], number=row["number"], record=record(row["body"]), retires=row["retires"],
        state=row["state"], proposed_by=row["proposed_by"], proposed_at=row["proposed_at"],
        decided_by=row["decided_by"], decided_at=row["decided_at"],
    )  # fmt: skip
