"""Whether a resident agrees that their case is shown on the public page: asked once, taken back at any time.

Their "no" takes it from the page in the same transaction.
"""

from core import press
from core.errors import ConflictError, NotFoundError
from core.message import Button
from core.press import Press
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from storage.cases import cases, notices, opened
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.messages.chats import Chat
from storage.ward import audit

OPEN = "open"  # the verb of the buttons


def chip(work: UnitOfWork, ward: Ward, chat: Chat, case_id: int) -> tuple[tuple[Button, ...], ...]:
    """The quiet button under an answer that asks for consent; none where nobody is to be asked (again)."""
    if not opened.ask(work, case_id):
        return ()
    return ((_button(ward, chat, "opened.chip", press.YES, case_id),),)


def tell(work: UnitOfWork, ward: Ward, case_id: int) -> None:
    """Tell the resident that the ward shows their case by its topic, with the button that takes it down."""
    told = notices.told(work, case_id)
    chat = chats.get(work, told.chat_id) if told is not None and told.chat_id else None
    if told is not None and chat is not None and chat.private:
        stop = ((_button(ward, chat, "opened.stop", press.NO, case_id),),)
        voice.tell(work, ward, chat, "opened.released", priority=Priority.NOTICE, rows=stop, code=told.code)


def pressed(turn: Turn, pressed: Press) -> None:
    """The resident agrees, or takes it back."""
    own = cases.own(turn.work, pressed.number, turn.resident.id)
    if own is None:
        turn.only_toast("talk.not_yours")
        return
    if not pressed.is_yes:
        _refuse(turn, own.id, own.code)
        return
    try:
        opened.agree(turn.work, own.id)
    except (ConflictError, NotFoundError):
        turn.only_toast("opened.never")
        return
    audit.record(turn.work, "case.opened_agreed", actor=audit.RESIDENT, case_id=own.id)
    turn.toast("opened.thanks")
    turn.say("opened.agreed", (_button(turn.ward, turn.chat, "opened.stop", press.NO, own.id),), code=own.code)


def _refuse(turn: Turn, case_id: int, code: str) -> None:
    was = opened.refuse(turn.work, case_id)
    audit.record(turn.work, "case.opened_refused", actor=audit.RESIDENT, case_id=case_id, was_public=was)
    turn.toast()
    turn.say("opened.stopped", *menu_rows(turn), code=code)


def _button(ward: Ward, chat: Chat, key: str, answer: str, case_id: int) -> Button:
    return Button(voice.sentence(ward, chat, key), press.write(OPEN, answer, case_id))
