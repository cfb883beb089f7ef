"""The duty roster: who gets emergencies at any hour, and new cases outside office hours.

The roster is a run-time setting of seven accounts, from Monday on. A date may name other accounts for its two shifts.
For a day without an account, `duty.staff_id` is on duty. Disabled accounts and observers are never on duty.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select, update

from civics.cases.emergencies import Emergency
from civics.days import calendar
from civics.days.calendar import day_of
from civics.ward.shifts import Shift, shift_of
from core.clock import in_vietnam
from core.message import Json
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.people import staff
from storage.tables.teams import duty_dates
from storage.tables.ward import alerts
from storage.ward import audit, ward
from storage.ward import days as ward_days
from storage.ward.alerts import Alert, listed
from storage.ward.sight import Reader, may_know

WEEK = "duty.week"
ALWAYS = "duty.staff_id"
EMERGENCY = "emergency"  # the kind of alert; its detail is "chat 7: fire, flood", or "case LS-26-000007: fire"
_MANY = 500  # unseen emergencies that are looked through at a time


def week(work: UnitOfWork) -> tuple[int | None, ...]:
    """The account for each weekday, from Monday on."""
    found = ward.setting(work, WEEK)
    days = [each if isinstance(each, int) else None for each in found] if isinstance(found, list) else []
    return tuple([*days, *[None] * 7][:7])


def set_week(work: UnitOfWork, days: Sequence[int | None], *, by: int) -> None:
    """Store the roster; the change is written to the trail."""
    before = week(work)
    if tuple(days) != before:
        ward.put_settings(work, {WEEK: list(days)})
        audit.record(work, "duty.changed", actor=audit.STAFF, staff_id=by, before=list(before), after=list(days))


_BY_DATE = (
    select(duty_dates.c.staff_id)
    .where(duty_dates.c.day == bindparam("p_day"), duty_dates.c.shift == bindparam("p_shift"))
    .scalar_subquery()
)
# two short questions of the timer, every few seconds in every ward: nearly always the answer is no
_UNSEEN = alerts.c.seen_at.is_(None) & (alerts.c.kind == EMERGENCY)
_ANY_UNSEEN = Prepared(select(alerts.c.id).where(_UNSEEN, alerts.c.at >= bindparam("p_since")).limit(1))
_ANY_SEEN = Prepared(
    select(alerts.c.id).where(alerts.c.kind == EMERGENCY, alerts.c.seen_at >= bindparam("p_since")).limit(1)
)
_CHOSEN = Prepared(
    select(staff.c.id, staff.c.role, staff.c.reads_sealed, staff.c.unit_id).where(
        staff.c.id == func.coalesce(_BY_DATE, bindparam("p_week", type_=staff.c.id.type)),
        staff.c.disabled_at.is_(None),
    )
)


def on_duty(work: UnitOfWork) -> Reader | None:
    """The account that is on duty now."""
    always = ward.setting(work, ALWAYS)
    by_week = week(work)[in_vietnam(work.now).weekday()] or (always if isinstance(always, int) else None)
    day, shift = shift_of(work.now)
    row = _CHOSEN.first(work, {"p_day": day, "p_shift": shift, "p_week": by_week})
    reader = Reader(row.id, row.role, row.reads_sealed, row.unit_id) if row else None
    return None if reader is None or reader.observes else reader


def dates(work: UnitOfWork) -> dict[tuple[date, Shift], int]:
    """Who is on duty on which date in which shift, from today on, where it is not as in the week."""
    found = select(duty_dates).where(duty_dates.c.day >= day_of(work.now) - timedelta(days=1))
    rows = work.conn.execute(found.order_by(duty_dates.c.day, duty_dates.c.shift))
    return {(row.day, Shift(row.shift)): row.staff_id for row in rows}


def set_date(work: UnitOfWork, day: date, shift: Shift, staff_id: int | None, *, by: int) -> None:
    """Set who is on duty in a shift of a date; None: as in the week. The change is written to the trail."""
    work.conn.execute(delete(duty_dates).where(duty_dates.c.day == day, duty_dates.c.shift == shift))
    if staff_id is not None:
        work.conn.execute(insert(duty_dates).values(day=day, shift=shift, staff_id=staff_id))
    told: dict[str, Json] = {"day": day.isoformat(), "shift": shift.value, "to": staff_id}
    audit.record(work, "duty.date_set", actor=audit.STAFF, staff_id=by, case_id=None, **told)


def chain(work: UnitOfWork) -> list[int]:
    """The accounts to ask in an emergency, in order: first the one on duty now, then those of the following days."""
    always = ward.setting(work, ALWAYS)
    today, days = in_vietnam(work.now).weekday(), week(work)
    wanted = [*days[today:], *days[:today], always if isinstance(always, int) else None]
    first = on_duty(work)
    ids = dict.fromkeys(each for each in (first.staff_id if first else None, *wanted) if each is not None)
    rows = work.conn.execute(select(staff.c.id, staff.c.role).where(staff.c.id.in_(ids), staff.c.disabled_at.is_(None)))
    works = {row.id for row in rows if not Reader(row.id, row.role).observes}
    return [each for each in ids if each in works]


def give(work: UnitOfWork, case_id: int, *, urgent: bool, days_revision: int) -> None:
    """Give a new case to the account on duty, if it cannot wait for the office and the account may read it.

    It stays new until they take it. Anybody may give it to another officer. `days_revision`: the revision of the ward's
    days that tells whether the office is open.
    """
    why = (
        "urgent"
        if urgent
        else ""
        if calendar.in_office(work.now, ward_days.known(work, days_revision))
        else "after_hours"
    )
    officer = on_duty(work) if why else None
    if officer is None:
        return
    mine = update(cases).where(cases.c.id == case_id, cases.c.officer_id.is_(None), may_know(work, officer))
    if work.conn.execute(mine.values(officer_id=officer.staff_id)).rowcount:
        audit.record(work, f"case.duty_{why}", actor=audit.SYSTEM, case_id=case_id, to=officer.staff_id)


def waiting_for(work: UnitOfWork, staff_id: int) -> int:
    """How many emergencies from chats are not looked after yet; 0 for somebody who is not on duty."""
    officer = on_duty(work)
    if officer is None or officer.staff_id != staff_id:
        return 0
    found = select(func.count()).select_from(alerts).where(alerts.c.kind == EMERGENCY, alerts.c.seen_at.is_(None))
    return int(work.conn.execute(found).scalar_one())


def emergencies(work: UnitOfWork, *, limit: int = 50) -> list[Alert]:
    """The emergencies from chats, first those that nobody has looked after. Never the words of the person."""
    return listed(work, alerts.c.kind == EMERGENCY, limit=limit)


def seen_since(work: UnitOfWork, since: datetime, *, limit: int = 50) -> list[Alert]:
    """The emergencies that somebody has looked after since then."""
    if _ANY_SEEN.scalar(work, {"p_since": since}) is None:
        return []
    return listed(work, (alerts.c.kind == EMERGENCY) & (alerts.c.seen_at >= since), limit=limit)


def ringing(work: UnitOfWork, since: datetime, *, chat_id: int | None = None) -> list[Alert]:
    """The emergencies since then that nobody has seen, of all chats or of one.

    The oldest of each chat or case: further words of it ring no more.
    """
    if chat_id is None and _ANY_UNSEEN.scalar(work, {"p_since": since}) is None:
        return []
    unseen = _UNSEEN & (alerts.c.at >= since)
    if chat_id is not None:
        unseen &= alerts.c.detail.like(f"chat {chat_id}:%")
    oldest: dict[str, Alert] = {}
    for each in reversed(listed(work, unseen, limit=_MANY)):
        oldest.setdefault(_from(each), each)
    return list(oldest.values())


def alert(work: UnitOfWork, alert_id: int) -> Alert | None:
    """One emergency; None when the alert is of another kind."""
    return next(iter(listed(work, (alerts.c.id == alert_id) & (alerts.c.kind == EMERGENCY), limit=1)), None)


def looked_after(work: UnitOfWork, alert_id: int, *, staff_id: int) -> bool:
    """Record that somebody has seen an emergency, and all others of the same chat or case until now.

    False when somebody had seen it before.
    """
    told = alert(work, alert_id)
    if told is None or told.seen_at is not None:
        return False
    same = alerts.c.detail.startswith(f"{_from(told)}:", autoescape=True) & (alerts.c.kind == EMERGENCY)
    one = update(alerts).where((alerts.c.id == alert_id) | same, alerts.c.seen_at.is_(None))
    work.conn.execute(one.values(seen_at=work.now, seen_by=staff_id))
    audit.record(work, "duty.saw", actor=audit.STAFF, staff_id=staff_id, alert=alert_id)
    return True


def _from(told: Alert) -> str:
    """Where it was said: "chat 7" or "case LS-26-000007"."""
    return told.detail.partition(":")[0]


def chat_of(told: Alert) -> int | None:
    """The chat that reported an emergency; none for one that another program filed."""
    number = told.detail.removeprefix("chat ").partition(":")[0]
    return int(number) if number.isascii() and number.isdigit() else None


def kinds_of(told: Alert) -> frozenset[Emergency]:
    """The dangers in an emergency."""
    names = (each.strip() for each in told.detail.partition(":")[2].split(","))
    return frozenset(Emergency(each) for each in names if each in set(Emergency))
