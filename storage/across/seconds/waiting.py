"""Acts that need two people: one requests the act, another approves or refuses it.

If the subject has changed meanwhile, the request is void. A kind of act is data (`Kind`, listed in `kinds.py`): its
subject, who may approve it, and the one function that does it. Request, approval and refusal are all on the trail.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.ward.roles import may
from civics.ward.why import SecondWhy
from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.message import Json
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.people import hands
from storage.people import staff as accounts
from storage.people.staff import Account
from storage.tables.cases import cases
from storage.tables.people import staff
from storage.tables.seconds import waiting_acts as table
from storage.ward import audit
from storage.ward.sight import Reader, may_know

WAITING, DONE, REFUSED, TAKEN_BACK, VOID, PAST = "waiting", "done", "refused", "back", "void", "past"
_SHOWN_FOR = timedelta(days=14)  # how long decided requests are listed


@dataclass(frozen=True, slots=True)
class Act:
    """One requested act, waiting or decided. `arguments`: what its function needs besides the subject."""

    id: int
    kind: str
    subject: str
    arguments: Mapping[str, Json]
    digest: str
    case_id: int | None
    staff_id: int
    staff_name: str
    at: datetime
    until: datetime
    state: str
    decided_name: str
    decided_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """What the caller must do outside the database after the act is committed."""

    remove: tuple[str, ...] = ()  # names in the file store to remove
    end_key: str = ""  # the consultation whose key must be destroyed
    shows: str = ""  # shown once to the second person, and never again


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of act. `stand` gives the state of its subject as text; if the text differs at approval, the act is void.

    `right`: the right (`civics.ward.roles`) that the second person needs, and the first too unless `asks` names
    another. `readers`: only people on the named list for denunciations may approve it, except the person concerned. The
    last argument of `do` is made at the last moment and never stored in the clear (a one-time password).
    """

    name: str
    right: str
    stand: Callable[[UnitOfWork, str, Mapping[str, Json]], str]
    do: Callable[[UnitOfWork, Act, Reader, Mapping[str, str]], Done]
    asks: str = ""
    readers: bool = False
    lives: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Ended:
    """The result of an approval (done, void or past), and what the caller must still do."""

    state: str
    act: Act
    left: Done = field(default_factory=Done)


def ask(
    work: UnitOfWork,
    kind: Kind,
    subject: str,
    *,
    by: Reader,
    arguments: Mapping[str, Json] | None = None,
    case_id: int | None = None,
) -> int:
    """Request the act; returns the request's id. Raises ConflictError when the same request waits already."""
    asks = kind.asks or kind.right
    if not may(by.role, asks):
        raise NotAllowedError(f"a {by.role} may not {asks}")
    _expire(work)
    given = dict(arguments or {})
    put = postgresql.insert if work.postgres else sqlite.insert
    made: int | None = work.conn.execute(
        put(table)
        .values(
            kind=kind.name, subject=subject, arguments=given, digest=_digest(kind.stand(work, subject, given)),
            case_id=case_id, staff_id=by.staff_id, at=work.now, until=work.now + kind.lives,
        )
        .on_conflict_do_nothing(index_elements=["kind", "subject"], index_where=text("state = 'waiting'"))
        .returning(table.c.id)
    ).scalar()  # fmt: skip
    if made is None:  # of two people who press at once, only one makes the request
        raise ConflictError(SecondWhy.WAITS)
    audit.record(
        work, "second.asked", actor=by.actor, staff_id=by.staff_id, case_id=case_id, waits=made, kind=kind.name,
        subject=subject,
    )  # fmt: skip
    return made


def get(work: UnitOfWork, act_id: int, *, reader: Reader, lock: bool = False) -> Act:
    """One request, if the reader may know of it. Raises NotFoundError."""
    if lock:
        work.conn.execute(select(table.c.id).where(table.c.id == act_id).with_for_update())
    found = _read(work, table.c.id == act_id, reader=reader)
    if not found:
        raise NotFoundError("no such act waits")
    return found[0]


def waiting(work: UnitOfWork, *, reader: Reader | None) -> list[Act]:
    """All waiting requests, the oldest first, except those about cases of which the reader (None: all) may not know."""
    everybody = () if reader else (or_(cases.c.id.is_(None), cases.c.sealed.is_(False)),)
    return _read(work, _waits(work), *everybody, reader=reader)


def on(work: UnitOfWork, subject: str, *, kinds: Iterable[Kind], reader: Reader, ended: bool = False) -> list[Act]:
    """The waiting requests of these kinds about one subject, oldest first; with `ended` all that there ever were."""
    these = table.c.kind.in_([each.name for each in kinds]), table.c.subject == subject
    return _read(work, *these, *(() if ended else (_waits(work),)), reader=reader)


def decided(work: UnitOfWork, *, reader: Reader) -> list[Act]:
    """The requests that were approved, refused or became void in the last two weeks, the newest first."""
    since = table.c.state != WAITING, table.c.decided_at > work.now - _SHOWN_FOR
    return _read(work, *since, reader=reader, newest=True)[:50]


def count(work: UnitOfWork, *, reader: Reader) -> int:
    """How many requests of other people wait."""
    found: int = work.conn.execute(
        select(func.count())
        .select_from(table.outerjoin(cases, cases.c.id == table.c.case_id))
        .where(
            _waits(work), table.c.staff_id != reader.staff_id, or_(table.c.case_id.is_(None), may_know(work, reader))
        )
    ).scalar_one()
    return found


