"""Buttons: of a dialog, of a case, of the menu, of a group's question. An old one never changes anything by itself."""

from handlers.arrivals import bulletin_replies, commands, danger, feedback, groups, rights, status
from handlers.bulletins import subscribing
from handlers.cases import cards
from handlers.people import claiming, consents, erasing
from handlers.replies.after import After
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.cases import cases
from storage.messages import chats

_EVERYWHERE = (groups.pressed, bulletin_replies.pressed)
_PRIVATE = (
    subscribing.pressed, commands.pressed, consents.pressed, claiming.pressed, rights.pressed, status.pressed,
    danger.pressed,
)  # fmt: skip


def handle(turn: Turn) -> After:
    """Answer a press, and tell what becomes of its raw payload."""
    if any(each(turn) for each in _EVERYWHERE):
        return After.KEEP
    if not turn.chat.private:
        _in_group(turn)
        return After.KEEP
    if erasing.pressed(turn):
        return After.FORGET  # nothing of what was said before stays
    if any(each(turn) for each in _PRIVATE) or _of_case(turn):
        return After.KEEP
    return talk.pressed(turn)


def _in_group(turn: Turn) -> None:
    """Under an answer in a group only the author of the case may say xong or chưa."""
    if not _of_case(turn):
        turn.toast("talk.old_button")


def _of_case(turn: Turn) -> bool:
    press = turn.incoming.press
    name, number = press[:5], press[5:]
    if (
        name not in {cards.OPEN, cards.LEAVE, cards.XONG, cards.CHUA}
        or not number.removeprefix("-").isdecimal()
        or len(number) > 18
    ):
        return False
    case_id = int(number)
    own = cases.own(turn.work, case_id, turn.resident.id, sealed=turn.shows.sealed)
    if own is None:
        turn.only_toast("talk.not_yours")
        return True
    if name in {cards.XONG, cards.CHUA}:
        feedback.pressed(turn, own, done=name == cards.XONG)
    elif not turn.chat.private:
        turn.only_toast("talk.not_yours")
    elif name == cards.OPEN:
        turn.toast()
        cards.open_one(turn, case_id)
    else:
        turn.toast()
        chats.open_case(turn.work, turn.chat.id, None)
        turn.say("talk.case_left", *menu_rows(turn), code=own.code)
    return True
