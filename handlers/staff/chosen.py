"""Tells each account what it has chosen to be told of its cases: one was given to it, a resident wrote.

For the timer. The same line of the trail, or hour, is told once per way, whatever a kill repeats.
"""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.cases import held
from storage.cases.held import Touched
from storage.database.unit import UnitOfWork
from storage.notices import choices
from storage.notices.choices import Choice
from storage.notices.notices import Saying

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
    """Tell of what happened lately; gives the number of notices."""
    wants = choices.everyone(work)
    if not wants:
        return 0
    told = 0
    for each in held.touched(work, _ACTS):
        if _ACTS[each.act] in wants.get(each.holder_id, frozenset()):
            told += telling.notify(work, ward, each.holder_id, _saying(each))
    return told


def _saying(each: Touched) -> Saying:
    """Words of a resident are told once an hour, however many messages they take."""
    choice = _ACTS[each.act]
    once = str(each.line) if choice is Choice.ASSIGNED else f"{each.case_id}:{each.at:%Y%m%d%H}"
    return Saying(f"{choice}:{once}", f"notice.{choice}", f"/console/cases/{each.code}", choice=choice)
