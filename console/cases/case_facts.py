"""What the page of a case says beside the case itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from civics.cases import orders
from civics.cases.moves import OVER, CaseState
from civics.cases.reaching import WARNS
from civics.days import calendar
from civics.ward.roles import works
from storage.cases import entries
from storage.cases.answers import TAKE_BACK
from storage.cases.cases import CaseView
from storage.cases.reminders import Reminder
from storage.database.unit import UnitOfWork
from storage.people.staff import Account

_CHANNELS = {"web", "telegram", "zalo", "zalo-bot"}


def closes_soon(case: CaseView, now: datetime) -> bool:
    """Whether the free window of its chat closes within hours, and nothing has answered it."""
    soon = case.free_until is not None and now < case.free_until <= now + WARNS
    return soon and case.state not in {CaseState.ANSWERED, *OVER}


def unsure(case: CaseView, days: calendar.Days) -> tuple[str, ...]:
    """Why its date may still be a day wrong: days between its beginning and its end that nobody announced yet."""
    if case.due_at is None:
        return ()
    start = case.accepted_on or case.form_date or case.filed_at
    return calendar.unsure_term(calendar.day_of(start), calendar.day_of(case.due_at), days)


def unsure_orders(case: CaseView, days: calendar.Days) -> dict[int, tuple[str, ...]]:
    """The same of each order that waits to be sent, by its id."""
    return {
        each.id: calendar.unsure_term(each.order.day, each.send_by, days)
        for each in case.orders if each.send_by is not None and each.sent_on is None
    }  # fmt: skip


def stop_owed(case: CaseView) -> date | None:
    """Since when a đình chỉ is owed after a whole withdrawal; None when none is."""
    if case.accepted_on is None or case.state is CaseState.DROPPED:
        return None
    return orders.stop_owed((each.order for each in case.orders), accepted_on=calendar.day_of(case.accepted_on))


def may_hold(case: CaseView, account: Account) -> bool:
    """Whether an account may be given this case."""
    if not works(account.role):
        return False
    if not case.sealed:
        return True
    named = case.names_staff_id == account.id or (
        case.names_unit_id is not None and case.names_unit_id == account.unit_id
    )
    return account.reads_sealed and not named


def revocable(case: CaseView, now: datetime) -> frozenset[int]:
    """The entries that can still be taken back."""
    return frozenset(
        entry.id
        for entry in case.entries
        if entry.kind in entries.OURS
        and entry.taken_back_at is None
        and entry.delivery == "waiting"
        and now < entry.at + TAKE_BACK
    )


@dataclass(frozen=True, slots=True)
class Reminded:
    """Reminders as a page shows them, with the days to which one press moves them. `ended`: can still be undone."""

    open: tuple[Reminder, ...]
    ended: tuple[Reminder, ...]
    today: date
    tomorrow: date
    week: date


def reminded(work: UnitOfWork, found: Sequence[Reminder]) -> Reminded:
    """The reminders, and the days to which one press moves them."""
    today = calendar.day_of(work.now)
    kept = tuple(each for each in found if each.ended_at is None and not (each.over and each.with_case))
    ended = tuple(each for each in found if each.ended_at is not None)
    return Reminded(kept, ended, today, today + timedelta(days=1), today + timedelta(days=7))


def channel(case: CaseView) -> str:
    """The word key of the channel on which its resident writes."""
    return f"desk.channel.{case.channel if case.channel in _CHANNELS else 'other'}"
