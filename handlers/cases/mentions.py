"""Internal notes, and the colleagues whom they name: "@hoa" tells the account `hoa`, without a word of the note."""

import re

from handlers.replies.ward import Ward
from handlers.staff import telling
from storage.cases import acts, cases
from storage.database.unit import UnitOfWork
from storage.notices.choices import Choice
from storage.notices.notices import Saying
from storage.people import staff
from storage.ward.sight import Reader

_NAMED = re.compile(r"(?<![\w.@-])@([\w.-]{1,64})")
MOST = 10  # colleagues whom one note tells


def note(work: UnitOfWork, ward: Ward, case_id: int, *, text: str, by: Reader) -> int:
    """Add the note and tell the colleagues whom it names; gives the entry's id.

    Nobody is told of a sealed case: a notice would stand outside the seal.
    """
    made = acts.note(work, case_id, text=text, by=by)
    case = cases.view(work, case_id, reader=by)
    if case.sealed:
        return made
    wanted = {staff.login_of(each.rstrip(".-")) for each in _NAMED.findall(text)}
    named = [each for each in staff.everyone(work, active=True) if each.login in wanted and each.id != by.staff_id]
    for each in named[:MOST]:
        if not Reader(each.id, each.role).observes:
            opens = f"/console/cases/{case.code}"
            saying = Saying(f"mention:{made}", "notice.mention", opens, choice=Choice.MENTION)
            telling.notify(work, ward, each.id, saying)
    return made
