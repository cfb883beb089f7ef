"""Teams of the staff: their names, their members, and the rules by which new cases go to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from civics.cases.routing import Rule
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.columns import same
from storage.tables.people import staff
from storage.tables.teams import team_members, team_rules, teams


@dataclass(frozen=True, slots=True)
class Team:
    """A team. `members`: ids of accounts that are open; `retired_at`: since when it gets no more cases."""

    id: int
    name: str
    retired_at: datetime | None
    members: frozenset[int] = frozenset()


def everyone(work: UnitOfWork, *, retired: bool = False) -> list[Team]:
    """The teams by name; with `retired` also those that get no more cases."""
    found = select(teams.c.id, teams.c.name, teams.c.retired_at).order_by(teams.c.name)
    rows = work.conn.execute(found if retired else found.where(teams.c.retired_at.is_(None))).all()
    within: dict[int, set[int]] = {}
    members = select(team_members).join(staff, staff.c.id == team_members.c.staff_id)
    for each in work.conn.execute(members.where(staff.c.disabled_at.is_(None))):
        within.setdefault(each.team_id, set()).add(each.staff_id)
    return [Team(*row, frozenset(within.get(row.id, ()))) for row in rows]


def of_member(work: UnitOfWork, staff_id: int) -> list[int]:
    """The ids of the teams in which somebody works."""
    mine = select(team_members.c.team_id).where(team_members.c.staff_id == staff_id)
    return list(work.conn.execute(mine.order_by(team_members.c.team_id)).scalars())


def name_of(work: UnitOfWork, team_id: int | None) -> str:
    """A team's name; empty for none."""
    return work.conn.execute(select(teams.c.name).where(same(teams.c.id, team_id))).scalar() or ""


def put(work: UnitOfWork, team_id: int | None, *, name: str, members: Collection[int]) -> int:
    """Write a team (None: a new one) with its members; gives its id.

    Raises ConflictError for a name that another team has, NotFoundError. Accounts that are closed are left out.
    """
    written = normal(name).strip()[:128]
    taken = work.conn.execute(select(teams.c.id).where(teams.c.name == written)).scalar()
    if taken is not None and taken != team_id:
        raise ConflictError(f"There is a team {written} already.")
    if team_id is None:
        team_id = work.conn.execute(insert(teams).values(name=written).returning(teams.c.id)).scalar_one()
    elif work.conn.execute(update(teams).where(teams.c.id == team_id).values(name=written)).rowcount == 0:
        raise NotFoundError("There is no such team.")
    work.conn.execute(delete(team_members).where(team_members.c.team_id == team_id))
    living = select(staff.c.id).where(staff.c.id.in_(list(members)), staff.c.disabled_at.is_(None))
    for each in work.conn.execute(living.order_by(staff.c.id)).scalars().all():
        work.conn.execute(insert(team_members).values(team_id=team_id, staff_id=each))
    return team_id


def retire(work: UnitOfWork, team_id: int, *, retired: bool) -> None:
    """Let a team get no more cases, or again some. Its rules go when it retires; its cases stay with it."""
    at = work.now if retired else None
    if work.conn.execute(update(teams).where(teams.c.id == team_id).values(retired_at=at)).rowcount == 0:
        raise NotFoundError("There is no such team.")
    if retired:
        work.conn.execute(delete(team_rules).where(team_rules.c.team_id == team_id))
        work.known.pop("team rules", None)


_RULES = Prepared(
    select(*(team_rules.c[name] for name in ("id", "topic", "unit_id", "team_id", "officer_id"))).order_by(
        team_rules.c.id
    )
)


def rules(work: UnitOfWork) -> list[Rule]:
    """All rules, the oldest first."""
    return list(work.once("team rules", lambda: [Rule(*row) for row in _RULES.every(work, {})]))


def put_rule(work: UnitOfWork, *, topic: str, unit_id: int | None, team_id: int | None, officer_id: int | None) -> int:
    """Write a rule instead of one for the same topic and unit; gives its id. ConflictError when it names nobody."""
    if team_id is None and officer_id is None:
        raise ConflictError("A rule names a team or a person.")
    work.known.pop("team rules", None)
    here = team_rules.c.unit_id.is_(None) if unit_id is None else team_rules.c.unit_id == unit_id
    work.conn.execute(delete(team_rules).where(team_rules.c.topic == topic, here))
    made: int = work.conn.execute(
        insert(team_rules)
        .values(topic=topic, unit_id=unit_id, team_id=team_id, officer_id=officer_id)
        .returning(team_rules.c.id)
    ).scalar_one()
    return made


def drop_rule(work: UnitOfWork, rule_id: int) -> None:
    """Remove a rule. Cases that it gave away stay where they are."""
    work.conn.execute(delete(team_rules).where(team_rules.c.id == rule_id))
    work.known.pop("team rules", None)
