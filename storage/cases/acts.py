"""What staff do with a case. Each act is refused when the form is stale, and each is written to the trail.

Every act takes `by` (the member of staff, who must be allowed to read the case) and `version` (of the case on their
page; None: no check), and returns the new version. Raises NotFoundError, NotAllowedError (an observer), ConflictError.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from civics.cases.moves import CaseState, Why, may_become
from civics.cases.moves import move as allowed_move
from civics.cases.opening import KINDS
from civics.cases.petitions import SEALED, PetitionKind
from civics.cases.promises import promised
from civics.cases.states import ANSWERED, DONE, REOPENED, TAKEN
from core.clock import in_vietnam
from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.message import Json
from core.text import normal
from storage.cases import entries, opened, untrue
from storage.cases import search as case_search
from storage.cases.clocks import ticking
from storage.cases.sealing import seal_case
from storage.database.unit import UnitOfWork
from storage.people import teams
from storage.tables.cases import cases
from storage.tables.people import residents, staff
from storage.tables.ward import units
from storage.ward import audit, links, ward
from storage.ward.sight import Reader, may_know

LONGEST_ASIDE = timedelta(days=120)


def take(work: UnitOfWork, case_id: int, *, by: Reader, version: int | None = None) -> int:
    """The member of staff takes the case and works on it. Another officer's case is handed over by `assign` instead."""
    row = acting(work, case_id, by=by, version=version)
    if row.officer_id is not None and row.officer_id != by.staff_id:
        raise ConflictError("Another officer has this case.")
    values: dict[str, object] = {"officer_id": by.staff_id, "taken_at": row.taken_at or work.now, "unread": False}
    if row.state not in {TAKEN, ANSWERED}:  # an answered case stays answered; the new officer only looks after it
        values["state"] = move_of(row, TAKEN)
    return write(
        work, row, "case.taken", by=by, values=values, before=row.state, after=str(values.get("state", row.state))
    )


def assign(work: UnitOfWork, case_id: int, *, officer_id: int | None, by: Reader, version: int | None = None) -> int:
    """Give the case to an officer, or to nobody. Raises NotAllowedError when the officer may not read it."""
    row = acting(work, case_id, by=by, version=version)
    if officer_id is not None:
        may_hold(work, row, officer_id)
    return write(work, row, "case.assigned", by=by, values={"officer_id": officer_id}, to=officer_id)


def set_team(work: UnitOfWork, case_id: int, *, team_id: int | None, by: Reader, version: int | None = None) -> int:
    """Give the case to a team, or to none.

    Raises NotFoundError for a team that gets no cases; ConflictError: SEALED.
    """
    row = acting(work, case_id, by=by, version=version)
    if row.sealed:
        raise ConflictError("A sealed case has no team: it would tell what the words are about.", why=Why.SEALED)
    if team_id is not None and team_id not in {each.id for each in teams.everyone(work)}:
        raise NotFoundError("There is no such team.")
    return write(work, row, "case.team", by=by, values={"team_id": team_id}, to=team_id)


def move(
    work: UnitOfWork,
    case_id: int,
    *,
    to: str,
    by: Reader,
    version: int | None = None,
    forwarded_to: str = "",
    why: str = "",
) -> int:
    """Move the case to a state that the table of moves allows.

    `forwarded_to`: the body to which it goes. `why`: of a case that is dropped.
    """
    row = acting(work, case_id, by=by, version=version)
    if to == ANSWERED:
        raise ConflictError("A case is answered by an answer.", why=Why.SAY_WHAT)
    values: dict[str, object] = {"state": move_of(row, to)}
    if to in DONE:
        values["closed_at"] = work.now
    elif row.state in DONE:
        values["closed_at"] = None
    if to == REOPENED:
        values |= {"clock_from": work.now, "late_told_at": None}
    if to == TAKEN:
        values |= {"taken_at": row.taken_at or work.now, "officer_id": row.officer_id or by.staff_id}
    if forwarded_to:
        values["forwarded_to"] = work.seal.close_text(forwarded_to) if row.sealed else normal(forwarded_to)
    said_why: dict[str, Json] = {"why": why} if why else {}
    return write(work, row, "case.moved", by=by, values=values, before=row.state, after=to, **said_why)


