"""The chief whom the ward has named is told of cases that passed their date: only then may a resident read that."""

from collections.abc import Sequence

from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.cases.notices import Told
from storage.database.unit import UnitOfWork
from storage.notices.notices import Saying
from storage.ward import alerts
from storage.ward import ward as settings

CHIEF = "chief.staff_id"  # the run-time setting: an account of the console
_PAGE = "/console/?view=late"


def tell(work: UnitOfWork, ward: Ward, late: Sequence[Told]) -> bool:
    """Tell the chief that cases are late, once for all of these and without a word of them.

    False when no chief is named or nothing reaches them; then the admins get an alert, once a day. Sealed cases are not
    counted: a notice outside the list of their readers would show that there is one.
    """
    chief = settings.setting(work, CHIEF)
    known = [each.case_id for each in late if not each.sealed]
    if not known or not isinstance(chief, int):
        return False
    if telling.notify(work, ward, chief, Saying(f"late:{max(known)}", "notice.late", _PAGE)):
        return True
    alerts.sound(work, "chief_unreached", detail=_PAGE, unique_key=f"chief_unreached:{work.now:%Y-%m-%d}")
    return False
