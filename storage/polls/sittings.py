"""Meetings and ballots on paper, typed in by two people independently. Neither sees the other's entry."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.polls.community import Facts, send_by
from civics.polls.counting import Source
from civics.polls.rules import PollState
from civics.polls.sittings import Record, clauses, differences, matters, passed, short_meeting
from civics.polls.ways import Before, Case, faults
from civics.polls.why import ResultWhy
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.people import hands
from storage.polls import polls
from storage.polls import results as poll_results
from storage.tables.people import staff
from storage.tables.poll_results import sitting_entries, sittings
from storage.tables.polls import polls as polls_table
from storage.ward import audit, days

ENTRIES = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person typed in."""

    staff_id: int
    by: str
    record: Record
    at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting or ballot of one unit (`unit_id` None: an old one, of all that are asked).

    `agreed`: the record that both entries have.
    """

    id: int
    poll_id: int
    source: Source
    unit_id: int | None
    clause: str
    codes: tuple[str, ...]  # what is decided on
    agreed: Record | None
    agreed_at: datetime | None
    entries: tuple[Entry, ...]
    send_by: date | None = None  # to UBND and UBMTTQ (Luật 10/2022 Điều 20.3), once it passed
    sent_on: date | None = None
    before: Before = Before()  # noqa: RUF009  # it is frozen
    facts: Facts = Facts()  # noqa: RUF009  # the papers of a quy ước that passed
    termed: bool = True  # whether the term is stored; if not, it was counted now from the day of the meeting

    def own(self, staff_id: int) -> Record | None:
        """The entry of this person."""
        return next((each.record for each in self.entries if each.staff_id == staff_id), None)

    @property
    def differ(self) -> tuple[str, ...]:
        """The fields in which the two entries differ."""
        return differences(*(each.record for each in self.entries)) if len(self.entries) == ENTRIES else ()


def add(work: UnitOfWork, key: str, *, source: Source, unit_id: int | None, clause: str, staff_id: int) -> int:
    """Begin one; returns its id. Each group decides for itself, by its own households (NĐ 61/2023 Điều 10).

    Raises ConflictError: the consultation still runs; the law does not allow this way; of several groups none is named;
    one of this group is not agreed yet, or the group has approved the text already.
    """
    work.conn.execute(select(polls_table.c.id).where(polls_table.c.key == key).with_for_update())
    poll = polls.get(work, key)
    if poll.state not in (PollState.CLOSED, PollState.PUBLISHED):
        raise ConflictError(ResultWhy.NOT_CLOSED)
    if source not in (Source.MEETING, Source.PAPER) or clause not in clauses(poll.kind):
        raise ConflictError(ResultWhy.CLAUSE)
    if unit_id is None and len(poll.units) > 1:
        raise ConflictError(ResultWhy.EACH_UNIT)
    unit_id = poll.units[0] if unit_id is None and poll.units else unit_id
    if unit_id not in poll.units:
        raise ConflictError(ResultWhy.UNIT)
    of_unit = [each for each in of(work, poll.id) if each.unit_id == unit_id]
    if any(each.agreed is None for each in of_unit):
        raise ConflictError(ResultWhy.WAITS)
    if any(passed(each) for each in of_unit):
        raise ConflictError(ResultWhy.PASSED)
    made: int = work.conn.execute(
        insert(sittings)
        .values(
            poll_id=poll.id, source=source.value, unit_id=unit_id, clause=clause, created_at=work.now, staff_id=staff_id
        )
        .returning(sittings.c.id)
    ).scalar_one()
    audit.record(work, "poll.sitting_added", actor=audit.STAFF, staff_id=staff_id, poll=key, sitting=made)
    return made


def of(work: UnitOfWork, poll_id: int) -> list[Sitting]:
    """All of a consultation, the oldest first."""
    asked = tuple(each.code for each in polls.articles(work, poll_id) if each.stands)
    rows = work.conn.execute(select(sittings).where(sittings.c.poll_id == poll_id).order_by(sittings.c.id)).all()
    entries = _entries(work, poll_id)
    found = []
    for row in rows:
        codes = matters(row.clause, asked)
        own = tuple(
            Entry(each.staff_id, each.name, Record.of(each.said, codes), each.at)
            for each in entries if each.sitting_id == row.id
        )  # fmt: skip
        agreed = Record.of(row.agreed, codes) if row.agreed is not None else None
        made = Sitting(
            row.id, poll_id, Source(row.source), row.unit_id, row.clause, codes, agreed, row.agreed_at, own,
            row.send_by, row.sent_on, Before.of(row.before or {}), Facts.of(row.facts or {}),
        )  # fmt: skip
        found.append(made if row.send_by else replace(made, send_by=_send_by(work, made), termed=False))
    return found


def _send_by(work: UnitOfWork, sitting: Sitting) -> date | None:
    """The day by which it must be sent, from the day on which the group decided; None when it did not pass.

    Of ballots it runs from the end of the time in which they are collected (NĐ 61/2023 Điều 11.3.a).
    A record that was agreed before the term was stored has it too: the law's term does not depend on the program.
    """
    if sitting.agreed is None or not passed(sitting):
        return None
    ended = sitting.before.due_on if sitting.source is Source.PAPER else None
    return send_by(ended or date.fromisoformat(sitting.agreed.held_on), days.known(work))


def case_of(work: UnitOfWork, sitting: Sitting) -> Case:
    """The facts on which the law's conditions before this meeting or these ballots depend."""
    others = [each for each in of(work, sitting.poll_id) if each.id != sitting.id]
    return Case(
        sitting.source, sitting.clause, ward_wide=False, households=roll(work, sitting) or 0,
        short_meeting=short_meeting(others, sitting.unit_id),
    )  # fmt: skip


