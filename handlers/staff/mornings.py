"""What waits for each account on the morning of a working day: one notice with numbers, at the hour that it chose.

For the timer. A morning is told once per way, whatever a kill repeats, and not at all when nothing waits.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import time

from civics.days import calendar
from civics.ward import roles
from core.clock import in_vietnam
from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.across.seconds import waiting
from storage.across.seconds.waiting import Kind
from storage.cases import held
from storage.cases.held import Holding
from storage.database.unit import UnitOfWork
from storage.notices import choices
from storage.notices.choices import Choice
from storage.notices.notices import Saying
from storage.ward import days

_LAST = time(12, 0)  # a service that was away tells no more of the morning


def tell(work: UnitOfWork, ward: Ward, kinds: Mapping[str, Kind]) -> int:
    """Tell each account whose hour has come of its day; gives the number of notices."""
    here = in_vietnam(work.now)
    if here.time() >= _LAST or not calendar.is_working_day(here.date(), days.known(work)):
        return 0
    wants = choices.mornings(work, here.date(), at=f"{here:%H:%M}")
    if not wants:
        return 0
    holdings, free, asked = held.mornings(work), held.free(work), _approvals(work, kinds)
    told = 0
    for staff_id, (role, chosen) in wants.items():
        mine = holdings.get(staff_id, Holding())
        new = free if roles.works(role) else 0
        numbers = (mine.late, mine.today, mine.tomorrow, new, mine.heard, asked[staff_id])
        if Choice.DUE in chosen and any(numbers[:3]):
            due = Saying(f"due:{here:%Y%m%d}", "notice.due", "/console/?view=mine", choice=Choice.DUE)
            told += telling.notify(work, ward, staff_id, due)
        if Choice.DAY in chosen and any(numbers):
            packed = ",".join(map(str, numbers))
            day = Saying(f"day:{here:%Y%m%d}", "notice.day", "/console/today", choice=Choice.DAY, numbers=packed)
            told += telling.notify(work, ward, staff_id, day)
    choices.looked_at(work, wants.keys(), here.date())
    return told


def _approvals(work: UnitOfWork, kinds: Mapping[str, Kind]) -> Counter[int]:
    """How many acts wait for the agreement of each account. Never one of a sealed case."""
    acts = waiting.waiting(work, reader=None)
    return Counter(each.id for act in acts for each in waiting.seconds(work, kinds[act.kind], act))
