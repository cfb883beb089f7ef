"""What staff wrote for a chosen hour. It leaves at that hour, in their name."""

from civics.cases.moves import Says
from core.errors import DanBanError
from handlers.cases import desk
from handlers.cases.desk import Act
from handlers.cases.proving import Proof
from handlers.replies.ward import Ward
from storage.cases import later
from storage.cases.later import Later
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward.sight import Reader

_SETTLED = Proof(settled=True)  # whoever set the hour was asked


def send(work: UnitOfWork, ward: Ward) -> int:
    """Send what has reached its hour; gives the number sent. For the timer.

    What can no longer be sent (the account is closed, the case changed) stays on its page and marks the case as unread.
    """
    return sum(_sent(work, ward, each) for each in later.due(work))


def _sent(work: UnitOfWork, ward: Ward, each: Later) -> bool:
    account = staff.get(work, each.staff_id)
    if account.disabled_at is not None:
        later.failed(work, each)
        return False
    later.end(work, each.id, "sent")  # first, because the answer itself makes the other waiting messages untrue
    by = Reader(account.id, account.role, account.reads_sealed, account.unit_id)
    act = Act(work, ward, each.case_id, by)
    try:
        desk.say(act, Says(each.verb), text=each.text, group_ok=True, paid=each.paid, at_once=True, proof=_SETTLED)
    except DanBanError:
        later.failed(work, each)
        return False
    return True
