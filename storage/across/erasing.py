"""Erases a person's data at their request: each subject wipes what it holds of them (`storage.database.holdings`).

Names, telephone, recovery word, drafts, messages that belong to no case, files of opinions and subscriptions are
erased at once; a day later the platforms' own ids too. Each holding says what stays, and why. An open case keeps its
chat, because an answer is owed.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, select

from civics.cases.states import DONE
from storage.answers import personal as answers
from storage.bulletins import personal as bulletins
from storage.cases import entries as timeline
from storage.cases import personal as petitions
from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.households import personal as households
from storage.media import personal as media
from storage.messages import personal as messages
from storage.messages.personal import ON_ITS_WAY
from storage.notices import personal as notices
from storage.people import personal as people
from storage.polls import personal as polls
from storage.registers import personal as registers
from storage.tables.cases import cases
from storage.tables.messages import chats, outbox
from storage.tables.people import persons, residents
from storage.ward import alerts, audit
from storage.ward.links import of_resident

# The order matters: the platforms' ids of a person are erased last, because the other rows are found by them.
HOLDINGS: tuple[Holding, ...] = tuple(
    each
    for subject in (messages, notices, media, polls, households, bulletins, registers, petitions, answers, people)
    for each in subject.HOLDINGS
)
_REST = timedelta(days=1)  # until the chat's own id is erased too: the confirmation must still arrive


@dataclass(frozen=True, slots=True)
class Erased:
    """The result. `owed`: ids of cases that must still be answered in the chat; `kept`: how many files stay."""

    owed: tuple[int, ...]
    kept: int
    drafts: int


def erase(work: UnitOfWork, resident_id: int) -> Erased:
    """Erase what may be erased now; `Erased` says what stays. Safe to repeat."""
    whom = _whom(work, resident_id)
    drafts = len(messages.drafts(work, whom))
    for each in HOLDINGS:
        if each.at_once is not None:
            each.at_once(work, whom)
    for case_id in (*whom.owed, *whom.over):
        audit.record(work, "case.resident_erased", actor=audit.RESIDENT, case_id=case_id)
    owed, over = ([each for each in ids if each > 0] for ids in (whom.owed, whom.over))  # sealed ones are never named
    audit.record(work, "resident.erased", actor=audit.RESIDENT, cases=len(owed) + len(over), drafts=drafts)
    detail = f"resident {resident_id}: {len(owed)} to be answered, {len(over)} kept"
    alerts.sound(work, "erasure", detail=detail, unique_key=f"erasure:{resident_id}:{work.now:%Y%m%d}")
    return Erased(whom.owed, len(whom.owed) + len(whom.over), drafts)


def sweep(work: UnitOfWork, *, limit: int = 50) -> int:
    """Erase the platforms' ids of people and chats after a day, once no answer is owed. Returns how many people."""
    living = exists().where(cases.c.resident_id == residents.c.id, ~_is_over())  # sealed cases: below
    linked = exists().where(persons.c.resident_id == residents.c.id)
    found = work.conn.execute(
        select(residents.c.id).where(residents.c.erased_at < work.now - _REST, linked, ~living)
    ).scalars().all()  # fmt: skip
    free = [each for each in (_whom(work, one) for one in found) if not each.owed][:limit]
    for whom in free:
        for each in HOLDINGS:
            if each.later is not None:
                each.later(work, whom)
    return len(free)


def _whom(work: UnitOfWork, resident_id: int) -> Whom:
    theirs = work.conn.execute(select(chats).where(chats.c.resident_id == resident_id, chats.c.private)).all()
    owed, over = _cases(work, resident_id)
    return Whom(resident_id, tuple(theirs), tuple(owed), tuple(over), tuple(timeline.sent_in(work, owed)))


def _is_over() -> ColumnElement[bool]:
    """Whether a case no longer needs its chat: it is over, and no answer is on its way."""
    leaving = exists().where(
        outbox.c.case_id == cases.c.id, outbox.c.entry_id.is_not(None), outbox.c.state.in_(ON_ITS_WAY)
    )
    return and_(cases.c.state.in_(DONE), ~leaving)


def _cases(work: UnitOfWork, resident_id: int) -> tuple[list[int], list[int]]:
    """The person's cases: first those that are owed an answer, then those that are over."""
    rows = work.conn.execute(
        select(cases.c.id, _is_over()).where(of_resident(work, resident_id)).order_by(cases.c.id)
    ).all()
    over = [row[0] for row in rows if row[1] and not _leaving(work, row[0])]
    return [row[0] for row in rows if row[0] not in over], over


def _leaving(work: UnitOfWork, case_id: int) -> bool:
    """Whether an answer of a sealed case is on its way. Its messages do not name the case."""
    ids = timeline.sent_in(work, [case_id])
    found = select(outbox.c.id).where(outbox.c.id.in_(ids), outbox.c.state.in_(ON_ITS_WAY)).limit(1)
    return bool(ids) and work.conn.execute(found).first() is not None
