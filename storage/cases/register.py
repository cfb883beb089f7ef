"""What a ward's register of petitions has of a case beside the row of the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.columns import among
from storage.tables.messages import chats
from storage.tables.teams import teams


@dataclass(frozen=True, slots=True)
class Entry:
    """One case. Moments are UTC; `outcome_due`: the date that ran until its answer."""

    name: str
    phone: str
    place: str
    text: str
    channel: str
    team: str
    forwarded_to: str
    taken_at: datetime | None
    first_said_at: datetime | None
    answered_at: datetime | None
    outcome_due: datetime | None
    closed_at: datetime | None
    disputes: int


def entries(work: UnitOfWork, ids: Sequence[int]) -> Mapping[int, Entry]:
    """By the case's id. Sealed cases are left out: they never leave in a file."""
    rows = work.conn.execute(
        select(
            cases.c.id, cases.c.name, cases.c.phone, cases.c.place, cases.c.text,
            func.coalesce(chats.c.channel, ""), func.coalesce(teams.c.name, ""), cases.c.forwarded_to,
            cases.c.taken_at, cases.c.first_said_at, cases.c.answered_at, cases.c.answer_due_at, cases.c.closed_at,
            cases.c.disputes,
        )
        .select_from(
            cases.outerjoin(chats, chats.c.id == cases.c.chat_id).outerjoin(teams, teams.c.id == cases.c.team_id)
        )
        .where(among(cases.c.id, "ids"), cases.c.sealed.is_(False)),
        {"ids": list(ids)},
    )  # fmt: skip
    found = [tuple(row) for row in rows]
    return {each[0]: Entry(*each[1:]) for each in found}
