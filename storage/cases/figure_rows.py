"""Cases counted by what became of them and by what they are about, in one look: the rows of which figures are made."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from storage.cases.filter import Outcome, came_to, no_index
from storage.database.unit import UnitOfWork
from storage.tables.cases import OVER, RUNNING, cases
from storage.tables.messages import chats

Span: TypeAlias = tuple[datetime, datetime]  # from the first on, and before the second


class By(StrEnum):
    """What the cases are counted by."""

    MONTH = "month"
    KIND = "kind"
    TOPIC = "topic"
    UNIT = "unit"
    TEAM = "team"
    OFFICER = "officer"
    CHANNEL = "channel"


class Only(StrEnum):
    """Which cases of a time are counted."""

    ALL = "all"
    OVER = "over"
    RUNNING = "running"


def counted(work: UnitOfWork, wanted: Sequence[By], spans: Sequence[Span], *, only: Only) -> list[Row[Any]]:
    """The unsealed cases that were filed in these times, as a whole (`by` is empty) and by each of `wanted`.

    One row per value and outcome: `by`, `key` (None: none), `outcome`, `number`, `disputed`, `answered`, `hours` until
    the first reply, of all together, and `replied`, how many have one. `only`: of all, only those that are over, or
    only those that run.
    """
    if not spans:
        return []
    told = _told(work, wanted, spans, only).cte("told")
    return list(work.conn.execute(union_all(*(_grouped(told, by) for by in (None, *wanted)))))


def _told(
    work: UnitOfWork, wanted: Sequence[By], spans: Sequence[Span], only: Only
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    """For each case what became of it, and what it is counted by. The database keeps it meanwhile."""
    first = (each for each in Outcome if each is not Outcome.DISPUTED)
    outcome = case(*((came_to(each, work.now), each.value) for each in first), else_=Outcome.ENDED.value)
    columns = [_key(work, by).label(f"by_{by.value}") for by in wanted]
    disputed = case((came_to(Outcome.DISPUTED, work.now), 1), else_=0)
    answered = case((cases.c.answered_at.is_not(None), 1), else_=0)
    asked = select(
        outcome.label("outcome"), disputed.label("disputed"), answered.label("answered"), _hours(work).label("hours"),
        *columns,
    )  # fmt: skip
    joined = cases.outerjoin(chats, chats.c.id == cases.c.chat_id) if By.CHANNEL in wanted else cases
    plain = asked.select_from(joined).where(cases.c.sealed.is_(False))
    if only is Only.RUNNING:  # few: they have an index of their own
        filed = no_index(work)(cases.c.filed_at)
        return plain.where(RUNNING, or_(*(and_(filed >= since, filed < until) for since, until in spans)))
    if only is Only.OVER:
        plain = plain.where(OVER)
    parts = [plain.where(cases.c.filed_at >= since, cases.c.filed_at < until) for since, until in spans]
    return parts[0] if len(parts) == 1 else union_all(*parts)


def _grouped(told: CTE, by: By | None) -> Select[*tuple[Any, ...]]:
    key = cast(told.c[f"by_{by.value}"], String) if by else cast(null(), String)
    found = select(
        literal(by.value if by else "").label("by"), key.label("key"), told.c.outcome, func.count().label("number"),
        func.sum(told.c.disputed).label("disputed"), func.sum(told.c.answered).label("answered"),
        func.sum(told.c.hours).label("hours"), func.count(told.c.hours).label("replied"),
    )  # fmt: skip
    return found.group_by(told.c.outcome, *([told.c[f"by_{by.value}"]] if by else []))


def _key(work: UnitOfWork, by: By) -> ColumnElement[Any]:
    here = "+7 hours"  # Viet Nam has one time zone and no summer time
    month: ColumnElement[Any] = (
        func.to_char(func.timezone("Asia/Ho_Chi_Minh", cases.c.filed_at), "YYYY-MM")
        if work.postgres
        else func.strftime("%Y-%m", cases.c.filed_at, here)
    )
    found: dict[By, ColumnElement[Any]] = {
        By.MONTH: month,
        By.CHANNEL: func.coalesce(chats.c.channel, cases.c.origin),
        By.KIND: cases.c.kind,
        By.TOPIC: cases.c.topic,
        By.UNIT: cases.c.unit_id,
        By.TEAM: cases.c.team_id,
        By.OFFICER: cases.c.officer_id,
    }
    return found[by]


def _hours(work: UnitOfWork) -> ColumnElement[Any]:
    if work.postgres:
        return func.extract("epoch", cases.c.first_said_at - cases.c.filed_at) / 3600
    days = func.julianday(cases.c.first_said_at) - func.julianday(cases.c.filed_at)
    return days * literal_column("24.0")
