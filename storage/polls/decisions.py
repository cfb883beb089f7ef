"""Decisions of the community: a matter under Điều 15, and the vote of each group, typed in by two people independently.

Luật 10/2022 Điều 15 to 21. The meeting planner and the papers use these records.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from civics.polls.community import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Facts,
    Groups,
    Standing,
    line,
    of_groups,
    rule,
    wrong_facts,
)
from civics.polls.counting import Source
from civics.polls.decided import Vote, latest, result
from civics.polls.sittings import WHOLE, Record
from civics.polls.ways import Before
from civics.polls.why import DecisionWhy
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from core.text import fold, normal
from storage.database.unit import UnitOfWork
from storage.tables.decisions import decision_entries, decision_votes, decisions
from storage.tables.people import staff
from storage.ward import audit, ward


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person typed in."""

    staff_id: int
    by: str
    record: Record
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """One group's vote with its entries. `send_by`, `sent_on`: Điều 20.3, once it has passed."""

    vote: Vote
    entries: tuple[Entry, ...]
    agreed_at: datetime | None
    send_by: date | None
    sent_on: date | None

    @property
    def id(self) -> int:
        """The vote's id."""
        return self.vote.id

    def own(self, staff_id: int) -> Record | None:
        """The entry of this person."""
        return next((each.record for each in self.entries if each.staff_id == staff_id), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """A matter that the community decides. `units`: the groups that decide it."""

    id: int
    key: str
    title: str
    text: str
    clause: str
    ward_wide: bool
    units: tuple[int, ...]
    facts: Facts
    votes: tuple[Kept, ...]

    def result_of(self, unit_id: int) -> bool | None:
        """Whether a group approved; None while it has not decided."""
        found = latest([each.vote for each in self.votes], unit_id)
        return None if found is None else result(found, clause=self.clause)

    @property
    def groups(self) -> Groups | None:
        """The count of groups of a ward-wide decision (Điều 21.1); None for a decision of one group."""
        return of_groups(self.result_of(each) for each in self.units) if self.ward_wide else None

    @property
    def standing(self) -> Standing:
        """The present standing of the decision."""
        if self.groups is not None:
            return self.groups.standing
        own = self.result_of(self.units[0])
        return Standing.OPEN if own is None else Standing.PASSED if own else Standing.FAILED

    @property
    def removal(self) -> bool:
        """Whether it lets the head of a group go: its last meeting says so (NĐ 59/2023 Điều 9)."""
        return bool(self.votes) and self.votes[-1].vote.before.removal

    @property
    def voted_on(self) -> date | None:
        """The last day of a vote that counts; None before the first."""
        found = [latest([each.vote for each in self.votes], unit) for unit in self.units]
        return max((date.fromisoformat(each.agreed.held_on) for each in found if each and each.agreed), default=None)


def add(
    work: UnitOfWork, title: str, *, text: str, clause: str, ward_wide: bool, unit_id: int | None, staff_id: int
) -> str:
    """Begin a decision; returns its key. If it is ward-wide, all present groups are counted (Điều 21.1).

    Raises ConflictError: no title, an unknown khoản, a khoản for one group only, an unknown group.
    """
    title, now = line(title, LONGEST_TITLE), [each.id for each in ward.units_now(work)]
    if not title:
        raise ConflictError(DecisionWhy.TITLE)
    try:
        law = rule(clause)
    except ValueError:
        raise ConflictError(DecisionWhy.CLAUSE) from None
    if ward_wide and not law.ward_wide:
        raise ConflictError(DecisionWhy.IN_GROUP)
    if not ward_wide and unit_id not in now:
        raise ConflictError(DecisionWhy.UNIT)
    units = now if ward_wide else [unit_id]
    key = secrets.token_hex(4)
    work.conn.execute(
        insert(decisions).values(
            key=key, title=title, text=normal(text).strip()[:LONGEST_TEXT], clause=clause, ward_wide=ward_wide,
            facts={"units": units}, created_at=work.now, staff_id=staff_id,
        )
    )  # fmt: skip
    audit.record(
        work, "decision.added", actor=audit.STAFF, staff_id=staff_id, decision=key, clause=clause, ward_wide=ward_wide
    )
    return key


def get(work: UnitOfWork, key: str) -> Decision:
    """The decision with that key. Raises NotFoundError."""
    row = work.conn.execute(select(decisions).where(decisions.c.key == key)).first()
    if row is None:
        raise NotFoundError("There is no such decision.")
    return _made(work, row)


def every(work: UnitOfWork, *, limit: int = 100) -> list[Decision]:
    """The decisions, the newest first."""
    return [
        _made(work, row) for row in work.conn.execute(select(decisions).order_by(decisions.c.id.desc()).limit(limit))
    ]


def alike(work: UnitOfWork, decision: Decision) -> list[Decision]:
    """Other records that seem to be of the same matter: the same khoản and title, a group in common, not refused.

    The same matter must not be decided twice, in two records that know nothing of each other. Titles are compared
    without diacritics, case and spaces.
    """
    rows = work.conn.execute(
        select(decisions)
        .where(decisions.c.clause == decision.clause, decisions.c.id != decision.id)
        .order_by(decisions.c.id.desc())
    )
    title, units = fold(decision.title), set(decision.units)
    near = (_made(work, row) for row in rows.all() if fold(row.title) == title and units & set(row.facts["units"]))
    return [each for each in near if each.standing is not Standing.FAILED]


def put_facts(work: UnitOfWork, key: str, facts: Facts, *, staff_id: int) -> None:
    """Record its papers and their days. Raises ConflictError with a `civics.polls.community.WrongFacts`."""
    known = lock(work, key)
    wrong = wrong_facts(facts, today=in_vietnam(work.now).date(), voted_on=known.voted_on)
    if wrong is not None:
        raise ConflictError(f"These facts cannot be recorded: {wrong}.", why=wrong)
    if facts == known.facts:
        return
    work.conn.execute(
        update(decisions).where(decisions.c.id == known.id).values(facts={**facts.plain(), "units": list(known.units)})
    )
    audit.record(
        work, "decision.facts", actor=audit.STAFF, staff_id=staff_id, decision=key, before=known.facts.plain(),
        after=facts.plain(),
    )  # fmt: skip


def lock(work: UnitOfWork, key: str) -> Decision:
    """The decision, locked until the end of this transaction. Raises NotFoundError."""
    work.conn.execute(select(decisions.c.id).where(decisions.c.key == key).with_for_update())
    return get(work, key)


def unsent(work: UnitOfWork, *, limit: int = 20) -> list[tuple[int, str, date]]:
    """Votes that passed, must be sent to UBND and UBMTTQ by today, and about which staff were not alerted yet."""
    rows = (
        select(decision_votes.c.id, decisions.c.key, decision_votes.c.send_by)
        .join(decisions, decisions.c.id == decision_votes.c.decision_id)
        .where(
            decision_votes.c.sent_on.is_(None), decision_votes.c.alerted_at.is_(None),
            decision_votes.c.send_by < in_vietnam(work.now).date() + timedelta(days=1),
        )
        .order_by(decision_votes.c.id)
        .limit(limit)
    )  # fmt: skip
    return [(row.id, row.key, row.send_by) for row in work.conn.execute(rows)]


def alerted(work: UnitOfWork, vote_id: int) -> None:
    """Record that staff were alerted."""
    work.conn.execute(update(decision_votes).where(decision_votes.c.id == vote_id).values(alerted_at=work.now))


def _made(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> Decision:
    units = tuple(int(each) for each in row.facts["units"])
    return Decision(
        row.id, row.key, row.title, row.text, row.clause, row.ward_wide, units, Facts.of(row.facts),
        _votes(work, row.id),
    )  # fmt: skip


def _votes(work: UnitOfWork, decision_id: int) -> tuple[Kept, ...]:
    typed = work.conn.execute(
        select(decision_entries, staff.c.name)
        .join(decision_votes, decision_votes.c.id == decision_entries.c.vote_id)
        .join(staff, staff.c.id == decision_entries.c.staff_id)
        .where(decision_votes.c.decision_id == decision_id)
        .order_by(decision_entries.c.at, decision_entries.c.staff_id)
    ).all()
    rows = select(decision_votes).where(decision_votes.c.decision_id == decision_id).order_by(decision_votes.c.id)
    found = []
    for row in work.conn.execute(rows).all():
        entries = tuple(
            Entry(each.staff_id, each.name, Record.of(each.said, (WHOLE,)), each.at)
            for each in typed if each.vote_id == row.id
        )  # fmt: skip
        agreed = Record.of(row.agreed, (WHOLE,)) if row.agreed is not None else None
        vote = Vote(row.id, row.unit_id, Source(row.source), Before.of(row.before), agreed)
        found.append(Kept(vote, entries, row.agreed_at, row.send_by, row.sent_on))
    return tuple(found)
