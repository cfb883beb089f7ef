"""Tells each account what it has chosen to be told: a case given to it, words of a resident, the dates of the day.

For the timer. The same line of the trail, hour or morning is told once per way, whatever a kill repeats.
"""

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType

from civics.days import calendar
from core.clock import in_vietnam
from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.cases import held
from storage.cases.held import Touched
from storage.database.unit import UnitOfWork
from storage.notices import choices
from storage.notices.choices import Choice
from storage.notices.notices import Saying
from storage.ward import days

_MORNING = time(7, 30), time(11, 0)
_ACTS: Mapping[str, Choice] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("case.assigned", "case.routed", "case.handed_over", "case.given_back"),
                *("case.duty_urgent", "case.duty_after_hours"),
            ),
            Choice.ASSIGNED,
        ),
        **dict.fromkeys(("case.appended", "case.edited", "case.reopened", "case.withdrawn"), Choice.WROTE),
    }
)


def tell(work: UnitOfWork, ward: Ward) -> int:
    """Tell of what happened lately and, on the morning of a working day, of what waits; gives the number of notices."""
    wants = choices.everyone(work)
    if not wants:
        return 0
    told = 0
    for each in held.touched(work, _ACTS):
        if _ACTS[each.act] in wants.get(each.holder_id, frozenset()):
            told += telling.notify(work, ward, each.holder_id, _saying(each))
    return told + _morning(work, ward, wants)


def _saying(each: Touched) -> Saying:
    """Words of a resident are told once an hour, however many messages they take."""
    choice = _ACTS[each.act]
    once = str(each.line) if choice is Choice.ASSIGNED else f"{each.case_id}:{each.at:%Y%m%d%H}"
    return Saying(f"{choice}:{once}", f"notice.{choice}", f"/console/cases/{each.code}")


def _morning(work: UnitOfWork, ward: Ward, wants: Mapping[int, frozenset[Choice]]) -> int:
    here, own = in_vietnam(work.now), days.known(work)
    if not (_MORNING[0] <= here.time() < _MORNING[1] and calendar.is_working_day(here.date(), own)):
        return 0
    tomorrow = calendar.ends(calendar.add_working_days(here.date(), 1, own), office=False)
    told = 0
    for staff_id, (number, due) in held.waiting(work, due_by=tomorrow).items():
        chosen = wants.get(staff_id, frozenset())
        for choice, some, opens in ((Choice.DUE, due, "?view=mine"), (Choice.DAY, number, "today")):
            if some and choice in chosen:
                saying = Saying(f"{choice}:{here:%Y%m%d}", f"notice.{choice}", f"/console/{opens}")
                told += telling.notify(work, ward, staff_id, saying)
    return told