def forwarded_answered(work: UnitOfWork, case_id: int, *, by: Reader, version: int | None = None) -> int:
    """The body to which it was forwarded has answered the ward: the case is worked on here again."""
    row = acting(work, case_id, by=by, version=version)
    values: dict[str, object] = {"state": move_of(row, TAKEN), "officer_id": row.officer_id or by.staff_id}
    values["taken_at"] = row.taken_at or work.now
    return write(work, row, "case.body_answered", by=by, values=values, before=row.state, after=TAKEN)


def snooze(work: UnitOfWork, case_id: int, *, until: datetime | None, by: Reader, version: int | None = None) -> int:
    """Put the case aside until that time, or until its resident writes; None brings it back at once.

    Its clocks go on running, and it stays in the lists of due cases. Raises ConflictError: WHEN.
    """
    row = acting(work, case_id, by=by, version=version)
    if until is not None and not work.now < until <= work.now + LONGEST_ASIDE:
        raise ConflictError("That day is not ahead, or too far.", why=Why.WHEN)
    if row.state in DONE:
        raise ConflictError("A case that is over is not put aside.", why=Why.NOT_NOW)
    act = "case.woken" if until is None else "case.snoozed"
    day = None if until is None else f"{in_vietnam(until):%Y-%m-%d}"
    return write(work, row, act, by=by, values={"snoozed_until": until}, until=day)


def change_kind(
    work: UnitOfWork,
    case_id: int,
    *,
    kind: str,
    by: Reader,
    version: int | None = None,
    names_staff_id: int | None = None,
    names_unit_id: int | None = None,
) -> int:
    """Set another kind and thereby another clock.

    With tố cáo the case and all its copies are sealed, and stay sealed.
    """
    row = acting(work, case_id, by=by, version=version)
    try:
        fits = may_become(PetitionKind(row.kind), PetitionKind(kind), named_reader=by.reads_sealed)
    except ValueError as error:
        raise ConflictError("There is no such kind of case.") from error
    if not fits:
        raise ConflictError("The kind of this case may not be changed so.")
    to_seal = PetitionKind(kind) in SEALED
    values: dict[str, object] = {"kind": kind, "promised": promised(ward.promises(work), kind, row.topic)}
    if to_seal:
        values |= {"names_staff_id": names_staff_id, "names_unit_id": names_unit_id}
    found = write(work, row, "case.kind", by=by, values=values, before=row.kind, after=kind)
    if kind in {PetitionKind.KHIEU_NAI, PetitionKind.TO_CAO}:
        untrue.take_questions_back(work, case_id)  # an answer in chat does not settle it
    if kind not in KINDS:
        opened.forget(work, [case_id])
    if to_seal and not row.sealed:
        seal_case(work, case_id)
        audit.record(work, "case.sealed", actor=by.actor, staff_id=by.staff_id, case_id=case_id)
    return found


def change_topic(work: UnitOfWork, case_id: int, *, topic: str, by: Reader, version: int | None = None) -> int:
    """Set another topic."""
    row = acting(work, case_id, by=by, version=version)
    if row.sealed:
        raise ConflictError("A sealed case has no topic: it would tell what the words are about.")
    return write(work, row, "case.topic", by=by, values={"topic": topic}, before=row.topic, after=topic)


def change_unit(work: UnitOfWork, case_id: int, *, unit_id: int | None, by: Reader, version: int | None = None) -> int:
    """Set another tổ dân phố or xóm, or none. Raises NotFoundError for one that does not exist."""
    row = acting(work, case_id, by=by, version=version)
    if unit_id is not None and work.conn.execute(select(units.c.id).where(units.c.id == unit_id)).first() is None:
        raise NotFoundError("There is no such unit.")
    found = write(work, row, "case.unit", by=by, values={"unit_id": unit_id}, before=row.unit_id, after=unit_id)
    case_search.index(work, case_id)
    return found


def change_named(
    work: UnitOfWork,
    case_id: int,
    *,
    names_staff_id: int | None,
    names_unit_id: int | None,
    by: Reader,
    version: int | None = None,
) -> int:
    """Set whom a denunciation names. From now on the case does not exist for them (Luật Tố cáo 2018 Điều 9)."""
    row = acting(work, case_id, by=by, version=version)
    values: dict[str, object] = {"names_staff_id": names_staff_id, "names_unit_id": names_unit_id}
    return write(work, row, "case.named", by=by, values=values)


def set_urgent(work: UnitOfWork, case_id: int, *, urgent: bool, by: Reader, version: int | None = None) -> int:
    """Set or remove the mark "urgent"."""
    row = acting(work, case_id, by=by, version=version)
    return write(work, row, "case.urgent", by=by, values={"urgent": urgent}, urgent=urgent)


