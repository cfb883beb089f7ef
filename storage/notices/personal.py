"""Personal data of this subject: an officer's own chat, in which the officer may be a resident too."""

from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.notices import ways
from storage.tables.notices import staff_ways


def _ways(work: UnitOfWork, whom: Whom) -> None:
    ways.forget_chats(work, whom.chat_ids)


HOLDINGS = (Holding("an officer's own chat for notices", (staff_ways.c.chat_id,), at_once=_ways),)
