"""An urgent case that nobody takes: its holder is told, then one after the other on the roster, until it is taken.

What is a danger to life rings by itself (`handlers.cases.ringing`) and is not told here. For the timer.
"""

from datetime import timedelta

from civics.days import night
from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.cases import duty, held
from storage.cases.held import Untaken
from storage.database.unit import UnitOfWork
from storage.notices import notices
from storage.notices.choices import Choice
from storage.notices.notices import Saying

NEXT = timedelta(minutes=30)  # until the next person is told
_OLDEST = timedelta(days=3)  # an older case stays on the page and is told no more


def tell(work: UnitOfWork, ward: Ward) -> int:
    """Tell the next person of each urgent case that nobody has taken; gives their number. By night nobody is told."""
    if night.is_quiet(work.now):
        return 0
    waits = held.untaken(work, since=work.now - _OLDEST)
    chain = duty.chain(work) if waits else []
    return sum(_next(work, ward, each, chain) for each in waits)


def _next(work: UnitOfWork, ward: Ward, case: Untaken, chain: list[int]) -> int:
    topic = f"urgent:{case.case_id}"
    told = notices.of_topic(work, topic)
    if told and work.now - max(told.values()) < NEXT:
        return 0
    saying = Saying(topic, "notice.urgent", f"/console/cases/{case.code}", choice=Choice.URGENT)
    for staff_id in dict.fromkeys([*([case.holder_id] if case.holder_id else []), *chain]):
        if staff_id not in told and telling.notify(work, ward, staff_id, saying):
            return 1
    return 0
