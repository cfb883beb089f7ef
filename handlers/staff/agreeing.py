"""Who may agree to an act that needs two people is told that it waits, once, without a word of the matter."""

from collections.abc import Mapping

from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.across.seconds import waiting
from storage.across.seconds.waiting import Kind
from storage.database.unit import UnitOfWork
from storage.notices.choices import Choice
from storage.notices.notices import Saying

_PAGE = "/console/second"


def tell(work: UnitOfWork, ward: Ward, kinds: Mapping[str, Kind]) -> int:
    """Tell of each act that waits; gives the number of notices sent just now. For the timer.

    Nobody is told of a sealed case: a notice would stand outside the seal.
    """
    told = 0
    for act in waiting.waiting(work, reader=None):
        saying = Saying(f"approve:{act.id}", "notice.approve", f"{_PAGE}#act-{act.id}", choice=Choice.APPROVE)
        for each in waiting.seconds(work, kinds[act.kind], act):
            told += telling.notify(work, ward, each.id, saying)
    return told
