"""What leaders and admins do with teams: each act is one function, with its trail line, called with who acts.

Each raises NotAllowedError when the account may not arrange teams.
"""

from collections.abc import Collection
from datetime import date

from civics.cases.petitions import Topic
from civics.ward import roles
from civics.ward.shifts import Shift
from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.message import Json
from storage.cases import duty
from storage.database.unit import UnitOfWork
from storage.people import staff, teams
from storage.ward import audit, own_topics, ward
from storage.ward.sight import Reader


def put(work: UnitOfWork, team_id: int | None, *, name: str, members: Collection[int], by: Reader) -> int:
    """Write a team (None: a new one) with its members; gives its id. ConflictError: no name, or one that is taken."""
    _must(by)
    if not name.strip():
        raise ConflictError("A team has a name.")
    fit = {each.id for each in staff.everyone(work, active=True) if roles.works(each.role)}
    made = teams.put(work, team_id, name=name, members=fit & set(members))
    _record(work, "team.written", by, team=made)
    return made


def retire(work: UnitOfWork, team_id: int, *, retired: bool, by: Reader) -> None:
    """Let a team get no more cases, or again some. Raises NotFoundError."""
    _must(by)
    teams.retire(work, team_id, retired=retired)
    _record(work, "team.retired" if retired else "team.revived", by, team=team_id)


def rule(
    work: UnitOfWork, *, topic: str, unit_id: int | None, team_id: int | None, officer_id: int | None, by: Reader
) -> int:
    """Write a rule instead of the one for the same topic and unit; gives its id.

    Raises ConflictError when it names nobody, or what is not there.
    """
    _must(by)
    fits = (
        topic == "" or topic in set(Topic) or own_topics.offers(work, topic),
        unit_id is None or unit_id in {each.id for each in ward.units_now(work)},
        team_id is None or team_id in {each.id for each in teams.everyone(work)},
        officer_id is None or officer_id in {each.id for each in staff.everyone(work, active=True)},
    )
    if not all(fits):
        raise ConflictError("The rule names something that is not there.")
    made = teams.put_rule(work, topic=topic, unit_id=unit_id, team_id=team_id, officer_id=officer_id)
    _record(work, "team.rule_set", by, rule=made, topic=topic, unit=unit_id, team=team_id, to=officer_id)
    return made


def drop_rule(work: UnitOfWork, rule_id: int, *, by: Reader) -> None:
    """Remove a rule. Cases that it gave away stay where they are."""
    _must(by)
    teams.drop_rule(work, rule_id)
    _record(work, "team.rule_dropped", by, rule=rule_id)


def duty_date(work: UnitOfWork, day: date, shift: Shift, staff_id: int | None, *, by: Reader) -> None:
    """Set who is on duty in a shift of a date; None: as in the week. Raises NotFoundError."""
    _must(by)
    fit = {each.id for each in staff.everyone(work, active=True) if roles.works(each.role)}
    if staff_id is not None and staff_id not in fit:
        raise NotFoundError("There is no such account.")
    duty.set_date(work, day, shift, staff_id, by=by.staff_id)


def _must(by: Reader) -> None:
    if not roles.may(by.role, "team.manage"):
        raise NotAllowedError(f"a {by.role} may not team.manage")


def _record(work: UnitOfWork, act: str, by: Reader, **detail: Json) -> None:
    audit.record(work, act, actor=by.actor, staff_id=by.staff_id, case_id=None, **detail)
