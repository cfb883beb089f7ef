"""A person asks that their data be erased (Luật 91/2025/QH15 Điều 14; NĐ 356/2025 Điều 5: in 20 days, here at once).

Goes: names, telephone, recovery word, drafts, what was said in the chat beside cases, spoken and shown opinions,
consents, subscriptions. Stays:
the files of petitions, until their retention ends, without a way back to the chat once they are over; ballots, which
bear no name; the trail, which holds no word of anybody's. A case under way keeps its chat, since an answer is owed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select, update

from civics.cases.states import DONE
from core.message import Outgoing, to_json
from storage.cases import entries as timeline
from storage.database.unit import UnitOfWork
from storage.households import person_codes
from storage.media import attachments
from storage.messages import webchat
from storage.people import residents
from storage.polls import opinion_files
from storage.tables.bulletins import bulletin_answers, subscriptions
from storage.tables.cases import cases, entries, entry_messages, pointers
from storage.tables.households import household_claims
from storage.tables.media import attachments as files
from storage.tables.messages import chats, inbox, outbox, runs
from storage.tables.people import consents, persons
from storage.tables.people import residents as people
from storage.ward import alerts, audit
from storage.ward.links import of_resident

_ON_ITS_WAY = ("waiting", "held", "sending")
_REST = timedelta(days=1)  # until the chat's own id goes too: the confirmation must still arrive


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. `owed`: ids of cases that are still to be answered in the chat; `kept`: how many files stay."""

    owed: tuple[int, ...]
    kept: int
    drafts: int


def erase(work: UnitOfWork, resident_id: int) -> Erased:
    """Erase what may be erased now; the rest is in `Erased`. Safe to repeat."""
    mine = work.conn.execute(select(chats).where(chats.c.resident_id == resident_id, chats.c.private)).all()
    ids = [each.id for each in mine]
    owed, over = _cases(work, resident_id)
    drafts = _talks(work, ids)
    _sayings(work, ids, owed)
    for each in mine:
        _arrivals(work, each.channel, each.bot, each.chat)
        if each.channel == webchat.CHANNEL:
            webchat.forget(work, each.chat)
    opinion_files.erase(work, resident_id)
    _agreements(work, resident_id, ids)
    _names(work, resident_id)
    _unlink(work, over)
    blank = {"title": "", "open_case_id": None, "open_until": None, "choices": None, "greeted_at": None}
    work.conn.execute(update(chats).where(chats.c.id.in_(ids)).values(**blank))
    for case_id in (*owed, *over):
        audit.record(work, "case.resident_erased", actor=audit.RESIDENT, case_id=case_id)
    told_owed, told_over = [[each for each in ids if each > 0] for ids in (owed, over)]  # of sealed ones nobody hears
    audit.record(work, "resident.erased", actor=audit.RESIDENT, cases=len(told_owed) + len(told_over), drafts=drafts)
    detail = f"resident {resident_id}: {len(told_owed)} to be answered, {len(told_over)} kept"
    alerts.sound(work, "erasure", detail=detail, unique_key=f"erasure:{resident_id}:{work.now:%Y%m%d}")
    return Erased(tuple(owed), len(owed) + len(over), drafts)


def sweep(work: UnitOfWork, *, limit: int = 50) -> int:
    """A day later, when nothing more is owed, the platform's own ids of the person and the chat go; how many people."""
    living = exists().where(cases.c.resident_id == people.c.id, ~_is_over())  # of open cases; of sealed ones below
    linked = exists().where(persons.c.resident_id == people.c.id)
    found = work.conn.execute(
        select(people.c.id).where(people.c.erased_at < work.now - _REST, linked, ~living)
    ).scalars().all()  # fmt: skip
    found = [each for each in found if not _cases(work, each)[0]][:limit]
    for resident_id in found:
        _unlink(work, _cases(work, resident_id)[1])
        for chat in work.conn.execute(select(chats).where(chats.c.resident_id == resident_id, chats.c.private)).all():
            same = and_(inbox.c.channel == chat.channel, inbox.c.bot == chat.bot, inbox.c.chat == chat.chat)
            work.conn.execute(update(inbox).where(same, inbox.c.state == "done").values(chat="", raw=b""))
            gone = {"chat": f"erased:{chat.id}", "resident_id": None, "state": "left"}
            work.conn.execute(update(chats).where(chats.c.id == chat.id).values(**gone))
        work.conn.execute(delete(persons).where(persons.c.resident_id == resident_id))
    return len(found)


def _is_over() -> ColumnElement[bool]:
    """Whether a case needs its chat no more: it is over, and no answer is on its way."""
    leaving = exists().where(
        outbox.c.case_id == cases.c.id, outbox.c.entry_id.is_not(None), outbox.c.state.in_(_ON_ITS_WAY)
    )
    return and_(cases.c.state.in_(DONE), ~leaving)


def _cases(work: UnitOfWork, resident_id: int) -> tuple[list[int], list[int]]:
    """The person's cases: those that are owed an answer, and those that are over."""
    rows = work.conn.execute(
        select(cases.c.id, _is_over()).where(of_resident(work, resident_id)).order_by(cases.c.id)
    ).all()
    over = [row[0] for row in rows if row[1] and not _leaving(work, row[0])]
    return [row[0] for row in rows if row[0] not in over], over


