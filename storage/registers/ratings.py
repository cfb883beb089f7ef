"""What the registers and the cases say of a unit or head in a period: shares of what was done as the law wants.

One query per indicator. Of sealed cases nothing is counted; of a visit no name is shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from civics.days.calendar import day_of
from civics.disclosure import Lack
from civics.registers.ratings import Share
from civics.registers.reports import Row
from civics.registers.values import day_of as day_in
from civics.registers.values import due
from storage.database.unit import UnitOfWork
from storage.people import teams
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.registers.figures import Lacks
from storage.registers.year_figures import MOST, moment, row_of
from storage.tables.cases import cases
from storage.tables.polls import polls
from storage.ward import days as ward_days

RULE, RATING = "rating_rule", "rating"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose work is counted: of these staff, of this group, or (neither) of the whole ward."""

    staff: frozenset[int] | None = None
    unit_id: int | None = None

    @property
    def whole(self) -> bool:
        """Whether the whole ward is rated."""
        return self.staff is None and self.unit_id is None

    def has(self, owner_id: int | None, unit_id: int | None) -> bool:
        """Whether somebody's or some group's work belongs to it."""
        if self.unit_id is not None:
            return unit_id == self.unit_id
        return self.staff is None or owner_id in self.staff


def scope_of(work: UnitOfWork, rating: Entry) -> Scope:
    """Whom a rating is about: a group, the teams of who answers for it, or (a head without a team) the ward."""
    sort, owner = rating.said.get("sort"), rating.owner_id
    if sort == "ward":
        return Scope()
    if rating.unit_id is not None:
        return Scope(unit_id=rating.unit_id)
    mine = set(teams.of_member(work, owner)) if owner is not None else set()
    members = {one for each in teams.everyone(work, retired=True) if each.id in mine for one in each.members}
    if sort == "head" and not mine:
        return Scope()
    return Scope(frozenset({*members, *(() if owner is None else (owner,))}))


def measured(
    work: UnitOfWork, scope: Scope, begins: date, ends: date, *, online: int | None, lacks: Lacks
) -> tuple[Share, ...]:
    """Every share, in the order of `civics.registers.ratings.INDICATORS`. `online`: a typed percentage."""
    return (
        _disclosures(work, scope, begins, ends, lacks), _consultations(work, scope, begins, ends),
        *_petitions(work, scope, begins, ends), Share("online", online or 0, 0 if online is None else 100),
        _termed(work, "proposal", scope, begins, ends),
    )  # fmt: skip


def _disclosures(work: UnitOfWork, scope: Scope, begins: date, ends: date, lacks: Lacks) -> Share:
    """What was made public in the period, and what waits for it longer than the law allows (Điều 12 khoản 3)."""
    asked = Asked("disclosure", states=("public", "ended", "replaced"), within=("public_on", begins, ends))
    found = _mine(entries.some(work, asked, reader=None, limit=MOST, first=True), scope)
    missing = lacks(work, found, ends)
    waiting = _mine(entries.some(work, Asked("disclosure", state="waiting"), reader=None, limit=MOST), scope)
    owed = [each for each in waiting if each.due_on and begins <= each.due_on <= ends]
    late = [*(each for each in found if Lack.LATE in missing[each.id]), *owed]
    return _share("disclosure", [*found, *owed], late)


def _termed(work: UnitOfWork, register: str, scope: Scope, begins: date, ends: date) -> Share:
    """Entries whose answer was due in the period: in time, or not."""
    first, field, day = {
        "proposal": ("sent", "answered_on", "received_on"), "reception": ("received", "answered_on", "received_on"),
    }[register]  # fmt: skip
    asked = Asked(register, since=begins - timedelta(days=60), until=ends)
    off, today = ward_days.known(work), day_of(work.now)
    mine, late = [], []
    for each in _mine(entries.some(work, asked, reader=None, limit=MOST, first=True), scope):
        term = due(each.law, first, each.said, days=off) if each.said.get(day) else None
        answered = day_in(each.said.get(field))
        if term is None or not begins <= term.on <= ends or (answered is None and term.on >= today):
            continue
        mine.append(each)
        if answered is None or answered > term.on:
            late.append(each)
    return _share(register, mine, late)


