"""Messages that staff wrote with the platform's own tool, as entries of the case: shown, never sent by us."""

from dataclasses import dataclass

from sqlalchemy import select

from civics.cases.states import DONE
from core.text import normal
from storage.cases import entries
from storage.cases import search as case_search
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.cases import entries as rows
from storage.tables.messages import outbox
from storage.ward import audit


@dataclass(frozen=True, slots=True)
class Noted:
    """Where the message is noted."""

    case_id: int
    entry_id: int


def note(work: UnitOfWork, chat_id: int, *, text: str, message_id: str, quoted: str = "") -> Noted | None:
    """Note the message once: on the case of the quoted message, else on the chat's case with the latest message.

    None when it is noted already, is a message of ours, or the chat has no case (then only the trail records it).
    """
    ours = select(outbox.c.id).where(outbox.c.chat_id == chat_id, outbox.c.message_id == message_id)
    there = select(rows.c.id).where(
        rows.c.chat_id == chat_id, rows.c.message_id == message_id, rows.c.kind == entries.OUTSIDE
    )
    if message_id and any(work.conn.execute(each.limit(1)).first() is not None for each in (ours, there)):
        return None
    case_id = _case(work, chat_id, quoted)
    if case_id is None:
        audit.record(work, "chat.staff_wrote", actor=audit.STAFF)
        return None
    entry_id = entries.add(
        work, case_id, kind=entries.OUTSIDE, text=normal(text), sealed=False, chat_id=chat_id,
        message_ids=(message_id,) if message_id else (),
    )  # fmt: skip
    case_search.index(work, case_id)
    audit.record(work, "case.staff_wrote", actor=audit.STAFF, case_id=case_id, entry=entry_id)
    return Noted(case_id, entry_id)


def _case(work: UnitOfWork, chat_id: int, quoted: str) -> int | None:
    about = entries.of_message(work, chat_id, quoted)
    if about is not None and not about.sealed:
        return about.case_id
    found: int | None = work.conn.execute(
        select(cases.c.id)
        .where(cases.c.chat_id == chat_id, cases.c.sealed.is_(False))
        .order_by(cases.c.state.in_(DONE), cases.c.heard_at.desc(), cases.c.id.desc())
        .limit(1)
    ).scalar()
    return found