def _leaving(work: UnitOfWork, case_id: int) -> bool:
    """Whether an answer of a sealed case, whose messages do not name it, is on its way."""
    ids = timeline.sent_in(work, [case_id])
    found = select(outbox.c.id).where(outbox.c.id.in_(ids), outbox.c.state.in_(_ON_ITS_WAY)).limit(1)
    return bool(ids) and work.conn.execute(found).first() is not None


def _unlink(work: UnitOfWork, over: Sequence[int]) -> None:
    """Files of finished cases stay, but lead to nobody's chat any more."""
    work.conn.execute(update(cases).where(cases.c.id.in_(over)).values(resident_id=None, resident_blind=None))
    private = select(cases.c.id).where(cases.c.id.in_(over), cases.c.origin != "group")
    _blank(work, outbox.c.case_id.in_(private))
    said = select(entries.c.id).where(entries.c.case_id.in_(private))
    work.conn.execute(delete(entry_messages).where(entry_messages.c.entry_id.in_(said)))
    work.conn.execute(update(entries).where(entries.c.case_id.in_(private)).values(chat_id=None, message_id=""))
    fetched = and_(files.c.case_id.in_(private), files.c.state.not_in(("wanted", "held")))
    work.conn.execute(update(files).where(fetched).values(chat_id=None))
    work.conn.execute(
        update(cases).where(cases.c.id.in_(over), cases.c.origin != "group").values(chat_id=None, chat_blind=None)
    )


def _talks(work: UnitOfWork, chat_ids: Sequence[int]) -> int:
    """Drafts go with their files; of finished talks only that they were stays. The number of drafts."""
    open_ones = and_(runs.c.chat_id.in_(chat_ids), runs.c.state.in_(("open", "left")))
    drafts = work.conn.execute(select(runs.c.id).where(open_ones)).scalars().all()
    for run_id in drafts:
        attachments.drop_run(work, run_id)
    work.conn.execute(update(runs).where(open_ones).values(state="dropped"))
    work.conn.execute(update(runs).where(runs.c.chat_id.in_(chat_ids)).values(answers="{}"))
    return len(drafts)


def _sayings(work: UnitOfWork, chat_ids: Sequence[int], owed: Sequence[int]) -> None:
    """What was said to the person is blanked; what waits is taken back, but for what is owed."""
    theirs = outbox.c.chat_id.in_(chat_ids)
    about = and_(outbox.c.case_id.in_(owed), outbox.c.case_id.is_not(None))
    of_owed = or_(about, outbox.c.id.in_(timeline.sent_in(work, owed)))  # staff may send those again
    spared = and_(of_owed, outbox.c.state.in_(_ON_ITS_WAY))
    waits = and_(theirs, outbox.c.state.in_(("waiting", "held", "paused")), ~spared)
    work.conn.execute(update(outbox).where(waits).values(state="back"))
    _blank(work, and_(theirs, ~of_owed))
    greetings = [f"greet:{each}" for each in chat_ids]  # whoever comes back is greeted anew
    work.conn.execute(update(outbox).where(outbox.c.unique_key.in_(greetings)).values(unique_key=None))


def _blank(work: UnitOfWork, which: ColumnElement[bool]) -> None:
    body = work.seal.close_text(json.dumps(to_json(Outgoing(""))))
    said = and_(which, outbox.c.state.not_in(_ON_ITS_WAY))
    work.conn.execute(update(outbox).where(said).values(body=body, sealed=True))


def _arrivals(work: UnitOfWork, channel: str, bot: str, chat: str) -> None:
    same = and_(inbox.c.channel == channel, inbox.c.bot == bot, inbox.c.chat == chat)
    for state in ("done", "aside"):  # each has an index of its own
        work.conn.execute(update(inbox).where(same, inbox.c.state == state).values(raw=b""))


def _agreements(work: UnitOfWork, resident_id: int, chat_ids: Sequence[int]) -> None:
    """All consents are taken back, each as a line of its own; subscriptions end."""
    for purpose, given in residents.consents_of(work, resident_id).items():
        if given and chat_ids:
            work.conn.execute(
                insert(consents).values(
                    resident_id=resident_id, purpose=purpose, given=False, text_version="erased", language="vi",
                    at=work.now, chat_id=chat_ids[0],
                )
            )  # fmt: skip
    held = and_(household_claims.c.resident_id == resident_id, household_claims.c.ended_at.is_(None))
    work.conn.execute(update(household_claims).where(held).values(ended_at=work.now))
    person_codes.forget(work, resident_id)
    for table in (subscriptions, bulletin_answers):
        work.conn.execute(delete(table).where(table.c.chat_id.in_(chat_ids)))


def _names(work: UnitOfWork, resident_id: int) -> None:
    residents.change(work, resident_id, name="", phone="", unit_id=None, recovery=None, erased_at=work.now)
    work.conn.execute(update(persons).where(persons.c.resident_id == resident_id).values(name=""))
    for each in work.conn.execute(select(persons).where(persons.c.resident_id == resident_id)).all():
        there = select(chats.c.id).where(chats.c.channel == each.channel, chats.c.bot == each.bot)
        asked = and_(pointers.c.author == each.person, pointers.c.chat_id.in_(there), pointers.c.case_id.is_(None))
        work.conn.execute(update(pointers).where(asked).values(raw=b"", expires_at=work.now))