def _dialogues(work: UnitOfWork, scope: Scope, begins: date, ends: date) -> Share:
    """One dialogue with the people in a year at least (Luật 10/2022/QH15 Điều 32 khoản 1): the whole ward's duty."""
    if not scope.whole:
        return Share("dialogue", 0, 0)
    asked = Asked("reception_day", state="held", since=begins, until=ends)
    held = [each for each in entries.some(work, asked, reader=None, limit=500) if each.said.get("who") == "dialogue"]
    return Share("dialogue", min(len(held), 1), 1, tuple(map(row_of, held)))


def _consultations(work: UnitOfWork, scope: Scope, begins: date, ends: date) -> Share:
    """Consultations that were closed, and whose result with what was taken over is published (Điều 28 khoản 3)."""
    p = polls.c
    wanted = select(p.id, p.key, p.title, p.units, p.staff_id, p.closed_at, p.published_at).where(
        p.opened_at.is_not(None), p.state != "cancelled", _between(p.closed_at, begins, ends)
    )
    rows = [
        each for each in work.conn.execute(wanted.order_by(p.closed_at, p.id).limit(MOST))
        if scope.has(each.staff_id, scope.unit_id if scope.unit_id in each.units else None)
    ]  # fmt: skip

    def shown(some: Iterable[Any]) -> tuple[Row, ...]:
        return tuple(
            Row("poll", each.id, each.title, day_of(each.closed_at).isoformat(), f"/console/polls/{each.key}")
            for each in some
        )

    owed = [each for each in rows if not each.published_at]
    return Share("consultation", len(rows) - len(owed), len(rows), shown(rows), shown(owed))


def _petitions(work: UnitOfWork, scope: Scope, begins: date, ends: date) -> tuple[Share, ...]:
    """Cases whose answer was due or given in the period, Điều 28 of receptions, dialogues, what residents say."""
    c = cases.c
    term = func.coalesce(c.answer_due_at, c.due_at)
    wanted = select(
        c.id, c.code, c.officer_id, c.unit_id, c.filed_at, c.answered_at, c.disputes, term.label("term")
    ).where(c.sealed.is_(False), or_(_between(c.answered_at, begins, ends), _between(term, begins, ends)))
    rows = [
        each for each in work.conn.execute(wanted.order_by(c.filed_at, c.id).limit(MOST))
        if scope.has(each.officer_id, each.unit_id)
    ]  # fmt: skip
    termed = [each for each in rows if each.term and (each.answered_at or each.term < work.now)]
    late = [each for each in termed if not each.answered_at or each.answered_at > each.term]
    first, last = moment(begins), moment(ends + timedelta(days=1))
    answered = [each for each in rows if each.answered_at and first <= each.answered_at < last]
    again = [each for each in answered if each.disputes]
    return (
        Share("petition", len(termed) - len(late), len(termed), _cases(termed), _cases(late)),
        _termed(work, "reception", scope, begins, ends), _dialogues(work, scope, begins, ends),
        Share("satisfaction", len(answered) - len(again), len(answered), _cases(answered), _cases(again)),
    )  # fmt: skip


def _between(column: ColumnElement[datetime] | Any, begins: date, ends: date) -> ColumnElement[bool]:  # or a function
    found: ColumnElement[bool] = (column >= moment(begins)) & (column < moment(ends + timedelta(days=1)))
    return found


def _cases(some: Iterable[Any]) -> tuple[Row, ...]:
    return tuple(
        Row("case", each.id, each.code, day_of(each.filed_at).isoformat(), f"/console/cases/{each.code}")
        for each in some
    )


def _mine(some: Iterable[Entry], scope: Scope) -> list[Entry]:
    return [each for each in some if scope.has(each.owner_id, each.unit_id)]


def _share(name: str, all_: Sequence[Entry], failed: Sequence[Entry]) -> Share:
    row = _unnamed if name == "reception" else row_of
    return Share(name, len(all_) - len(failed), len(all_), tuple(map(row, all_)), tuple(map(row, failed)))


def _unnamed(each: Entry) -> Row:
    """A visit without the person's name."""
    return Row(each.register, each.id, each.called, each.on_day.isoformat(), f"/console/registers/reception/{each.id}")
