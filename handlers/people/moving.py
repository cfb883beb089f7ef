"""The move to another chat: with a code from the old chat or, if that is lost, a case's code and the recovery word."""

import re

from core.message import Outgoing
from core.priority import Priority
from dialogs.engine.ear import phrases, plain
from dialogs.engine.hear import FROM
from handlers.replies import voice
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.across import moving
from storage.households import code_misses
from storage.messages import chats
from storage.messages.stored import About
from storage.people import move_codes, recovery
from storage.ward import audit

_CASE = re.compile(r"([A-Za-z]{1,6}-\d{2}-\d{4,9})\s+(\S.*)", re.DOTALL)
COMMANDS = frozenset({"chuyenkenh", "move"})
_LONGEST = 200


def give(turn: Turn) -> None:
    """Send a code that brings this chat's things to another one, and how to use it.

    If there is nothing, say how to come here.
    """
    if not moving.has_things(turn.work, turn.resident.id, turn.chat.id):
        turn.say("moving.how_here", *menu_rows(turn))
        return
    code = move_codes.make(turn.work, turn.resident.id)
    turn.send(Outgoing(turn.words("moving.code", code=code)), sealed=True)


def entered(turn: Turn) -> bool:
    """Whether the message held a code or a recovery word. It is answered, and must be forgotten."""
    said = _said(turn)
    if code := move_codes.typed(said):
        _by_code(turn, code)
        return True
    match = _CASE.fullmatch(said.lstrip()) if said != turn.incoming.text else None
    if match is None:
        return False
    _by_word(turn, match[1].upper(), match[2])
    return True


def _said(turn: Turn) -> str:
    """What follows the command or its words; otherwise the whole text."""
    incoming = turn.incoming
    if incoming.command in COMMANDS:
        return incoming.argument
    if incoming.command or incoming.media or len(incoming.text) > _LONGEST:
        return ""
    words = incoming.text.split()
    for each in phrases(turn.ward.words, "menu.move"):
        length = len(each.split())
        if len(words) > length and plain(" ".join(words[:length])) == each:
            return incoming.text.split(maxsplit=length)[length]
    return incoming.text


def _by_code(turn: Turn, code: str) -> None:
    if not _may_try(turn):
        return
    giver = move_codes.owner(turn.work, code)
    if giver == turn.resident.id:
        turn.say("moving.other_side")
    elif giver is None or not move_codes.use(turn.work, code):
        _refused(turn)
    else:
        _move(turn, giver)


def _by_word(turn: Turn, case_code: str, word: str) -> None:
    if not _may_try(turn, about=case_code):
        return
    giver = recovery.resident_of(turn.work, case_code, word)
    if giver is None:
        _refused(turn)
    elif giver == turn.resident.id:
        turn.say("moving.here_already", *menu_rows(turn))
    else:
        _move(turn, giver)


def _may_try(turn: Turn, *, about: str = "") -> bool:
    wait = move_codes.count_try(turn.work, turn.chat.id, about=about)
    if wait is not None:
        turn.say("moving.later", minutes=max(1, round(wait.total_seconds() / 60)))
    return wait is None


def _refused(turn: Turn) -> None:
    audit.record(turn.work, "move.refused", actor=audit.RESIDENT)
    code_misses.count(turn.work)
    turn.say("moving.refused")


def _move(turn: Turn, giver: int) -> None:
    """Bring everything here. Messages that waited in the old chat are queued here, in the form of this channel."""
    move_codes.forget_tries(turn.work, turn.chat.id)
    moved = moving.move(
        turn.work, giver, turn.resident.id, to=turn.chat, person=turn.incoming.person, leave=(FROM,)
    )  # fmt: skip
    codes = ", ".join(moved.codes) or turn.words("moving.no_case")
    text = turn.words("moving.moved", codes=codes)
    if moved.drafts:
        text = f"{text}\n{turn.words('moving.draft')}"
    turn.send(Outgoing(text, rows=menu_rows(turn)))
    for each in moved.waiting:
        voice.send(
            turn.work, turn.ward, chats.get(turn.work, turn.chat.id), each.outgoing, priority=each.priority,
            about=About(each.case_id, each.entry_id), once=each.unique_key, due_at=each.due_at,
        )  # fmt: skip
    for chat_id in moved.told:
        _tell(turn, chat_id)


def _tell(turn: Turn, chat_id: int) -> None:
    """Tell the old chat: a person who did not ask for this must know at once."""
    chat = chats.get(turn.work, chat_id)
    there = voice.sentence(turn.ward, chat, f"moving.channel_{turn.chat.channel}")
    voice.tell(turn.work, turn.ward, chat, "moving.told", priority=Priority.NOTICE, there=there)
