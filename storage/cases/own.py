"""A resident's own cases: what a chat may look up. A guessed code shows nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from civics.cases.codes import parse_code
from civics.cases.states import DONE
from storage.cases.clocks import promised_to
from storage.cases.views import first_words
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.ward import links


@dataclass(frozen=True, slots=True)
class Own:
    """A case as its resident sees it."""

    id: int
    code: str
    kind: str
    state: str
    sealed: bool
    filed_at: datetime
    due_at: datetime | None
    due_legal: bool
    first_words: str  # empty for a sealed case
    chat_id: int | None
    origin: str
    promised_at: datetime | None = None  # by when the ward has promised a result
    emergency: str = ""  # the dangers to life that were recognised in it
    topic: str = ""


def open_of(work: UnitOfWork, resident_id: int, *, limit: int = 5, sealed: bool = False) -> list[Own]:
    """The resident's open cases, newest first. `sealed`: whether the channel may show sealed ones."""
    return _own(work, resident_id, sealed=sealed, limit=limit, over=False)


def of_resident(work: UnitOfWork, resident_id: int, *, limit: int = 20, sealed: bool = False) -> list[Own]:
    """All of the resident's cases, newest first. `sealed` as above."""
    return _own(work, resident_id, sealed=sealed, limit=limit, over=True)


def by_code_for(work: UnitOfWork, code: str, resident_id: int, *, sealed: bool = False) -> Own | None:
    """The resident's own case with that code.

    None, without any difference, for another's, an unknown and a sealed one.
    """
    row = work.conn.execute(
        select(*_OWN).where(
            cases.c.code == (parse_code(code) or code.strip().upper()), links.of_resident(work, resident_id)
        )
    ).one_or_none()
    return None if row is None or (row.sealed and not sealed) else _own_of(work, links.opened(work, row))


def own(work: UnitOfWork, case_id: int, resident_id: int, *, sealed: bool = False) -> Own | None:
    """The resident's own case with that id, under the same conditions."""
    row = work.conn.execute(
        select(*_OWN).where(cases.c.id == case_id, links.of_resident(work, resident_id))
    ).one_or_none()
    return None if row is None or (row.sealed and not sealed) else _own_of(work, links.opened(work, row))


_OWN = (
    *(cases.c.id, cases.c.code, cases.c.kind, cases.c.state, cases.c.sealed, cases.c.filed_at, cases.c.due_at),
    *(cases.c.due_legal, cases.c.text, cases.c.chat_id, cases.c.chat_blind),
    cases.c.origin,
    *(cases.c.emergency, cases.c.topic),
    *(cases.c.clock_from, cases.c.promised, cases.c.days_revision),
)


_NEWEST = (cases.c.filed_at.desc(), cases.c.id.desc())


def _all(*, sealed: bool, over: bool) -> Prepared:
    theirs = or_(cases.c.resident_id == bindparam("p_resident"), cases.c.resident_blind == bindparam("p_blind"))
    wanted = select(*_OWN).where(theirs).order_by(*_NEWEST).limit(bindparam("p_limit"))
    if not sealed:
        wanted = wanted.where(cases.c.sealed.is_(False))
    return Prepared(wanted if over else wanted.where(cases.c.state.not_in(DONE)))


_ALL = {(sealed, over): _all(sealed=sealed, over=over) for sealed in (False, True) for over in (False, True)}


def _own(work: UnitOfWork, resident_id: int, *, sealed: bool, limit: int, over: bool) -> list[Own]:
    given = {
        "p_resident": resident_id, "p_blind": work.seal.blind("resident_id", resident_id), "p_limit": limit,
    }  # fmt: skip
    return [_own_of(work, links.opened(work, row)) for row in _ALL[sealed, over].every(work, given)]


def _own_of(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> Own:
    return Own(
        row.id, row.code, row.kind, row.state, row.sealed, row.filed_at, row.due_at, row.due_legal,
        "" if row.sealed else first_words(row.text, 60), row.chat_id, row.origin,
        promised_to(work, row, kind=row.kind), row.emergency, row.topic,
    )  # fmt: skip


def open_in_chat(work: UnitOfWork, chat_id: int) -> list[int]:
    """The ids of the open cases that are answered in that chat."""
    return list(
        work.conn.execute(
            select(cases.c.id)
            .where(links.leads_to(work, "chat_id", chat_id), cases.c.state.not_in(DONE))
            .order_by(cases.c.id)
        ).scalars()
    )
