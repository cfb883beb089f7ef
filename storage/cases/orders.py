"""Recorded orders that pause, resume or end the clock of a khiếu nại or tố cáo.

In a sealed case the number of the decision is sealed, and the row names nobody: the sealed trail says who recorded it.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select, update

from civics.cases import orders as law
from civics.cases.moves import CaseState
from civics.cases.orders import Order, What, problem
from civics.cases.petitions import NEED_SIGNED_FORM
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.cases import acts as case_acts
from storage.database.unit import UnitOfWork
from storage.tables.cases import case_orders, cases
from storage.ward import days
from storage.ward.sight import Reader, may_know

LONGEST = 120  # characters of a paper's number


@dataclass(frozen=True, slots=True)
class Kept:
    """An order, with the day by which it must be sent and the day on which it was sent."""

    id: int
    order: Order
    send_by: date | None
    sent_on: date | None


def of(work: UnitOfWork, case_id: int) -> list[Kept]:
    """The orders of a case, the oldest first. The caller has checked that the reader may know of it."""
    rows = select(case_orders).where(case_orders.c.case_id == case_id).order_by(case_orders.c.id)
    return [
        Kept(
            row.id, Order(What(row.what), row.day, work.seal.open_text(row.paper), row.ground), row.send_by, row.sent_on
        )
        for row in work.conn.execute(rows)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unsent:
    """An order that is not sent yet: its id, the case's code, and its last day."""

    id: int
    code: str
    by: date


def unsent(work: UnitOfWork, until: date, *, reader: Reader | None = None) -> list[Unsent]:
    """Orders that must leave by that day, the nearest first: of open cases, or of those that the reader may know of."""
    may = ~cases.c.sealed if reader is None else may_know(work, reader)
    rows = (
        select(case_orders.c.id, cases.c.code, case_orders.c.send_by)
        .join(cases, cases.c.id == case_orders.c.case_id)
        .where(case_orders.c.sent_on.is_(None), case_orders.c.send_by <= until, may)
        .order_by(case_orders.c.send_by, case_orders.c.id)
    )
    return [Unsent(*row) for row in work.conn.execute(rows)]


@dataclass(frozen=True, slots=True)
class Undecided:
    """An accepted case that was withdrawn as a whole, without a đình chỉ: its id, code, and since when it is owed."""

    id: int
    code: str
    since: date


def undecided(work: UnitOfWork, until: date, *, reader: Reader | None = None) -> list[Undecided]:
    """Cases on which a đình chỉ is owed since that day at the latest, the oldest first: of open cases, or of a reader.

    A dropped case owes none: it was spam, or goes on under another code.
    """
    may = ~cases.c.sealed if reader is None else may_know(work, reader)
    rows = (
        select(cases.c.id, cases.c.code, cases.c.accepted_on)
        .where(
            cases.c.id.in_(select(case_orders.c.case_id).where(case_orders.c.what == What.WITHDRAW.value)),
            cases.c.accepted_on.is_not(None), cases.c.kind.in_(NEED_SIGNED_FORM),
            cases.c.state != CaseState.DROPPED.value, may,
        )
    )  # fmt: skip
    found = []
    for number, code, accepted_at in work.conn.execute(rows).all():
        since = law.stop_owed((each.order for each in of(work, number)), accepted_on=in_vietnam(accepted_at).date())
        if since is not None and since <= until:
            found.append(Undecided(number, code, since))
    return sorted(found, key=lambda each: (each.since, each.id))


def enter(work: UnitOfWork, case_id: int, order: Order, *, by: Reader, version: int | None = None) -> int:
    """Record an order and set the clock; returns the case's new version.

    Raises NotFoundError, NotAllowedError, and ConflictError with a `civics.cases.orders.WrongOrder`.
    """
    row = case_acts.acting(work, case_id, by=by, version=version)
    accepted = in_vietnam(row.accepted_on).date() if row.accepted_on else None
    wrong = problem(
        order, [each.order for each in of(work, case_id)], kind=row.kind, accepted_on=accepted,
        today=in_vietnam(work.now).date(),
    )  # fmt: skip
    if wrong is not None:
        raise ConflictError(f"This order cannot be recorded: {wrong}.", why=wrong)
    paper = " ".join(normal(order.paper).split())[:LONGEST]
    work.conn.execute(
        insert(case_orders).values(
            case_id=case_id, what=order.what.value, day=order.day, ground=order.ground,
            send_by=law.send_by(order, days.known(work)),
            paper=work.seal.close_text(paper) if row.sealed and paper else paper,
            staff_id=None if row.sealed else by.staff_id,
        )
    )  # fmt: skip
    values = law.columns(order, paused_on=row.paused_on, paused_days=row.paused_days)
    return case_acts.write(
        work, row, "case.order", by=by, values=values, what=order.what.value, day=order.day.isoformat()
    )


def sent(work: UnitOfWork, case_id: int, order_id: int, day: date, *, by: Reader, version: int | None = None) -> int:
    """Record when the order was sent. Raises ConflictError for a day in the future or before the order."""
    row = case_acts.acting(work, case_id, by=by, version=version)
    kept = next((each for each in of(work, case_id) if each.id == order_id), None)
    if kept is None:
        raise NotFoundError("There is no such order.")
    if day > in_vietnam(work.now).date():
        raise ConflictError("The day is still to come.", why=law.WrongOrder.AHEAD)
    if day < kept.order.day:
        raise ConflictError("It cannot be sent before its day.", why=law.WrongOrder.BEFORE)
    work.conn.execute(update(case_orders).where(case_orders.c.id == order_id).values(sent_on=day))
    return case_acts.write(
        work, row, "case.order_sent", by=by, values={}, what=kept.order.what.value, day=day.isoformat()
    )
