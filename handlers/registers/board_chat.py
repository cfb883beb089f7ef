"""What a board of supervision proposed, its term and the ward's answer, in the chat of who keeps the board.

UBND answers in 15 days (Luật 10/2022/QH15 Điều 40 khoản 1 điểm c, Điều 45 khoản 2 điểm c). A message holds what the
board itself wrote and the answer to it, or what a resident wrote to it, without a name; nothing of a case. It waits out
the night.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from civics.days.calendar import day_of
from civics.days.night import is_quiet, quiet_until
from civics.registers.values import day_of as day_in
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.notices import ways
from storage.registers import entries, steps
from storage.registers.entries import Entry

NAME, LETTER = "proposal", "letter"
_STATES: Mapping[str, str] = {
    "sent": "board_chat.sent", "answered": "board_chat.answered", "declined": "board_chat.declined",
    "carried_out": "board_chat.carried_out",
}  # fmt: skip


def told(work: UnitOfWork, proposal: Entry, ward: Ward | None, *, but: int | None = None) -> int:
    """Tell the board how its proposal stands, once for each state. `but`: a chat that knows it already."""
    key = _STATES.get(proposal.state)
    return 0 if key is None else _tell(work, proposal, ward, key, but=but)


def late(work: UnitOfWork, ward: Ward) -> int:
    """Tell the boards, once each, that a proposal was not answered in its term. Gives the number of messages."""
    if is_quiet(work.now):
        return 0
    waiting = entries.waiting(work, day_of(work.now), reader=None, name=NAME)
    some = [each for each in waiting if each.state == "sent" and each.due_on and each.due_on < day_of(work.now)]
    return sum(_tell(work, each, ward, "board_chat.late") for each in some)


def came(work: UnitOfWork, letter: Entry, ward: Ward) -> int:
    """Tell a board that a resident wrote to it. The resident is not named."""
    return _tell(work, letter, ward, "board_chat.letter_came")


def answered(work: UnitOfWork, letter: Entry, ward: Ward | None) -> None:
    """Give the board's answer to the resident who wrote, in the same chat, once."""
    if ward is None or letter.chat_id is None:
        return
    key = "board_chat.letter_passed" if letter.state == "passed" else "board_chat.letter_answered"
    board = entries.get(work, letter.parent_id, reader=None).title if letter.parent_id else ""
    values: dict[str, Any] = {**words_of(letter), "board": board}
    sent = voice.tell(
        work, ward, chats.get(work, letter.chat_id), key, priority=Priority.NOTICE,
        once=f"letter:{letter.key}:{letter.state}", due_at=quiet_until(work.now), **values,
    )  # fmt: skip
    if sent.new:
        steps.add(work, letter.id, "told", state=letter.state, by=None)


def words_of(proposal: Entry) -> dict[str, str]:
    """What fills the sentences about a proposal."""
    said = proposal.said
    return {
        "number": proposal.called, "name": proposal.title, "about": str(said.get("about", "")),
        "to_whom": str(said.get("to_whom", "")), "due": _shown(proposal.due_on), "answer": str(said.get("answer", "")),
        "done": _shown(day_in(said.get("carried_on"))),
    }  # fmt: skip


def _tell(work: UnitOfWork, proposal: Entry, ward: Ward | None, key: str, *, but: int | None = None) -> int:
    if ward is None or proposal.parent_id is None or proposal.sealed:
        return 0
    board = entries.get(work, proposal.parent_id, reader=None)
    values: dict[str, Any] = {**words_of(proposal), "board": board.title}
    new = 0
    for chat_id in _chats(work, board.owner_id):
        chat = chats.get(work, chat_id)
        if chat_id == but or chat.channel not in ward.shows:
            continue
        by = day_in(proposal.said.get("carried_by"))
        promise = voice.sentence(ward, chat, "board_chat.carried_by", day=_shown(by)) if by else ""
        sent = voice.tell(
            work, ward, chat, key, priority=Priority.NOTICE, once=f"{proposal.register}:{proposal.key}:{key}:{chat_id}",
            due_at=quiet_until(work.now), paid=True, promise=promise, **values,
        )  # fmt: skip
        new += sent.new
    if new:
        steps.add(work, proposal.id, "told", state=proposal.state, by=None)
    return new


def _chats(work: UnitOfWork, staff_id: int | None) -> Sequence[int]:
    """The chats of who keeps the board, also those that cannot be reached now: the outbox waits for them."""
    return [] if staff_id is None else ways.chats_of(work, staff_id)


def _shown(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
