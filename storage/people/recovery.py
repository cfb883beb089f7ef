"""Opens a lost web chat in a new browser, with the case code and the recovery word."""

import hmac
import json
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select, update

from civics.cases.codes import parse_code
from core.text import fold
from storage.database.unit import UnitOfWork
from storage.messages import push
from storage.messages.inbox import closed
from storage.people import sessions
from storage.tables.cases import cases
from storage.tables.columns import same
from storage.tables.media import uploads
from storage.tables.messages import chats, inbox, runs, web_messages
from storage.tables.people import persons, residents
from storage.ward import audit
from storage.ward.links import opened


class Outcome(StrEnum):
    """The result of a try. A wrong code and a wrong word give the same result."""

    MOVED = "moved"
    REFUSED = "refused"
    LATER = "later"


def recover(work: UnitOfWork, *, code: str, word: str, chat: str, address: str) -> tuple[Outcome, timedelta]:
    """Give the web chat behind a case to `chat`, the id of a cookie that was not used yet.

    The old cookie opens nothing any more. After five tries in 15 minutes per address and per code the result is LATER,
    with the time to wait. A refused try is counted, so the caller must commit.
    """
    wanted = parse_code(code) or code.strip().upper()
    of_code, of_address = work.seal.name("recover code", wanted), work.seal.name("recover address", address)
    wait = sessions.count_try(work, of_code, of_address)
    if wait is not None:
        return Outcome.LATER, wait
    found = _owner(work, wanted, word)
    if found is None:
        return Outcome.REFUSED, timedelta()
    _rebind(work, found[0], old=found[1], new=chat)
    sessions.forget_tries(work, of_code)
    sessions.forget_last(work, of_address)
    audit.record(work, "chat.recovered", actor=audit.RESIDENT)
    return Outcome.MOVED, timedelta()


def resident_of(work: UnitOfWork, code: str, word: str) -> int | None:
    """The resident of this case and recovery word. The caller counts the tries."""
    digest = work.seal.name("recovery", fold(word))
    case = opened(work, work.conn.execute(select(cases).where(cases.c.code == code)).one_or_none())
    row = work.conn.execute(
        select(residents.c.id, residents.c.recovery).where(
            same(residents.c.id, case.resident_id if case is not None else None),
            residents.c.erased_at.is_(None), residents.c.blocked_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if not hmac.compare_digest(row.recovery or "" if row is not None else "", digest) or row is None:
        return None
    found: int = row.id
    return found


def _owner(work: UnitOfWork, code: str, word: str) -> tuple[int, str] | None:
    """The id and name of the web chat of the resident with this case and word."""
    resident_id = resident_of(work, code, word)
    if resident_id is None:
        return None
    chat = work.conn.execute(
        select(chats.c.id, chats.c.chat)
        .where(chats.c.resident_id == resident_id, chats.c.channel == "web", chats.c.private)
        .order_by(chats.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if chat is None else (chat.id, chat.chat)


def _rebind(work: UnitOfWork, chat_id: int, *, old: str, new: str) -> None:
    """Write the new name into everything that names the chat, also into waiting arrivals."""
    run = work.conn.execute
    run(update(chats).where(chats.c.id == chat_id).values(chat=new, state="open"))
    run(update(persons).where(persons.c.channel == "web", persons.c.person == old).values(person=new))
    run(update(runs).where(runs.c.chat_id == chat_id, runs.c.person == old).values(person=new))
    run(update(web_messages).where(web_messages.c.chat == old).values(chat=new))
    run(update(uploads).where(uploads.c.chat == old).values(chat=new))
    push.forget(work, push.chat_owner(old))  # the former browser hears nothing more; the new one is asked anew
    waiting = select(inbox.c.id, inbox.c.raw).where(
        inbox.c.channel == "web", inbox.c.chat == old, inbox.c.state == "waiting"
    )
    for row in run(waiting).all():
        raw = {**json.loads(work.seal.open(row.raw)), "chat": new}
        run(update(inbox).where(inbox.c.id == row.id).values(chat=new, raw=closed(work, raw)))
    work.ring("web")
