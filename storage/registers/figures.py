"""The figures of a report, each with the rows that it counts. One query per table; nothing of a sealed case but counts.

B1 disclosures, B4 petitions, B5 receptions, B7 bulletins, B12 proposals of the boards; the others are in
`storage.registers.year_figures`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import or_, select

from civics.cases.petitions import SEALED, PetitionKind
from civics.days.calendar import Days, day_of
from civics.disclosure import Lack
from civics.registers.reports import FEWEST, Figure, Line, Row, Table
from civics.registers.values import day_of as day_in
from civics.registers.values import due
from storage.database.unit import UnitOfWork
from storage.registers import entries, year_figures
from storage.registers.entries import Asked, Entry
from storage.registers.year_figures import moment
from storage.registers.year_figures import row_of as _entry
from storage.tables.bulletins import bulletins
from storage.tables.cases import cases
from storage.ward import days as ward_days

MOST = 50_000  # rows of one table
T = TypeVar("T")
_Makes = Callable[[UnitOfWork, date, date], tuple[Table, ...]]
Lacks = Callable[[UnitOfWork, Sequence[Entry], date], dict[int, tuple[Lack, ...]]]


def collect(
    work: UnitOfWork, begins: date, ends: date, *, lacks: Lacks, step: Callable[[], None] = lambda: None
) -> tuple[Table, ...]:
    """Every table for the days from `begins` to `ends`, both counted. `step` is called `STEPS` times."""
    found: list[Table] = []
    makers: tuple[_Makes, ...] = (partial(_disclosures, lacks=lacks), *_MAKERS)
    for makes in makers:
        found += makes(work, begins, ends)
        step()
    return tuple(sorted(found, key=lambda each: _ORDER.index(each.name)))


def _without(some: Sequence[T], others: Sequence[T]) -> list[T]:
    """Some without the others, in time in proportion to both."""
    known = {id(each) for each in others}
    return [each for each in some if id(each) not in known]


def _figure(name: str, rows: Iterable[Row]) -> Figure:
    return Figure(name, tuple(rows))


def _disclosures(work: UnitOfWork, begins: date, ends: date, *, lacks: Lacks) -> tuple[Table, ...]:
    """B1: by item of Điều 11. What became public in the period; in time or late; what lacks a way of posting."""
    asked = Asked("disclosure", states=("public", "ended", "replaced"), within=("public_on", begins, ends))
    found = entries.some(work, asked, reader=None, limit=MOST, first=True)
    missing = lacks(work, found, ends)
    lines = []
    for item in sorted({int(str(each.said["item"])) for each in found}):
        mine = [each for each in found if int(str(each.said["item"])) == item]
        late = [each for each in mine if Lack.LATE in missing[each.id]]
        short = [each for each in mine if set(missing[each.id]) - {Lack.LATE}]
        in_time = [each for each in mine if Lack.LATE not in missing[each.id]]
        lines.append(
            Line(str(item), (
                _figure("public", map(_entry, mine)), _figure("in_time", map(_entry, in_time)),
                _figure("late", map(_entry, late)), _figure("lacking", map(_entry, short)),
            ))
        )  # fmt: skip
    return (Table("b1", tuple(lines)),)


def _petitions(work: UnitOfWork, begins: date, ends: date) -> tuple[Table, ...]:
    """B4: by kind. A denunciation is only counted, and a number under three is not told."""
    first, last = moment(begins), moment(ends + timedelta(days=1))
    c = cases.c
    wanted = select(c.id, c.code, c.kind, c.state, c.filed_at, c.answered_at, c.answer_due_at, c.sealed).where(
        c.filed_at < last, or_(c.filed_at >= first, c.answered_at.is_(None), c.answered_at >= first)
    )
    rows = work.conn.execute(wanted.order_by(c.filed_at, c.id).limit(MOST)).all()
    lines = [_of_kind(kind, [each for each in rows if each.kind == kind.value], first, last) for kind in PetitionKind]
    return (Table("b4", tuple(lines)),)


def _of_kind(kind: PetitionKind, mine: Sequence[Any], first: datetime, last: datetime) -> Line:
    open_rows = [each for each in mine if not each.sealed]
    answered = [each for each in open_rows if each.answered_at and first <= each.answered_at < last]
    late = [each for each in answered if each.answer_due_at and each.answered_at > each.answer_due_at]
    named = {
        "carried": [each for each in open_rows if each.filed_at < first],
        "received": [each for each in open_rows if each.filed_at >= first],
        "answered": answered,
        "in_time": _without(answered, late),
        "late": late,
        "pending": [each for each in open_rows if not each.answered_at or each.answered_at >= last],
        "forwarded": [each for each in open_rows if each.state == "forwarded"],
    }
    figures = tuple(_figure(name, map(_case, some)) for name, some in named.items())
    return Line(kind.value, _sealed(figures, len(mine)) if kind in SEALED or len(mine) > len(open_rows) else figures)


def _sealed(figures: tuple[Figure, ...], count: int) -> tuple[Figure, ...]:
    """Figures of a kind that has sealed cases: no row opens, and a number from one to two is hidden."""
    few = 0 < count < FEWEST
    hidden = Row("sealed", 0, "", "", "")
    return tuple(
        Figure(each.name, () if few or each.name != "received" else (hidden,) * count, few) for each in figures
    )  # fmt: skip


def _case(row: Any) -> Row:  # a row of SQLAlchemy
    return Row("case", row.id, row.code, day_of(row.filed_at).isoformat(), f"/console/cases/{row.code}")


def _receptions(work: UnitOfWork, begins: date, ends: date) -> tuple[Table, ...]:
    """B5: sessions by who receives; persons received, answered in time or late, refused."""
    held = Asked("reception_day", states=("held", "published"), since=begins, until=ends)
    days = [each for each in entries.some(work, held, reader=None, limit=MOST, first=True) if _was(each, work)]
    came = Asked("reception", states=("received", "answered", "refused"), since=begins, until=ends)
    visits = entries.some(work, came, reader=None, limit=MOST, first=True)
    who = {each.id: str(each.said.get("who")) for each in days}
    off = ward_days.known(work)
    lines = []
    for name in ("chair", "staff", "online", "dialogue"):
        sessions = [each for each in days if each.said.get("who") == name]
        mine = [each for each in visits if who.get(each.parent_id or 0, "staff") == name]
        answered = [each for each in mine if each.state == "answered" and each.said.get("answered_on")]
        late = [each for each in answered if _late(each, "received", "answered_on", off)]
        lines.append(
            Line(name, (
                _figure("sessions", map(_entry, sessions)), _figure("people", map(_visit, mine)),
                _figure("answered", map(_visit, answered)),
                _figure("in_time", map(_visit, _without(answered, late))),
                _figure("late", map(_visit, late)),
                _figure("refused", (_visit(each) for each in mine if each.said.get("refused_on"))),
            ))
        )  # fmt: skip
    return (Table("b5", tuple(lines)),)


def _was(day: Entry, work: UnitOfWork) -> bool:
    """Whether a session took place: it was held, or was published and its day is past."""
    return day.state == "held" or day.on_day < day_of(work.now)


def _late(entry: Entry, state: str, field: str, off: Days) -> bool:
    """Whether the day in that field came after the term that runs in that state."""
    term = due(entry.law, state, entry.said, days=off)
    answered = day_in(entry.said.get(field))
    return term is not None and answered is not None and answered > term.on


def _visit(each: Entry) -> Row:
    """A visit without the person's name: a report goes out of the house."""
    return Row(each.register, each.id, each.called, each.on_day.isoformat(), f"/console/registers/reception/{each.id}")