def missing(work: UnitOfWork, sitting: Sitting) -> tuple[str, ...]:
    """What the law requires before it and is not recorded yet, as `field:why` (`civics.polls.ways.faults`)."""
    return faults(sitting.before, case_of(work, sitting))


def get(work: UnitOfWork, poll_id: int, sitting_id: int) -> Sitting:
    """One sitting. Raises NotFoundError."""
    found = next((each for each in of(work, poll_id) if each.id == sitting_id), None)
    if found is None:
        raise NotFoundError("There is no such meeting.")
    return found


def enter(work: UnitOfWork, key: str, sitting_id: int, record: Record, *, staff_id: int) -> bool:
    """Store what this person typed; it replaces their earlier entry. True when both entries agree, which ends it.

    The caller checks for errors first (`civics.polls.sittings.faults`). Raises ConflictError: STEPS, the law asks for
    more before it; two others have typed it in; or it is agreed already.
    """
    work.conn.execute(select(sittings.c.id).where(sittings.c.id == sitting_id).with_for_update())
    sitting = get(work, polls.get(work, key).id, sitting_id)
    if sitting.agreed is not None:
        raise ConflictError(ResultWhy.AGREED)
    if missing(work, sitting):
        raise ConflictError(ResultWhy.STEPS)
    record = Record.of(dict(record.flat()), sitting.codes)  # every matter, also those left out
    others = [each for each in sitting.entries if each.staff_id != staff_id]
    if len(others) >= ENTRIES:
        raise ConflictError(ResultWhy.TWO_OTHERS)
    for each in others:
        hands.check(work, each.staff_id, staff_id)
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(sitting_entries).values(
        sitting_id=sitting_id, staff_id=staff_id, said=dict(record.flat()), at=work.now
    )
    work.conn.execute(
        row.on_conflict_do_update(
            index_elements=["sitting_id", "staff_id"], set_={"said": row.excluded.said, "at": row.excluded.at}
        )
    )
    audit.record(work, "poll.sitting_keyed", actor=audit.STAFF, staff_id=staff_id, poll=key, sitting=sitting_id)
    if not others or differences(others[0].record, record):
        return False
    agreed = replace(sitting, agreed=others[0].record)
    values: dict[str, object] = {
        "agreed": dict(others[0].record.flat()), "agreed_at": work.now, "send_by": _send_by(work, agreed)
    }  # fmt: skip
    work.conn.execute(update(sittings).where(sittings.c.id == sitting_id).values(**values))
    audit.record(work, "poll.sitting_agreed", actor=audit.STAFF, staff_id=staff_id, poll=key, sitting=sitting_id)
    return True


def sent(work: UnitOfWork, key: str, sitting_id: int, day: date, *, staff_id: int) -> None:
    """Record on which day it went to UBND and UBMTTQ (Luật 10/2022 Điều 20.3).

    Raises ConflictError: it did not pass, a day to come or before the meeting.
    """
    sitting = get(work, polls.get(work, key).id, sitting_id)
    if sitting.agreed is None or not passed(sitting):
        raise ConflictError(ResultWhy.NOT_PASSED)
    if day > in_vietnam(work.now).date() or day.isoformat() < sitting.agreed.held_on:
        raise ConflictError(ResultWhy.SENT_DAY)
    work.conn.execute(update(sittings).where(sittings.c.id == sitting_id).values(sent_on=day))
    audit.record(
        work, "poll.sitting_sent", actor=audit.STAFF, staff_id=staff_id, poll=key, sitting=sitting_id,
        day=day.isoformat(),
    )  # fmt: skip


def drop(work: UnitOfWork, key: str, sitting_id: int, *, staff_id: int) -> None:
    """Discard one without an agreed record. Raises ConflictError, NotFoundError."""
    sitting = get(work, polls.get(work, key).id, sitting_id)
    if sitting.agreed is not None:
        raise ConflictError(ResultWhy.AGREED)
    work.conn.execute(delete(sitting_entries).where(sitting_entries.c.sitting_id == sitting_id))
    work.conn.execute(delete(sittings).where(sittings.c.id == sitting_id))
    audit.record(work, "poll.sitting_dropped", actor=audit.STAFF, staff_id=staff_id, poll=key, sitting=sitting_id)


def roll(work: UnitOfWork, sitting: Sitting) -> int | None:
    """How many households the frozen roll has for it; None without a roll."""
    by_unit = poll_results.households(work, sitting.poll_id)
    if not by_unit:
        return None
    return by_unit.get(sitting.unit_id, 0) if sitting.unit_id is not None else sum(by_unit.values())


def _entries(work: UnitOfWork, poll_id: int) -> list[Row[*tuple[Any, ...]]]:
    rows = (
        select(sitting_entries, staff.c.name)
        .join(sittings, sittings.c.id == sitting_entries.c.sitting_id)
        .join(staff, staff.c.id == sitting_entries.c.staff_id)
        .where(sittings.c.poll_id == poll_id)
        .order_by(sitting_entries.c.at, sitting_entries.c.staff_id)
    )
    return list(work.conn.execute(rows))
