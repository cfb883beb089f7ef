"""More tables of a report, each of one or two queries.

B2 decisions, B3 consultations, B6 boards, B8 training, B9 quy ước, B10 models and violations, B11 decisions that burden
a person, B13 what residents say of answers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from civics.days.calendar import day_of
from civics.registers.reports import FEWEST, Figure, Line, Row, Table
from core.clock import VIETNAM
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.tables.cases import cases
from storage.tables.decisions import decision_votes, decisions
from storage.tables.polls import polls
from storage.tables.registers import register_entries
from storage.ward import ward

MOST = 50_000  # rows of one table
_ASKED = ("article_25", "quy_uoc", "vote_15_6", "informal")  # kinds of consultations, in the order of the table
_QUY_UOC = "15.3"
_CLAUSES = ("15.1", "15.2", "15.3", "15.4", "15.5", "15.6")


def moment(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), VIETNAM)


def row_of(each: Entry) -> Row:
    """An entry as a row, with its number and open title."""
    return Row(each.register, each.id, f"{each.called} {each.title}", each.on_day.isoformat(),
               f"/console/registers/{each.register}/{each.id}")  # fmt: skip


def decided(work: UnitOfWork, begins: date, ends: date) -> tuple[Table, Table]:
    """B2: votes of groups by khoản of Điều 15, sent in five working days (Điều 20.3). B9: quy ước among them."""
    d, v, names = decisions.c, decision_votes.c, ward.unit_names(work)
    wanted = (
        select(d.id, d.key, d.title, d.clause, d.facts, v.unit_id, v.agreed_at, v.send_by, v.sent_on)
        .select_from(decision_votes.join(decisions, d.id == v.decision_id))
        .where(v.agreed_at >= moment(begins), v.agreed_at < moment(ends + timedelta(days=1)))
    )
    rows = work.conn.execute(wanted.order_by(v.agreed_at, v.id).limit(MOST)).all()

    def shown(some: Iterable[Any]) -> tuple[Row, ...]:
        return tuple(
            Row("decision", each.id, f"{each.title} · {names.get(each.unit_id, '')}",
                day_of(each.agreed_at).isoformat(), f"/console/decisions/{each.key}")
            for each in some
        )  # fmt: skip

    lines = []
    for clause in _CLAUSES:
        mine = [each for each in rows if each.clause == clause]
        passed = [each for each in mine if each.send_by is not None]
        lines.append(
            Line(clause.replace(".", "_"), (
                Figure("voted", shown(mine)), Figure("passed", shown(passed)),
                Figure("in_time", shown(each for each in passed if each.sent_on and each.sent_on <= each.send_by)),
                Figure("late", shown(each for each in passed if each.sent_on and each.sent_on > each.send_by)),
                Figure("recognised", shown(each for each in passed if each.facts.get("recognised_on"))),
            ))
        )  # fmt: skip
    quy_uoc = [each for each in rows if each.clause == _QUY_UOC and each.send_by is not None]
    figures = {
        "passed": quy_uoc,
        **{name: [each for each in quy_uoc if each.facts.get(f"{name}_on")]
           for name in ("recognised", "refused", "suspended", "annulled")},
    }  # fmt: skip
    b9 = Table("b9", (Line("all", tuple(Figure(name, shown(some)) for name, some in figures.items())),))
    return Table("b2", tuple(lines)), b9


def consulted(work: UnitOfWork, begins: date, ends: date) -> tuple[Table]:
    """B3: consultations that were closed in the period, by kind."""
    p = polls.c
    wanted = select(p.id, p.key, p.title, p.kind, p.state, p.opened_at, p.closed_at, p.outcome, p.published_at).where(
        p.opened_at.is_not(None), p.closed_at >= moment(begins), p.closed_at < moment(ends + timedelta(days=1))
    )
    rows = work.conn.execute(wanted.order_by(p.closed_at, p.id).limit(MOST)).all()

    def shown(some: Iterable[Any]) -> tuple[Row, ...]:
        return tuple(
            Row("poll", each.id, each.title, day_of(each.closed_at).isoformat(), f"/console/polls/{each.key}")
            for each in some
        )

    lines = []
    for kind in _ASKED:
        mine = [each for each in rows if each.kind == kind]
        named = {
            "closed": [each for each in mine if each.state != "cancelled"],
            "published": [each for each in mine if each.published_at],
            "decided": [each for each in mine if (each.outcome or {}).get("decided_on")],
            "reported": [each for each in mine if (each.outcome or {}).get("reported_on")],
            "cancelled": [each for each in mine if each.state == "cancelled"],
        }
        lines.append(Line(kind, tuple(Figure(name, shown(some)) for name, some in named.items())))
    return (Table("b3", tuple(lines)),)


def _in(work: UnitOfWork, register: str, begins: date, ends: date) -> list[Entry]:
    asked = Asked(register, since=begins, until=ends)
    return entries.some(work, asked, reader=None, limit=MOST, first=True)


def boards(work: UnitOfWork, begins: date, ends: date) -> tuple[Table]:
    """B6: rounds of the boards of supervision."""
    some = _in(work, "inspection", begins, ends)
    lines = []
    for sort in ("ttnd", "gsdtcd"):
        mine = [each for each in some if each.said.get("sort") == sort]
        done = [each for each in mine if each.state == "done"]
        rows = {"rounds": mine, "done": done, "found": [each for each in done if each.said.get("findings")]}
        lines.append(_line(sort, rows))
    return (Table("b6", tuple(lines)),)


def _line(name: str, rows: Mapping[str, Sequence[Entry]]) -> Line:
    return Line(name, tuple(Figure(key, tuple(map(row_of, some))) for key, some in rows.items()))


def trained(work: UnitOfWork, begins: date, ends: date) -> tuple[Table]:
    """B8: courses, with the sums of hours and people."""
    some = [each for each in _in(work, "training", begins, ends) if each.state == "held"]
    rows = tuple(map(row_of, some))

    def total(name: str) -> int:
        return sum(said for each in some if isinstance(said := each.said.get(name), int))

    sums = (Figure(name, rows, amount=total(name)) for name in ("hours", "people", "passed"))
    return (Table("b8", (Line("all", (Figure("courses", rows), *sums)),)),)


def honoured(work: UnitOfWork, begins: date, ends: date) -> tuple[Table, Table]:
    """B10: models by kind; violations of Điều 9. What a denunciation brought to light is a number without rows."""
    some = _in(work, "model", begins, ends)
    lines = []
    for sort in ("ward", "office", "group", "business", "household", "person"):
        mine = [each for each in some if each.said.get("sort") == sort]
        recognised = [each for each in mine if each.state == "recognised"]
        again = [each for each in recognised if each.said.get("replicated")]
        lines.append(_line(sort, {"registered": mine, "recognised": recognised, "replicated": again}))
    violations = _in(work, "violation", begins, ends)
    acts = [
        _line(act, {
            "found": [each for each in violations if each.said.get("act") == act],
            "handled": _of(violations, act, "handled"), "unfounded": _of(violations, act, "unfounded"),
        })
        for act in ("1", "2", "3", "4", "5")
    ]  # fmt: skip
    return Table("b10", tuple(lines)), Table("b10_violations", (*acts, _sealed(work, begins, ends)))


def _of(some: Sequence[Entry], act: str, state: str) -> list[Entry]:
    return [each for each in some if each.said.get("act") == act and each.state == state]


def _sealed(work: UnitOfWork, begins: date, ends: date) -> Line:
    """Sealed violations by state. No row opens, and a number from one to two is hidden in the whole line."""
    e = register_entries.c
    wanted = (
        select(e.state, func.count())
        .where(e.register == "violation", e.sealed, e.on_day >= begins, e.on_day <= ends)
        .group_by(e.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in work.conn.execute(wanted)}
    all_ = sum(counts.values())
    few = 0 < all_ < FEWEST
    by_name = {"found": all_, "handled": counts.get("handled", 0), "unfounded": counts.get("unfounded", 0)}
    hides = few or any(0 < each < FEWEST for each in by_name.values())
    return Line(
        "sealed", tuple(Figure(name, (), few=hides, amount=None if hides else count) for name, count in by_name.items())
    )


def burdened(work: UnitOfWork, begins: date, ends: date) -> tuple[Table]:
    """B11: Điều 27."""
    some = _in(work, "burden", begins, ends)
    rows: Mapping[str, Callable[[Entry], object]] = {
        "planned": lambda each: each.state, "told": lambda each: each.said.get("told_on"),
        "heard": lambda each: each.said.get("answer"), "dialogue": lambda each: each.said.get("dialogue_on"),
        "decided": lambda each: each.state == "decided",
    }  # fmt: skip
    line = _line("all", {name: [each for each in some if is_so(each)] for name, is_so in rows.items()})
    return (Table("b11", (line,)),)


def satisfied(work: UnitOfWork, begins: date, ends: date) -> tuple[Table]:
    """B13: answers of the period that residents left as they are, or sent back as not done (Điều 34.1)."""
    c = cases.c
    wanted = select(c.id, c.code, c.answered_at, c.closed_at, c.disputes).where(
        c.answered_at >= moment(begins), c.answered_at < moment(ends + timedelta(days=1)), c.sealed.is_(False)
    )
    rows = work.conn.execute(wanted.order_by(c.answered_at, c.id).limit(MOST)).all()
    named = {
        "answered": rows, "done": [each for each in rows if each.closed_at and not each.disputes],
        "disputed": [each for each in rows if each.disputes],
    }  # fmt: skip

    def shown(some: Iterable[Any]) -> tuple[Row, ...]:
        return tuple(
            Row("case", each.id, each.code, day_of(each.answered_at).isoformat(), f"/console/cases/{each.code}")
            for each in some
        )

    return (Table("b13", (Line("all", tuple(Figure(name, shown(some)) for name, some in named.items())),)),)