def seconds(work: UnitOfWork, kind: Kind, act: Act) -> list[Account]:
    """The accounts that could approve it; empty when nobody but the requester may."""
    return [each for each in accounts.everyone(work, active=True) if _may_allow(work, kind, act, each) == ""]


def why_not(work: UnitOfWork, kind: Kind, act: Act, *, by: Reader) -> str:
    """Why this person may not approve it: own, right, reader, fresh (keys under `seconds.problem`); "" if they may."""
    return _may_allow(work, kind, act, accounts.get(work, by.staff_id))


def allow(
    work: UnitOfWork, kinds: Mapping[str, Kind], act_id: int, *, by: Reader, given: Mapping[str, str] | None = None
) -> Ended:
    """Approve as the second person: the act is done now, or is void when its subject has changed.

    Raises NotAllowedError for a person who may not approve, ConflictError when it no longer waits, and whatever the act
    itself raises: then nothing is done, and the request goes on waiting.
    """
    act = get(work, act_id, reader=by, lock=True)
    kind = kinds[act.kind]
    problem = why_not(work, kind, act, by=by)
    if problem:
        raise NotAllowedError(SecondWhy(problem))
    if act.state != WAITING:
        raise ConflictError(SecondWhy.GONE)
    if act.until <= work.now:
        return Ended(_end(work, act, PAST), act)
    if not _stands(work, kind, act):
        return Ended(_end(work, act, VOID, by=by), act)
    left = kind.do(work, act, by, given or {})
    return Ended(_end(work, act, DONE, by=by), act, left)


def refuse(work: UnitOfWork, kinds: Mapping[str, Kind], act_id: int, *, by: Reader, why: str) -> str:
    """Refuse a request with a reason, or withdraw one's own; returns which of the two it was.

    Raises NotAllowedError for a person who may do neither, ConflictError when it no longer waits.
    """
    act = get(work, act_id, reader=by, lock=True)
    own = act.staff_id == by.staff_id
    problem = "" if own else why_not(work, kinds[act.kind], act, by=by)
    if problem:
        raise NotAllowedError(SecondWhy(problem))
    if act.state != WAITING:
        raise ConflictError(SecondWhy.GONE)
    return _end(work, act, TAKEN_BACK if own else REFUSED, by=by, why=why)


def sweep(work: UnitOfWork) -> int:
    """End the requests that nobody decided in time, and record it on the trail; returns their number."""
    return _expire(work)


def _may_allow(work: UnitOfWork, kind: Kind, act: Act, account: Account) -> str:
    if account.id == act.staff_id:
        return "own"
    if account.disabled_at is not None or not may(account.role, kind.right):
        return "right"
    if kind.readers and (not account.reads_sealed or str(account.id) == act.subject):
        return "reader"
    if hands.one(work, account.id, act.staff_id):
        return "fresh"
    reader = Reader(account.id, account.role, reads_sealed=account.reads_sealed, unit_id=account.unit_id)
    if act.case_id is not None:
        known = select(cases.c.id).where(cases.c.id == act.case_id, may_know(work, reader))
        if work.conn.execute(known).first() is None:
            return "right"
    return ""


def _stands(work: UnitOfWork, kind: Kind, act: Act) -> bool:
    """Whether the subject still exists and has not changed."""
    try:
        return _digest(kind.stand(work, act.subject, act.arguments)) == act.digest
    except NotFoundError:
        return False


def _end(work: UnitOfWork, act: Act, state: str, *, by: Reader | None = None, why: str = "") -> str:
    staff_id = by.staff_id if by else None
    reason = " ".join(normal(why).split())[:300]
    work.conn.execute(
        update(table)
        .where(table.c.id == act.id)
        .values(state=state, decided_by=staff_id, decided_at=work.now, why=work.seal.close_text(reason))
    )
    audit.record(
        work, f"second.{state}", actor=audit.STAFF if by else audit.SYSTEM, staff_id=staff_id, case_id=act.case_id,
        waits=act.id, kind=act.kind, subject=act.subject, asked_by=act.staff_id,
    )  # fmt: skip
    return state


def _expire(work: UnitOfWork) -> int:
    past = _read(work, table.c.state == WAITING, table.c.until <= work.now, reader=None)
    for act in past:
        _end(work, act, PAST)
    return len(past)


def _waits(work: UnitOfWork) -> ColumnElement[bool]:
    return (table.c.state == WAITING) & (table.c.until > work.now)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def told(*parts: object) -> str:
    """Values as one text, for `Kind.stand`."""
    return json.dumps(parts, default=str, ensure_ascii=False)


def _read(work: UnitOfWork, *where: ColumnElement[bool], reader: Reader | None, newest: bool = False) -> list[Act]:
    asker, second = staff.alias(), staff.alias()
    columns = [
        asker.c.name if name == "staff_name"
        else func.coalesce(second.c.name, "") if name == "decided_name" else table.c[name]
        for name in Act.__dataclass_fields__
    ]  # fmt: skip
    wanted = (
        select(*columns)
        .select_from(
            table.join(asker, asker.c.id == table.c.staff_id)
            .outerjoin(second, second.c.id == table.c.decided_by)
            .outerjoin(cases, cases.c.id == table.c.case_id)
        )
        .where(*where)
        .order_by(table.c.id.desc() if newest else table.c.id)
    )
    if reader is not None:
        wanted = wanted.where(or_(table.c.case_id.is_(None), may_know(work, reader)))
    found = [Act(*row[:]) for row in work.conn.execute(wanted)]
    return [replace(each, why=work.seal.open_text(each.why)) for each in found]
