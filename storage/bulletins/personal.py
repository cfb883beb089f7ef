"""Personal data of this subject: a chat's subscriptions, and its answers to bulletins."""

from sqlalchemy import delete

from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletin_answers, bulletin_corrections, subscriptions


def _subscriptions(work: UnitOfWork, whom: Whom) -> None:
    work.conn.execute(delete(subscriptions).where(subscriptions.c.chat_id.in_(whom.chat_ids)))


def _answers(work: UnitOfWork, whom: Whom) -> None:
    work.conn.execute(delete(bulletin_answers).where(bulletin_answers.c.chat_id.in_(whom.chat_ids)))


HOLDINGS = (
    Holding("topics that a chat hears of", (subscriptions.c.chat_id,), at_once=_subscriptions),
    Holding("answers to bulletins", (bulletin_answers.c.chat_id,), at_once=_answers),
    Holding(
        "how far a correction has come", (bulletin_corrections.c.last_chat,), stays="a number of a row, of no person"
    ),
)
