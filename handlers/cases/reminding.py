"""Staff are reminded of a case on a day, or remind a colleague. No resident hears of it; a notice is a link only."""

from datetime import date, time

from civics.ward import roles
from core.clock import in_vietnam
from core.errors import NotAllowedError
from handlers.cases.desk import Act
from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.cases import reminders
from storage.database.unit import UnitOfWork
from storage.notices.notices import Saying

_FROM = time(7, 0)  # in Viet Nam; nobody is woken by a reminder
_OPENS = "/console/today#reminders"


def remind(act: Act, *, on: date, text: str, whom: int | None = None, with_case: bool = False) -> int:
    """Remind an account (None: who acts) of the case on that day; gives the reminder's id.

    `with_case`: it ends with the case. Raises ConflictError: EMPTY, WHEN, TOO_MANY.
    """
    _must(act)
    for_id = act.by.staff_id if whom is None else whom
    return reminders.add(act.work, act.case_id, for_id=for_id, text=text, due_on=on, by=act.by, with_case=with_case)


def done(act: Act, *, reminder_id: int) -> None:
    """Tick a reminder off."""
    _must(act)
    reminders.end(act.work, act.case_id, reminder_id, by=act.by)


def undo(act: Act, *, reminder_id: int) -> None:
    """Undo the tick."""
    _must(act)
    reminders.again(act.work, act.case_id, reminder_id, by=act.by)


def move(act: Act, *, reminder_id: int, to: date) -> None:
    """Move a reminder to another day. Raises ConflictError: WHEN, NOT_NOW."""
    _must(act)
    reminders.move(act.work, act.case_id, reminder_id, due_on=to, by=act.by)


def tell(work: UnitOfWork, ward: Ward) -> int:
    """Send each account one notice for what fell due, from 7:00 on; gives the number of notices. For the timer.

    The notice names no case: its link opens the page of the day, which shows to each reader what they may see.
    """
    here = in_vietnam(work.now)
    if here.time() < _FROM:
        return 0
    told = 0
    for each in reminders.due(work, here.date()):
        saying = Saying(f"reminder:{each.ids[-1]}:{here:%Y%m%d}", "notice.reminder", _OPENS)
        told += telling.notify(work, ward, each.staff_id, saying)
        reminders.told(work, each.ids, here.date())
    return told


def _must(act: Act) -> None:
    if not roles.may(act.by.role, "case.remind"):
        raise NotAllowedError(f"a {act.by.role} is reminded of no case")
