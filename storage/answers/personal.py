"""Personal data of this subject: the latest question and answer of a chat."""

from sqlalchemy import delete

from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.tables.answers import answer_talks


def _talks(work: UnitOfWork, whom: Whom) -> None:
    work.conn.execute(delete(answer_talks).where(answer_talks.c.chat_id.in_(whom.chat_ids)))


HOLDINGS = (
    Holding("what a chat asked last", (answer_talks.c.chat_id, answer_talks.c.body), at_once=_talks),
)  # fmt: skip