def note(work: UnitOfWork, case_id: int, *, text: str, by: Reader) -> int:
    """Add an internal note, which the resident never sees; returns the entry's id."""
    row = acting(work, case_id, by=by, version=None)
    made = entries.add(work, case_id, kind=entries.NOTE, text=normal(text), sealed=row.sealed, staff_id=by.staff_id)
    audit.record(work, "case.noted", actor=by.actor, staff_id=by.staff_id, case_id=case_id, entry=made)
    return made


def mark_read(work: UnitOfWork, case_id: int, *, by: Reader) -> None:
    """Mark everything in the case as read. The trail of a sealed case says who opened it."""
    row = acting(work, case_id, by=by, version=None)
    if row.unread:
        work.conn.execute(update(cases).where(cases.c.id == case_id).values(unread=False))
    if row.unread or row.sealed:
        audit.record(work, "case.read", actor=by.actor, staff_id=by.staff_id, case_id=case_id)


def block_resident(work: UnitOfWork, resident_id: int, *, why: str, by: Reader) -> None:
    """Block a spammer: their messages are no longer answered or filed. Raises NotFoundError, NotAllowedError."""
    _block(
        work, resident_id, by=by, act="resident.blocked", values={"blocked_at": work.now, "blocked_why": normal(why)}
    )


def unblock_resident(work: UnitOfWork, resident_id: int, *, by: Reader) -> None:
    """End the block: their messages are handled again."""
    _block(work, resident_id, by=by, act="resident.unblocked", values={"blocked_at": None, "blocked_why": ""})


def acting(work: UnitOfWork, case_id: int, *, by: Reader, version: int | None) -> Row[*tuple[Any, ...]]:
    """The case's row, locked until the commit, for a member of staff who may act on that version."""
    row = work.conn.execute(
        select(cases).where(cases.c.id == case_id, may_know(work, by)).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such case.")
    if by.observes:
        raise NotAllowedError("An observer changes nothing.")
    if version is not None and row.version != version:
        raise ConflictError("Somebody changed this case in the meantime.")
    found: Row[*tuple[Any, ...]] = links.opened(work, row)
    return found


def may_hold(work: UnitOfWork, row: Row[*tuple[Any, ...]], officer_id: int) -> None:
    """Raises NotFoundError unless that account is open, NotAllowedError unless it may work on the case."""
    officer = work.conn.execute(select(staff).where(staff.c.id == officer_id)).one_or_none()
    if officer is None or officer.disabled_at is not None:
        raise NotFoundError("There is no such officer.")
    reader = Reader(officer.id, officer.role, officer.reads_sealed, officer.unit_id)
    seen = work.conn.execute(select(cases.c.id).where(cases.c.id == row.id, may_know(work, reader))).first()
    if seen is None or reader.observes:
        raise NotAllowedError("That officer may not read this case.")


def move_of(row: Row[*tuple[Any, ...]], to: str) -> str:
    """The state to which staff move the case. Raises ConflictError when the table of moves does not allow it."""
    try:
        return allowed_move(CaseState(row.state), CaseState(to)).value
    except ValueError as error:
        raise ConflictError("There is no such state.") from error


def write(
    work: UnitOfWork, row: Row[*tuple[Any, ...]], act: str, *, by: Reader, values: dict[str, object], **detail: Json
) -> int:
    """Write the changes of an act, the clock that follows from them, and a line of the trail; returns the version."""
    found: int = row.version + 1
    if "state" in values:
        values = {**untrue.changed(work, row, str(values["state"])), **values}
    if row.sealed:
        values = links.hidden(work, values)
    work.conn.execute(update(cases).where(cases.c.id == row.id).values(version=found, **ticking(work, row, **values)))
    audit.record(work, act, actor=by.actor, staff_id=by.staff_id, case_id=row.id, **detail)
    return found


def _block(work: UnitOfWork, resident_id: int, *, by: Reader, act: str, values: dict[str, object]) -> None:
    if by.observes:
        raise NotAllowedError("An observer changes nothing.")
    if work.conn.execute(update(residents).where(residents.c.id == resident_id).values(**values)).rowcount == 0:
        raise NotFoundError("There is no such resident.")
    audit.record(work, act, actor=by.actor, staff_id=by.staff_id, resident=resident_id)
