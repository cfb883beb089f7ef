"""Gives new cases to the team and the person that the ward's rules name, and says how much each has to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update

from civics.cases.routing import fitting
from storage.cases import handovers
from storage.database.unit import UnitOfWork
from storage.people import teams
from storage.tables.cases import RUNNING, cases
from storage.ward import audit
from storage.ward.sight import Reader, may_know


@dataclass(frozen=True, slots=True)
class Load:
    """How many open cases there are, how many of them are late, and how many nobody holds."""

    open: int = 0
    late: int = 0
    free: int = 0


def give(work: UnitOfWork, case_id: int, *, topic: str, unit_id: int | None) -> None:
    """Give an open case to whom the rules name. Who holds it already keeps it; a sealed case goes to nobody.

    A colleague who stands in for the person gets it instead.
    """
    rule = fitting(teams.rules(work), topic=topic, unit_id=unit_id)
    if rule is None:
        return
    values: dict[str, Any] = {"team_id": rule.team_id} if rule.team_id is not None else {}
    officer_id = handovers.stand_in(work, rule.officer_id)
    if officer_id is not None:
        values["officer_id"] = func.coalesce(cases.c.officer_id, officer_id)
    open_one = update(cases).where(cases.c.id == case_id, cases.c.sealed.is_(False))
    if work.conn.execute(open_one.values(**values)).rowcount:
        audit.record(work, "case.routed", actor=audit.SYSTEM, case_id=case_id, team=rule.team_id, to=officer_id)


def of_officers(work: UnitOfWork, *, reader: Reader) -> Mapping[int | None, Load]:
    """What each officer has to do, by id; None: what nobody holds."""
    return _loads(work, cases.c.officer_id, reader)


def of_teams(work: UnitOfWork, *, reader: Reader) -> Mapping[int | None, Load]:
    """What each team has to do, by id; None: what is with no team."""
    return _loads(work, cases.c.team_id, reader)


def _loads(work: UnitOfWork, by: ColumnElement[int | None], reader: Reader) -> Mapping[int | None, Load]:
    late = func.sum(case((cases.c.due_at < work.now, 1), else_=0))
    free = func.sum(case((cases.c.officer_id.is_(None), 1), else_=0))
    found = select(by, func.count(), late, free).where(RUNNING, may_know(work, reader)).group_by(by)
    return {row[0]: Load(int(row[1]), int(row[2]), int(row[3])) for row in work.conn.execute(found)}
