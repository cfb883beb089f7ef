"""How many codes were made, used and cancelled, so that everybody can see whether there were too many.

No code, no name.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core.clock import in_vietnam
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.tables.codes import person_codes
from storage.tables.households import household_acts, households
from storage.ward import alerts, ward

MANY = 40  # codes that one account makes in a day; a busy desk gives a few per hour
_KINDS = {
    "printed": ("slip",), "desk": ("granted", "member"), "authorised": ("authorised",), "used": ("claimed",),
    "void": ("void",),
}  # fmt: skip


def of(work: UnitOfWork, units: Sequence[int], *, since: datetime) -> dict[str, Json]:
    """The numbers of these units' households until now: `whole`, and `open` for the time since that moment.

    By kind: printed, desk, authorised (a member who may now speak), used, void. For the whole ward: `person` (codes for
    persons made at the desk) and `person_used`.
    """
    return {"whole": _count(work, units, None), "open": _count(work, units, since)}


def watch(work: UnitOfWork, staff_id: int) -> None:
    """Alert the admins, once per day, when one account makes many of the codes that need no second person.

    Such codes give no vote, but each makes opinions count. The run-time setting `codes.alone` overrides MANY.
    """
    since = work.now - timedelta(days=1)
    mine = household_acts.c.staff_id == staff_id, household_acts.c.act == "member", household_acts.c.at > since
    members = select(func.count()).select_from(household_acts).where(*mine)
    own = person_codes.c.staff_id == staff_id, person_codes.c.made_at > since
    persons = select(func.count()).select_from(person_codes).where(*own)
    number = work.conn.execute(members).scalar_one() + work.conn.execute(persons).scalar_one()
    found = ward.setting(work, "codes.alone", MANY)
    if number >= (found if isinstance(found, int) and found > 0 else MANY):
        day = f"{in_vietnam(work.now):%Y-%m-%d}"
        alerts.sound(work, "codes_alone", detail=f"staff {staff_id}, {day}", unique_key=f"codes_alone:{staff_id}:{day}")


def _count(work: UnitOfWork, units: Sequence[int], since: datetime | None) -> dict[str, Json]:
    mine = households.c.id == household_acts.c.household_id, households.c.unit_id.in_(units)
    wanted = select(household_acts.c.act, func.count()).where(
        *mine, household_acts.c.act.in_([act for acts in _KINDS.values() for act in acts])
    )
    if since is not None:
        wanted = wanted.where(household_acts.c.at >= since)
    found = {row[0]: int(row[1]) for row in work.conn.execute(wanted.group_by(household_acts.c.act))}
    told: dict[str, Json] = {kind: sum(found.get(act, 0) for act in acts) for kind, acts in _KINDS.items()}
    for name, column in (("person", person_codes.c.made_at), ("person_used", person_codes.c.used_at)):
        told[name] = work.conn.execute(
            select(func.count()).select_from(person_codes).where(
                column.is_not(None), *((column >= since,) if since is not None else ())
            )
        ).scalar_one()  # fmt: skip
    return told