def _bulletins(work: UnitOfWork, begins: date, ends: date) -> tuple[Table, ...]:
    """B7: bulletins that began in the period."""
    first, last = moment(begins), moment(ends + timedelta(days=1))
    b = bulletins.c
    wanted = select(b.id, b.title, b.started_at).where(b.started_at >= first, b.started_at < last)
    rows = work.conn.execute(wanted.order_by(b.started_at, b.id).limit(MOST)).all()
    made = [Row("bulletin", each.id, each.title, day_of(each.started_at).isoformat(),
                f"/console/bulletins/{each.id}") for each in rows]  # fmt: skip
    return (Table("b7", (Line("all", (_figure("sent", made),)),)),)


def _proposals(work: UnitOfWork, begins: date, ends: date) -> tuple[Table, ...]:
    """B12: proposals of the boards by what became of them; UBND answers in 15 days."""
    some = entries.some(work, Asked("proposal", since=begins, until=ends), reader=None, limit=MOST, first=True)
    answered = [each for each in some if each.said.get("answered_on")]
    off = ward_days.known(work)
    late = [each for each in answered if _late(each, "sent", "answered_on", off)]
    figures = {
        "received": some, "answered": answered, "in_time": _without(answered, late),
        "late": late, "carried_out": [each for each in some if each.state == "carried_out"],
    }  # fmt: skip
    line = Line("all", tuple(_figure(name, map(_entry, rows)) for name, rows in figures.items()))
    return (Table("b12", (line,)),)


_MAKERS: tuple[_Makes, ...] = (
    year_figures.decided, year_figures.consulted, _petitions, _receptions, year_figures.boards, _bulletins,
    year_figures.trained, year_figures.honoured, year_figures.burdened, _proposals, year_figures.satisfied,
)  # fmt: skip
STEPS = 1 + len(_MAKERS)
_ORDER = ("b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9", "b10", "b10_violations", "b11", "b12", "b13")
